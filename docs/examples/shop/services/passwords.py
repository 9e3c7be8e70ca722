"""Hashing of passwords with Argon2. It takes tens of milliseconds of processor time: call it on a worker thread."""

from functools import cache

from pwdlib import PasswordHash

_hasher = PasswordHash.recommended()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(password: str, hashed_password: str | None) -> bool:
    """Tell whether `password` fits. Without a hash the same work is done, so time does not tell which users exist."""
    return _hasher.verify(password, hashed_password or _hash_of_nobody()) and hashed_password is not None


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("")
