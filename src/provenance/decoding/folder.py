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
from provenance.model.document import Defect
from provenance.model.origin import Place

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_SPECIAL: Final = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a block device",
    stat.S_IFCHR: "a character device",
}


def walk_folder(folder: Path) -> Iterator[tuple[Place, Blob | Defect]]:
    """Every regular file below a directory, by path; links and devices are reported, never opened."""
    names = NameGuard()
    for base, subfolders, files in os.walk(folder, followlinks=False):
        subfolders.sort()
        links = [name for name in subfolders if (Path(base) / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(base, name)
            inside = path.relative_to(folder).as_posix()
            yield inside, _entry(inside, path) if (fault := names.check(inside)) is None else fault


def _entry(inside: str, path: Path) -> Blob | Defect:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return Defect("delivery/unreadable-entry", inside, f"cannot be read: {error.strerror}", whole=False)
    if stat.S_ISREG(mode):
        return FileBlob(inside, path)
    kind = _SPECIAL.get(stat.S_IFMT(mode), "no regular file")
    return Defect("delivery/special-entry", inside, f"is {kind} and was not opened", whole=False)


class NameGuard:
    """Refuses names that would leave the delivery, stand twice, or differ in case only."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def check(self, name: str) -> Defect | None:
        """What is wrong with the name of the next entry, or None."""
        problem = unsafe_name(name)
        if problem is not None:
            return Defect("delivery/unsafe-name", name, problem, whole=False)
        folded = unicodedata.normalize("NFC", name).casefold()
        other = self._seen.setdefault(folded, name)
        if len(self._seen) > limits.ARCHIVE_MEMBERS:
            return Defect("delivery/too-many-entries", name, "was not read", whole=False)
        if other == name and self._seen.get(f"\0{folded}"):
            return Defect("delivery/duplicate-name", name, "stands twice; the first was read", whole=False)
        self._seen[f"\0{folded}"] = name
        if other != name:
            detail = f"differs from {other!r} in case or composition only"
            return Defect("delivery/colliding-name", name, detail, whole=False)
        return None


def unsafe_name(name: str) -> str | None:
    """Why a path may not be used: absolute, upward, with a drive, backslashes or control characters."""
    parts = name.replace("\\", "/").split("/")
    if not name or len(name) > limits.PATH_LENGTH:
        return "is empty or longer than a path may be"
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "is an absolute path"
    if ".." in parts:
        return "leaves the delivery"
    if any(ord(character) < 32 or ord(character) == 127 for character in name):
        return "holds control characters"
    return None
