"""The page that shows an unhandled exception to the developer: its traceback, each frame with the code around it."""

import html
import linecache
import traceback
from collections.abc import Iterator

CONTEXT_LINES = 3
"""How many lines of code are shown before and after the one that was executed."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Fireweed Debugger</title>
<style>
body {{ font: 1rem/1.5 sans-serif; margin: 2rem; color: #222 }}
h2 {{ color: #b02a5b; white-space: pre-wrap }}
pre {{ background: #f5f2f4; padding: .5rem 1rem; overflow-x: auto }}
mark {{ background: #f3c6d8; display: inline-block; width: 100% }}
</style></head>
<body><h1>500 Server Error</h1><h2>{title}</h2>
{frames}
<h3>As text</h3><pre>{text}</pre>
</body></html>
"""


def build_debug_page(error: BaseException) -> str:
    """The page in HTML; nothing in it that comes from the error or the code is taken for markup."""
    title = "".join(traceback.format_exception_only(error)).strip()
    text = "".join(traceback.format_exception(error))
    frames = "\n".join(map(_describe_frame, reversed(traceback.extract_tb(error.__traceback__))))
    return _PAGE.format(title=html.escape(title), frames=frames, text=html.escape(text))


def _describe_frame(frame: traceback.FrameSummary) -> str:
    place = html.escape(f"{frame.filename}, line {frame.lineno}, in {frame.name}")
    return f"<p>{place}</p><pre>{''.join(_show_code(frame))}</pre>"


def _show_code(frame: traceback.FrameSummary) -> Iterator[str]:
    executed = frame.lineno or 0
    for number in range(max(executed - CONTEXT_LINES, 1), executed + CONTEXT_LINES + 1):
        line = linecache.getline(frame.filename, number)
        if line:
            shown = html.escape(f"{number:5} {line.rstrip()}")
            yield f"<mark>{shown}</mark>\n" if number == executed else f"{shown}\n"
