"""License expressions of an SPDX 2 document, and the licenses that it has to define for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from provenance.decoding.license_expression import license_fault, local_refs
from provenance.model.component import License, LicenseText
from provenance.writers._spdx_names import is_own_license, plain_word

_OWN: Final = "LicenseRef-"
_DOCUMENTS: Final = re.compile(r"(DocumentRef-[A-Za-z0-9.+-]+):")
_UNSAID: Final = "NOASSERTION"
Plain = dict[str, Any]


class Licenses:
    """The licenses of one document; `documents` are those that it refers to, as it calls them."""

    def __init__(self, texts: Iterable[LicenseText], documents: frozenset[str]) -> None:
        self._documents = documents
        self._rows: dict[str, Plain] = {}
        self._named: dict[tuple[str, str | None], str] = {}
        for one in texts:
            ref = one.ref if is_own_license(one.ref) else self._free(one.ref)
            self._rows[ref] = _extracted(ref, one.name, one.text)

    def rows(self) -> list[Plain]:
        """Every license that is defined; one without a text says so."""
        return list(self._rows.values())

    def expression(self, license: License) -> str:
        """A license as an expression; what is none becomes one that the document defines."""
        if license.form != "expression" or not self.is_expression(license.value):
            return self._name(license.value, license.text)
        self.use(license.value)
        return license.value

    def is_expression(self, text: str) -> bool:
        """Whether a text parses, and refers to known documents only."""
        named = _DOCUMENTS.findall(text)
        return license_fault(text) is None and self._documents.issuperset(named)

    def use(self, expression: str) -> None:
        """Define what an expression names and nobody has defined."""
        for ref in local_refs(expression):
            if ref.startswith(_OWN) and ref not in self._rows:
                self._rows[ref] = _extracted(ref, None, _UNSAID)

    def _name(self, name: str, text: str | None) -> str:
        key = (name, text)
        if key not in self._named:
            ref = self._named[key] = self._free(name)
            self._rows[ref] = _extracted(ref, name, text)
        return self._named[key]

    def _free(self, name: str) -> str:
        """A name that no other license has."""
        base = _OWN + plain_word(name.removeprefix(_OWN), "unnamed")
        ref, number = base, 1
        while ref in self._rows:
            number += 1
            ref = f"{base}-{number}"
        return ref


def _extracted(ref: str, name: str | None, text: str | None) -> Plain:
    found = {"licenseId": ref, "extractedText": _UNSAID if text is None else text}
    return found if name is None else found | {"name": name}
