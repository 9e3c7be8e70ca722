"""The board: its notices, and the files attached to them. It knows no HTTP."""

import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4


class BoardError(Exception):
    """What somebody wants of the board cannot be done."""


class NoSuchNotice(BoardError):
    """It was taken down, or never there."""


class NotTheAuthor(BoardError):
    """Only who wrote a notice takes it down."""


class NothingToSay(BoardError):
    """A notice needs a text."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: what its owner calls it, and where it is kept."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a member wants all to know."""

    number: int
    author: str
    text: str
    attachment: Attachment | None = None

    def describe(self) -> dict[str, str | int | None]:
        """What the world may know of it."""
        name = None if self.attachment is None else self.attachment.name
        return {"number": self.number, "author": self.author, "text": self.text, "attachment": name}


class Board:
    """The notices that hang on it. The attached files are in `folder`, under names of the board's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._notices: dict[int, Notice] = {}

    def newest(self) -> list[Notice]:
        """All notices, the last one first."""
        return list(reversed(self._notices.values()))

    def get(self, number: int) -> Notice:
        """Raises NoSuchNotice."""
        try:
            return self._notices[number]
        except KeyError:
            raise NoSuchNotice(f"There is no notice {number}.") from None

    def store(self, name: str, file: BinaryIO) -> Attachment:
        """Keep a copy of `file`. It waits for the disk: call it in a thread."""
        path = self.folder / uuid4().hex
        with path.open("xb") as copy:
            shutil.copyfileobj(file, copy)
        return Attachment(name, path)

    def pin(self, author: str, text: str, attachment: Attachment | None = None) -> Notice:
        """Hang up a notice."""
        notice = Notice(next(self._numbers), author, text, attachment)
        self._notices[notice.number] = notice
        return notice

    def take_down(self, number: int, member: str) -> Notice:
        """Return the notice that hung there. Raises NoSuchNotice and NotTheAuthor."""
        notice = self.get(number)
        if notice.author != member:
            raise NotTheAuthor(f"Notice {number} is {notice.author}'s.")
        return self._notices.pop(number)
