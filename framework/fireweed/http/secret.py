"""A secret that does not show itself in logs and tracebacks."""


class Secret:
    """Text whose repr is masked; `str()` gives it away, on purpose only."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __str__(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"{type(self).__name__}('**********')"

    def __bool__(self) -> bool:
        return bool(self._value)
