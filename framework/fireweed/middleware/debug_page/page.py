"""The page that shows an exception. Its templates are the HTML files beside this one; all they are given is escaped."""

from functools import lru_cache
from html import escape
from importlib.resources import files
from string import Template

from fireweed.middleware.debug_page.report import (
    ErrorReport,
    FrameReport,
    build_headline,
    build_reports,
    format_text,
)


def render_page(error: BaseException) -> str:
    """The whole document."""
    return _read_template("page.html").substitute(
        headline=escape(build_headline(error)),
        errors="\n".join(_render_error(report) for report in build_reports(error)),
        text=escape(format_text(error)),
    )


def _render_error(report: ErrorReport) -> str:
    last = len(report.frames) - 1
    return _read_template("error.html").substitute(
        heading=f"<h3>{escape(report.relation)} {escape(report.headline)}</h3>" if report.relation else "",
        omitted=f"<p>{report.omitted} outer frames are left out.</p>" if report.omitted else "",
        frames="\n".join(_render_frame(frame, is_open=index == last) for index, frame in enumerate(report.frames)),
    )


def _render_frame(frame: FrameReport, *, is_open: bool) -> str:
    return _read_template("frame.html").substitute(
        open=" open" if is_open else "",
        file=escape(frame.file),
        line=frame.line,
        function=escape(frame.function),
        source="".join(
            _render_source_line(number, text, has_failed=number == frame.line)
            for number, text in enumerate(frame.source, start=frame.first_line)
        ),
        variables="".join(_render_variable(name, value) for name, value in frame.variables),
    )


def _render_source_line(number: int, text: str, *, has_failed: bool) -> str:
    return f'<span class="{"failed" if has_failed else "near"}"><i>{number}</i>{escape(text)}</span>'


def _render_variable(name: str, value: str) -> str:
    return f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>"


@lru_cache(maxsize=8)
def _read_template(name: str) -> Template:
    return Template(files(__package__).joinpath(name).read_text(encoding="utf-8"))
