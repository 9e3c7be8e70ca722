"""What can go wrong in a comparison. Each text says what happened and what to do."""


class BenchmarkError(Exception):
    """Base of the errors below."""


class SetupError(BenchmarkError):
    """The comparison cannot begin: a tool, an environment or an option is not as it must be."""


class AnswerError(BenchmarkError):
    """A server did not start, or answered something other than the scenario expects: its figures mean nothing."""
