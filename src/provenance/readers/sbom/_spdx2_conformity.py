"""Parts of SPDX 2 documents that the official schema does not allow, in the words of the ledger."""

from __future__ import annotations

import re
from typing import Any, Final

from provenance.model.origin import Place
from provenance.readers.sbom._spdx2_shapes import ALLOWED, WITHOUT_SCHEMA, schema_for
from provenance.readers.sbom._spdx_remarks import Remarks

_NUMBER: Final = re.compile(r"/[0-9]+(?=/|$)")
_WORDS: Final = {"required": "spdx/missing-field", "enum": "spdx/unknown-value"}
_NOT_IN_TEXT: Final = frozenset({"additionalProperties", "minItems"})
"""What JSON needs and the text of the specification says in other ways, or not at all."""

_MANDATORY: Final = ("documentNamespace",)
"""What the text prescribes of every document and the schema of 2.2 forgot (clause 6.5)."""


class Conformity:
    """Holds parts against the schema of one version.

    Where it is not `official`, because the document is no JSON, the entries say what the text of
    the specification prescribes.
    """

    def __init__(self, remarks: Remarks, version: str, *, official: bool) -> None:
        self._remarks, self._version, self._official = remarks, version, official

    def check(self, section: str, place: Place, value: Any, only: Place = "") -> None:
        """Note what the schema does not allow; the same of many elements is one entry.

        `only` is the one pointer of interest, where the value is not whole.
        """
        for pointer, keyword, message in schema_for(section, self._version).errors(value):
            if (only and pointer != only) or self._is_allowed(section, keyword, message):
                continue
            plain = _NUMBER.sub("/*", pointer)
            named = keyword in ("required", "additionalProperties")
            self._remarks.note(
                f"schema/{keyword}" if self._official else _WORDS.get(keyword, "spdx/wrong-type"),
                self._remarks.at(place, pointer),
                message,
                group=f"{section}{plain} {message if named else ''}",
            )

    def _is_allowed(self, section: str, keyword: str, message: str) -> bool:
        if keyword == "enum":
            return any(message.startswith(f"is {value!r}") for value in ALLOWED)
        if self._official:
            return False
        return keyword in _NOT_IN_TEXT or message == _NO_NAME.get(section)

    def check_top(self, top: Any, place: Place) -> None:
        """Note what the text prescribes of the document and its schema does not."""
        if self._official and top.spdxVersion in WITHOUT_SCHEMA:
            detail = f"{top.spdxVersion} has no official JSON schema; that of SPDX 2.2 is applied"
            self._remarks.note("spdx/no-schema", place, detail, kind="observation")
        for name in _MANDATORY:
            if self._version == "2.2" and getattr(top, name) is None:
                detail = f"has no {name!r}, which is required (clause 6.5)"
                self._remarks.note("spdx/missing-field", place, detail)


_NO_NAME: Final = {"snippets": "has no 'name', which is required"}
"""A snippet needs no name by clause 9.11."""
