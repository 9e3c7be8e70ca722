"""nginx in front of the server: a process of its own, in a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from interop.serving import Site
from kit.server_process import HANG_LIMIT
from kit.service import find_free_port, wait_until_listening

HERE = Path(__file__).parent


@contextmanager
def proxying(upstream: str, folder: Path, *settings: str) -> Iterator[Site]:
    """HTTP to `upstream`, an address as nginx writes it, with further `settings` of its location."""
    values = {"upstream": upstream, "settings": "\n".join(f"{setting};" for setting in settings)}
    with _running("http.conf", values, folder) as site:
        yield site


@contextmanager
def passing_on(upstream: str, folder: Path) -> Iterator[Site]:
    """Bytes to `upstream`, with the PROXY protocol in front of them."""
    with _running("stream.conf", {"upstream": upstream, "module": str(_find_stream_module())}, folder) as site:
        yield site


def _find_program() -> str:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise AssertionError("nginx is not installed; these tests put it in front: apt-get install nginx")
    return program


def _find_stream_module() -> Path:
    built = subprocess.run([_find_program(), "-V"], stderr=subprocess.PIPE, text=True, check=True).stderr
    folder = re.search(r"--modules-path=(\S+)", built)
    module = Path(folder.group(1) if folder else "", "ngx_stream_module.so")
    if not module.exists():
        raise AssertionError(f"nginx has no {module}: apt-get install libnginx-mod-stream")
    return module


@contextmanager
def _running(template: str, values: dict[str, str], folder: Path) -> Iterator[Site]:
    port = find_free_port()
    # Workers of root's would be somebody else, who may not read the folder.
    user = "user root root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    text = Template((HERE / template).read_text()).substitute(values, port=port, user=user)
    configuration.write_text(text.replace("@", "$"))
    command = [_find_program(), "-p", str(folder), "-c", str(configuration), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_until_listening(process, port)
        yield Site(port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(HANG_LIMIT)
