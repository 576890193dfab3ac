"""What official JSON Schemas say about a value: a pointer, the keyword, and a sentence for people.

Every `$ref` leads to a file that is installed with this program; nothing is ever fetched. Formats
are assertions, as the texts of CycloneDX and SPDX mean them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from provenance import limits
from provenance.decoding import json
from provenance.decoding.schema_windows import Window, windows
from provenance.decoding.schema_words import describe, most_telling
from provenance.model.origin import Place, escape_pointer

if TYPE_CHECKING:  # it takes 30 ms to load, and most commands never need it
    from jsonschema_rs import Registry, ValidationError, Validator

_SPDX: Final = Path(__file__).parent / "schemas" / "spdx"
_COMPANIONS: Final = ("spdx", "jsf-0.82", "cryptography-defs")
"""What the schemas of CycloneDX refer to, by the names that its package gives the files."""
_NAMED_SCHEMAS: Final = {
    "1.2-strict": "bom-1.2a.schema.json",
    "1.3-strict": "bom-1.3.schema.json",
    "1.4": "bom-1.4.schema.json",
    "1.5": "bom-1.5.schema.json",
}
"""What `$schema` has to be in the versions of CycloneDX whose schema says it."""


class SchemaError(NamedTuple):
    """What a value does wrong: `keyword` is JSON Schema's own (`required`, `enum`, `format` …)."""

    pointer: Place
    keyword: str
    message: str


class Schema:
    """An official schema, or one definition of it."""

    def __init__(self, name: str, pointer: str = "#", *, many: bool = False) -> None:
        self.name, self._pointer, self._many = name, pointer, many

    @cached_property
    def _validator(self) -> Validator:
        from jsonschema_rs import validator_for

        root, registry = _loaded(self.name)[0], _registry(self.name)
        wanted: dict[str, Any] = {"$ref": f"{root['$id']}{self._pointer}"}
        if self._many:
            wanted = {"type": "array", "items": wanted}
        wanted["$schema"] = root["$schema"]
        return validator_for(
            wanted, validate_formats=True, registry=registry, offline=True, mask="it"
        )

    def part(self, pointer: str) -> Schema:
        """One definition, such as `#/definitions/component`."""
        return _part(self.name, pointer, many=False)

    def list_of(self, pointer: str) -> Schema:
        """A list of what one definition describes."""
        return _part(self.name, pointer, many=True)

    @property
    def content(self) -> dict[str, Any]:
        """The schema itself, decoded; not to be changed."""
        return _loaded(self.name)[0]

    def is_valid(self, value: Any) -> bool:
        """Whether a decoded value has no error; faster than asking for the first one."""
        try:
            return self._validator.is_valid(value)
        except ValueError:  # it is nested more deeply than the validator goes
            return False

    def errors(self, value: Any, limit: int = limits.SCHEMA_ERRORS) -> Iterator[SchemaError]:
        """What is wrong with a decoded value, in its order; at most `limit` of it.

        Where a value fits none of several forms, the form that it comes closest to is explained.
        """
        if self.is_valid(value):
            return
        found = list(islice(dict.fromkeys(self._found(value, limit)), limit))
        yield from found or self._first(value)

    def _first(self, value: Any) -> Iterator[SchemaError]:
        """What is wrong with a long list as a whole, and with no window of it."""
        from jsonschema_rs import ValidationError

        try:
            self._validator.validate(value)
        except ValidationError as error:
            yield from _explain(error, Window(value))
        except ValueError as problem:
            yield _unchecked(problem)

    def _found(self, value: Any, limit: int) -> Iterator[SchemaError]:
        """Errors of one window after the other: the validator collects them before it tells any."""
        found = 0
        for window in windows(value):
            try:
                errors = list(self._validator.iter_errors(window.value))
            except ValueError as problem:
                yield _unchecked(problem)
                return
            for error in errors:
                for telling in most_telling(error):
                    explained = list(islice(_explain(telling, window), limit))
                    found += len(explained)
                    yield from explained
                    if found >= limit:
                        return


def _unchecked(problem: ValueError) -> SchemaError:
    return SchemaError("", "limit", f"cannot be checked: {str(problem).lower()}")


def _explain(error: ValidationError, window: Window) -> Iterator[SchemaError]:
    """One error, or one for each field that the schema does not know, where that field stands."""
    keyword = error.kind.name
    steps = window.place(tuple(error.instance_path))
    pointer = "".join(f"/{escape_pointer(str(step))}" for step in steps)
    for name in getattr(error.kind, "unexpected", ()):
        below = f"{pointer}/{escape_pointer(str(name))}"
        yield SchemaError(below, keyword, "is a field that the schema does not know here")
    if not hasattr(error.kind, "unexpected"):
        yield SchemaError(pointer, keyword, describe(error))


@lru_cache
def schema_of(name: str) -> Schema:
    """An official schema: `cyclonedx-1.2` to `-1.7`, `cyclonedx-1.2-strict`, `spdx-2.3` ….

    Raises `KeyError` where there is none of that name.
    """
    if not _path_of(name).is_file():
        raise KeyError(name)
    return Schema(name)


@lru_cache
def _part(name: str, pointer: str, *, many: bool) -> Schema:
    return Schema(name, pointer, many=many)


def _path_of(name: str) -> Path:
    family, _, version = name.partition("-")
    if family == "spdx":
        return _SPDX / f"spdx-schema-v{version}.json"
    return _cyclonedx(f"bom-{version}")


@lru_cache
def _cyclonedx(name: str) -> Path:
    """A file of the package that carries them; the package itself is not imported for that."""
    package = find_spec("cyclonedx")
    origin = package.origin if package is not None else None
    return Path(origin or "").parent / "schema" / "_res" / f"{name}.SNAPSHOT.schema.json"


def _undo_changes(root: dict[str, Any], version: str) -> None:
    """Put back what the package took out of the official files, as its own notes say.

    Of the patterns that it took out, each lets every text of one line pass.
    """
    if version < "1.5":
        root["required"] = ["bomFormat", "specVersion", "version"]
    address = _NAMED_SCHEMAS.get(version)
    if address is not None:
        root["properties"]["$schema"]["enum"] = [f"http://cyclonedx.org/schema/{address}"]


@lru_cache
def _loaded(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema, and every schema that it refers to by the names that it uses for them."""
    path = _path_of(name)
    # that of SPDX 3.0.0 has a name twice, of which every validator takes the last
    root: dict[str, Any] = json.decode_last(path.read_bytes())
    root.setdefault("$id", f"urn:schema:{name}")  # those of SPDX 3 have none
    known = {root["$id"]: root}
    family, _, version = name.partition("-")
    if family == "cyclonedx":
        _undo_changes(root, version)
        base = root["$id"].rpartition("/")[0]
        for companion in _COMPANIONS:
            file = _cyclonedx(companion)
            value = json.decode(file.read_bytes())
            known[value["$id"]] = known[f"{base}/{file.name}"] = value
    return root, known


@lru_cache
def _registry(name: str) -> Registry:
    from jsonschema_rs import Registry

    return Registry(list(_loaded(name)[1].items()))
