"""read(): a delivery becomes evidence.

Every blob is sketched, offered to the readers, and read by the one that recognises it; blobs found
inside are queued again. No reader: the file is an artifact and nothing more. Two readers: nobody
knows which one a signer meant, so it is read by none. A document that breaks midway keeps the facts
it gave, and its ledger says where it broke.

A reader is a module with `FORMAT`, `ROLE`, `recognise(sketch)` and `read(sketch)`; the latter gives
places with facts, ledger entries and blobs. `ROLE` is `evidence`, `signature`, `key`, `stream`
(documents one after the other), `compression` (one blob inside, decoded on demand), `archive`
(many files) or `host`: documents are found inside a file that stays what it is, an image mostly.
Hosts are asked only about what no other reader recognises. A reader of JSON objects names in
`TELLING` the members by whose content it decides, beside the names of all: thousands of envelopes
in one bundle agree in these (None: nothing short tells). No other reader is asked about a JSON
object. A reader with a `SUFFIX`
reads a file beside another one, `NAME` + `SUFFIX`, whose bytes it is about:
`read_beside(sketch, artifact)`.
"""

from __future__ import annotations

import gc
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

from provenance import limits
from provenance.blobs import Blob, FileBlob
from provenance.catalogue import load_entries
from provenance.chapters import (
    Items,
    Task,
    blank_chapter,
    fault_of,
    unrecognised_chapter,
    write_chapter,
)
from provenance.decoding.folder import walk_folder, walking_order
from provenance.decoding.ledger import Ledger
from provenance.decoding.sketch import Sketch
from provenance.errors import (
    AmbiguousError,
    DecodingError,
    LimitExceededError,
    UnreadableError,
)
from provenance.graph.evidence import Chapter, Delivered, Evidence, Given, digest_of_files
from provenance.graph.settling import settle
from provenance.model.artifact import Artifact
from provenance.model.document import Defect, Document
from provenance.model.origin import Place

_CARRIERS: Final = ("stream", "compression")  # what is inside says what such a file is
_FILES: Final = ("", "archive", "host")  # no document, whatever is inside

Progress = Callable[[str], None]

_Shape = tuple[str | bytes, ...]
_SHAPES: Final = 1_000  # kept at a time: deliveries have a dozen
_SHAPE_SIZE: Final = 1_000  # characters and bytes of one: names and types are shorter


def read(*paths: str | PathLike[str], progress: Progress | None = None) -> Evidence:
    """Evidence of one or more deliveries: directories, archives, or single documents.

    Raises `UnreadableError` where a given path cannot be read at all.
    """
    if not paths:
        raise UnreadableError("no path was given")
    if not all(map(str, paths)):
        raise UnreadableError("an empty path was given; the current directory is called .")
    with collector_off():
        intake = _Intake(progress or (lambda address: None))
        for path in paths:
            intake.add(Path(path), str(path), alone=len(paths) == 1)
        name = Path(paths[0]).resolve().name
        evidence = Evidence(name, intake.chapters, intake.files, intake.given)
        settle(evidence)
        return evidence


@contextmanager
def collector_off() -> Iterator[None]:
    """The cyclic collector looks at every new fact again and again: 4 times the work.

    What was made meanwhile then counts as old, which freezing and thawing does without a look at
    it; what somebody else froze stays frozen.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


class _Inside(NamedTuple):
    """What lies behind the compression of a blob, or why that cannot be told."""

    sketch: Sketch
    reader: ModuleType | None
    layers: list[Iterator[tuple[Place, Any]]]
    trouble: DecodingError | None = None

    @property
    def role(self) -> str:
        """The role of the reader that recognises it, or empty."""
        return "" if self.reader is None else str(self.reader.ROLE)


class _Intake:
    """The agenda of one `read`, and what is done so far."""

    def __init__(self, progress: Progress) -> None:
        entries = [reader for _, reader in load_entries("provenance.readers")]
        plain = [reader for reader in entries if not hasattr(reader, "SUFFIX")]
        self._readers = [reader for reader in plain if reader.ROLE != "host"]
        self._hosts = [reader for reader in plain if reader.ROLE == "host"]
        self._sidecars = [reader for reader in entries if hasattr(reader, "SUFFIX")]
        self._of_objects = [reader for reader in self._readers if hasattr(reader, "TELLING")]
        self._telling = frozenset(n for one in self._of_objects for n in one.TELLING or ())
        self._known: dict[_Shape | None, ModuleType] = {}
        self._progress = progress
        self.chapters: list[Chapter] = []
        self.files: list[Delivered] = []
        self.given: list[Given] = []

    def add(self, path: Path, written: str, *, alone: bool) -> None:
        """Read one given path: the files of a directory or archive, or the one document there."""
        prefix = "" if alone else f"{written.rstrip('/')}/"
        kind = _kind_of(path, written)
        if kind == stat.S_IFDIR:
            self._add_container(written, prefix, "directory", walk_folder(path), None)
            return
        if kind != stat.S_IFREG:
            raise UnreadableError(
                f"{written}: is neither a file nor a directory; give a delivery to read"
            )
        outer = Sketch(FileBlob(path.name if alone else written, path))
        inside = self._look_through(outer)
        if inside.reader is not None and inside.role == "archive":
            items = chain(inside.reader.read(inside.sketch), *inside.layers)
            self._add_container(written, prefix, inside.reader.FORMAT, items, outer)
            return
        position = len(self.chapters)
        self._add_files([outer])
        self.given.append(Given(written, self.chapters[position]))

    def _look_through(self, sketch: Sketch) -> _Inside:
        """Look through compression: only as much is decoded as it takes to recognise the inside.

        `layers` have yielded their blob; what they yield after it is what stands behind the data.
        """
        layers: list[Iterator[tuple[Place, Any]]] = []
        try:
            reader = self._recognise(sketch)
            while reader is not None and reader.ROLE == "compression":
                layer = iter(reader.read(sketch))
                sketch = Sketch(next(layer)[1])
                layers.append(layer)
                if len(layers) > limits.NESTING:
                    raise LimitExceededError(f"is compressed more than {limits.NESTING} times")
                reader = self._recognise(sketch)
        except DecodingError as error:
            return _Inside(sketch, None, layers, error)
        trouble = sketch.trouble if layers and reader is None else None
        return _Inside(sketch, reader, layers, trouble)

    def _add_container(
        self, written: str, prefix: str, form: str, items: Items, outer: Sketch | None
    ) -> None:
        ledger, named = Ledger(), list[tuple[Place, Blob]]()
        try:
            for place, item in items:
                if isinstance(item, Defect):
                    ledger.add(item)
                else:
                    named.append((place, item))
        except DecodingError as error:
            raise UnreadableError(f"{written}: {error}") from error
        top = _top_folder(named) if outer is not None else ""
        if top:
            detail = f"everything lies in {top}, and paths are those below it"
            ledger.add(Defect("archive/top-folder", "", detail, "observation"))
        for place, blob in named:
            blob.address = f"{prefix}{place.removeprefix(top)}"
        position, first = len(self.chapters), len(self.files)
        self._add_files(Sketch(blob) for _, blob in named)
        digest = outer.digest if outer else digest_of_files(f.artifact for f in self.files[first:])
        document = Document(
            digest, ".", form, status=ledger.status, size=outer.blob.size if outer else 0
        )
        chapter = Chapter(document, defects=ledger.entries(), role="container")
        self.chapters.insert(position, chapter)
        self.given.append(Given(written, chapter))

    # -- files -----------------------------------------------------------------------------------

    def _add_files(self, sketches: Iterable[Sketch]) -> None:
        """Read delivered files, then those that speak about a file beside them."""
        first, starts = len(self.files), list[int]()
        for sketch in sketches:
            starts.append(len(self.chapters))
            self._progress(sketch.blob.address)
            blob = sketch.blob
            artifact = Artifact(blob.address, (sketch.digest,), blob.size)
            role = self._read_all(Task(sketch))
            self.files.append(Delivered(artifact, blob, role))
        beside = {file.artifact.path: file.artifact for file in self.files[first:]}
        for position, start in enumerate(starts, first):
            if not self.files[position].role:
                self.files[position] = self._read_beside(self.files[position], beside, start)
        if starts:
            self._put_in_order(first, starts)

    def _put_in_order(self, first: int, starts: list[int]) -> None:
        """In the order of a directory, since an archive has its members in any."""
        ends = [*starts[1:], len(self.chapters)]
        read = sorted(
            zip(self.files[first:], starts, ends, strict=True),
            key=lambda row: walking_order(row[0].artifact.path),
        )
        chapters = [chapter for _, start, end in read for chapter in self.chapters[start:end]]
        self.chapters[ends[-1] - len(chapters) :] = chapters
        self.files[first:] = [file for file, _, _ in read]

    def _read_beside(self, file: Delivered, beside: dict[str, Artifact], start: int) -> Delivered:
        """The file with the role that its neighbor gives it; its chapter at `start` is replaced."""
        for reader in self._sidecars:
            companion = beside.get(file.artifact.path.removesuffix(reader.SUFFIX))
            if companion is None or companion.path == file.artifact.path:
                continue
            sketch = Sketch(file.blob)
            if reader.recognise(sketch):
                items = reader.read_beside(sketch, companion)
                self.chapters[start], _ = write_chapter(Task(sketch), reader, items)
                return file._replace(role=reader.ROLE)
        return file

    # -- documents -------------------------------------------------------------------------------

    def _read_all(self, first: Task) -> str:
        """Read a file and everything inside it; the role that its content gives it, or empty."""
        agenda, roles = deque([first]), []
        while agenda:
            task = agenda.popleft()
            chapter, blobs = self._read_one(task)
            self.chapters.append(chapter)
            if chapter.document.status in ("clean", "defective") and chapter.role not in _CARRIERS:
                roles.append(chapter.role)
            digest = chapter.document.digest
            agenda.extend(Task(Sketch(blob), digest, task.depth + 1) for blob in blobs)
        return roles[0] if roles and roles[0] not in _FILES else ""

    def _read_one(self, task: Task) -> tuple[Chapter, list[Blob]]:
        if task.depth > limits.NESTING:
            fault = Defect(
                "limit/nesting", "", f"lies more than {limits.NESTING} levels deep", whole=False
            )
            return blank_chapter(task, "unreadable", fault), []
        try:
            reader = self._recognise(task.sketch)
        except DecodingError as error:
            return blank_chapter(task, "unreadable", fault_of(error)), []
        if reader is None:
            return unrecognised_chapter(task), []
        if reader.ROLE == "archive":
            return blank_chapter(task, "unrecognised", None, reader.FORMAT), []
        if reader.ROLE == "compression":
            return self._read_compressed(task, reader)
        return write_chapter(task, reader, reader.read(task.sketch))

    def _read_compressed(self, task: Task, reader: ModuleType) -> tuple[Chapter, list[Blob]]:
        """A compressed document is read; a compressed image or archive stays an artifact."""
        inside = self._look_through(task.sketch)
        try:
            if inside.trouble is not None:
                raise inside.trouble
            if inside.role not in _FILES:
                _ = inside.sketch.digest  # what cannot be decoded to its end is no document
        except DecodingError as error:
            return blank_chapter(task, "unreadable", fault_of(error), reader.FORMAT), []
        if inside.role in _FILES:
            return blank_chapter(task, "unrecognised", None, reader.FORMAT), []
        items = chain([("", inside.sketch.blob)], *inside.layers)
        return write_chapter(task, reader, items)

    def _recognise(self, sketch: Sketch) -> ModuleType | None:
        if not sketch.members:
            found = _only(self._readers, sketch)
            return found or _only(self._hosts, sketch)
        shape = self._shape(sketch)
        if shape in self._known:
            return self._known[shape]
        reader = _only(self._of_objects, sketch)
        if shape is not None and reader is not None and reader.TELLING is not None:
            if len(self._known) >= _SHAPES:
                self._known.clear()
            self._known[shape] = reader
        return reader

    def _shape(self, sketch: Sketch) -> _Shape | None:
        """All that readers of JSON objects decide by; None where that is too much to keep."""
        members = sketch.members
        told = [memoryview(members[name]) for name in members if name in self._telling]
        if sum(map(len, told)) + sum(map(len, members)) > _SHAPE_SIZE:
            return None
        return (*members, *map(bytes, told))


def _only(readers: Iterable[ModuleType], sketch: Sketch) -> ModuleType | None:
    found = [reader for reader in readers if reader.recognise(sketch)]
    if len(found) > 1:
        raise AmbiguousError(f"can be read as {' and as '.join(r.FORMAT for r in found)}")
    return found[0] if found else None


def _top_folder(named: Iterable[tuple[Place, Blob]]) -> str:
    """The one folder that a whole archive lies in, with its slash, or empty.

    An archive is mostly made of a directory from outside it; the verdict is to be the one of that
    directory.
    """
    tops = {"".join(place.partition("/")[:2]) for place, _ in named}
    top = tops.pop() if len(tops) == 1 else ""
    return top if top.endswith("/") else ""


def _kind_of(path: Path, written: str) -> int:
    """The type of file that a given path names, through links."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError as error:
        raise UnreadableError(f"{written}: does not exist; give a delivery to read") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(f"{written}: cannot be read: {reason}") from error
