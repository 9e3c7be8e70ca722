"""What the server error boundary answers in debug mode: the traceback as a page, or as plain text."""

from fireweed.middleware.debug_page.answer import answer_with_traceback

__all__ = ["answer_with_traceback"]
