"""Paths of a delivery: what a directory holds, and which names are safe in any container."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from provenance import limits
from provenance.blobs import Blob, FileBlob
from provenance.errors import UnreadableError
from provenance.model.document import Defect
from provenance.model.origin import Place

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_TURNING: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_SPECIAL: Final = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a block device",
    stat.S_IFCHR: "a character device",
}


def walk_folder(folder: Path) -> Iterator[tuple[Place, Blob | Defect]]:
    """Every regular file below a directory, by path; links and devices are said, never opened."""
    names = NameGuard()
    unread: list[OSError] = []
    for base, subfolders, files in os.walk(folder, onerror=unread.append, followlinks=False):
        subfolders.sort()
        links = [name for name in subfolders if os.path.islink(os.path.join(base, name))]
        for name in sorted([*files, *links]):
            path = Path(base, name)
            inside = path.relative_to(folder).as_posix()
            fault = names.check(inside)
            yield printable(inside), _entry(inside, path) if fault is None else fault
    for error in unread:
        yield _unread(folder, error)


def walking_order(path: str) -> tuple[tuple[bool, str], ...]:
    """Sorts paths as `walk_folder` gives them: the files of a folder, then its folders."""
    *folders, name = path.split("/")
    return *((True, folder) for folder in folders), (False, name)


def _unread(folder: Path, error: OSError) -> tuple[Place, Defect]:
    detail = f"cannot be read: {error.strerror}"
    inside = Path(error.filename or folder)
    if inside == folder:
        raise UnreadableError(f"{folder}: {detail}") from error
    place = printable(inside.relative_to(folder).as_posix())
    return place, Defect("delivery/unreadable-entry", place, detail, whole=False)


def _entry(inside: str, path: Path) -> Blob | Defect:
    place = printable(inside)
    try:
        seen = path.lstat()
    except OSError as error:
        detail = f"cannot be read: {error.strerror}"
        return Defect("delivery/unreadable-entry", place, detail, whole=False)
    if stat.S_ISREG(seen.st_mode):
        return FileBlob(inside, path, seen)
    kind = _SPECIAL.get(stat.S_IFMT(seen.st_mode), "no regular file")
    return Defect("delivery/special-entry", place, f"is {kind} and was not opened", whole=False)


class NameGuard:
    """Refuses names that leave the delivery, stand twice, or meet on some file system.

    Two names meet where they differ in case or Unicode composition only, or where one is a file and
    the other lies below it.
    """

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def check(self, name: str) -> Defect | None:
        """What is wrong with the name of the next entry, or None."""
        place = printable(name)
        problem = unsafe_name(name) or _unsafe_entry(name)
        if problem is not None:
            return Defect("delivery/unsafe-name", place, problem, whole=False)
        if len(self._seen) >= limits.ARCHIVE_MEMBERS:
            return Defect("delivery/too-many-entries", place, "was not read", whole=False)
        folded = _folded(name)
        other = self._seen.get(folded)
        if other == name:
            detail = "stands twice; the first was read"
            return Defect("delivery/duplicate-name", place, detail, whole=False)
        if other is not None:
            detail = f"differs from {other!r} in case or composition only"
            return Defect("delivery/colliding-name", place, detail, whole=False)
        self._seen[folded] = name
        return self._check_folders(name, folded, place)

    def check_folder(self, name: str) -> Defect | None:
        """What is wrong with the name of a directory; one may be named often."""
        problem = unsafe_name(name) or _unsafe_entry(name)
        if problem is None:
            return None
        return Defect("delivery/unsafe-name", printable(name), problem, whole=False)

    def _check_folders(self, name: str, folded: str, place: Place) -> Defect | None:
        if folded in self._folders:
            detail = f"is a file, but {self._folders[folded]!r} lies below it"
            return Defect("delivery/colliding-name", place, detail, whole=False)
        cut = folded.rfind("/")
        while cut > 0 and folded[:cut] not in self._folders:
            if folded[:cut] in self._seen:
                detail = f"lies below {self._seen[folded[:cut]]!r}, which is no directory"
                return Defect("delivery/colliding-name", place, detail, whole=False)
            self._folders[folded[:cut]] = name
            cut = folded.rfind("/", 0, cut)
        return None


def _folded(name: str) -> str:
    if name.isascii():
        return name.casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def printable(name: str) -> str:
    """A name as it may stand in a report: what is no visible character is written as an escape."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(
        character.encode("unicode_escape").decode() if _invisible(character) else character
        for character in name
    )


def _invisible(character: str) -> bool:
    """Control characters, halves of surrogate pairs, line ends, and what turns the direction."""
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return True
    return unicodedata.bidirectional(character) in _TURNING


def _unsafe_entry(name: str) -> str | None:
    """What a name may hold in a document, but not as the name of a delivered file."""
    if "\\" in name:
        return "holds a backslash, which separates directories elsewhere"
    if name.isascii():
        return None
    if any("\ud800" <= character <= "\udfff" for character in name):
        return "is not UTF-8"
    if any(map(_invisible, name)):
        return "holds characters that hide or turn what is shown"
    return None


def unsafe_name(name: str) -> str | None:
    """Why a path may not be used: absolute, upward, with a drive or control characters."""
    parts = name.replace("\\", "/").split("/")
    if not name or len(name) > limits.PATH_LENGTH:
        return "is empty or longer than a path may be"
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "is an absolute path"
    if ".." in parts:
        return "leaves the delivery"
    if not name.isprintable() and any(ord(c) < 32 or ord(c) == 127 for c in name):
        return "holds control characters"
    return None
