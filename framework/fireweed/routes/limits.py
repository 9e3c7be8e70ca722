"""The check of `max_body_size`, wherever it is declared. Enforcing it is not done here."""


def check_max_body_size(value: int | None) -> int | None:
    """Return `value`, in bytes; None inherits. Raises ValueError for anything but a non-negative int or None."""
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError("max_body_size must be a non-negative integer or None")
    return value
