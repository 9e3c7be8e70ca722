"""Pillow reads uploads as the files they are, and makes thumbnails in background tasks."""

import io
from collections.abc import Callable

import httpx2
from PIL import Image

from kit.server_process import wait_for


def draw(width: int, height: int) -> bytes:
    picture = io.BytesIO()
    Image.effect_noise((width, height), 100).save(picture, "PNG")
    return picture.getvalue()


def wait_for_thumbnail(client: httpx2.Client, name: str) -> Image.Image:
    wait_for(lambda: client.get(f"/pictures/{name}").is_success)
    return Image.open(io.BytesIO(client.get(f"/pictures/{name}").content))


def test_thumbnails_are_made_after_the_answer(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("thumbnails")
    large, small = draw(1600, 1200), draw(40, 80)
    files = [("files", ("large.png", large, "image/png")), ("files", ("small.png", small, "image/png"))]

    answer = client.post("/pictures", data={"side": "32"}, files=files)

    assert answer.status_code == 202
    assert answer.json() == [
        {"name": "large.png", "bytes": len(large), "size": [1600, 1200], "kind": "PNG"},
        {"name": "small.png", "bytes": len(small), "size": [40, 80], "kind": "PNG"},
    ]
    sizes = [wait_for_thumbnail(client, name).size for name in ("large", "small")]
    assert sizes == [(32, 24), (16, 32)]


def test_what_is_no_picture_is_refused(serve: Callable[[str], httpx2.Client]) -> None:
    answer = serve("thumbnails").post("/pictures", data={"side": "32"}, files={"files": ("a.png", b"text")})

    assert (answer.status_code, answer.json()) == (415, {"detail": "a.png is no picture"})
