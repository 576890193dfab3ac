"""Licenses of an SPDX 3.0.1 document: listed ones by their IRI, others as elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, Protocol

from provenance.decoding.license_expression import license_fault, local_refs, unknown_ids
from provenance.model.component import License, LicenseText
from provenance.writers._spdx_names import is_own_license

_LISTED: Final = "https://spdx.org/licenses/"
_UNSAID: Final = "NOASSERTION"
_is_id: Final = re.compile(r"[A-Za-z0-9.-]+").fullmatch
Plain = dict[str, Any]


class Make(Protocol):
    """Makes an element of a class with some fields, and gives its name."""

    def __call__(self, kind: str, fields: Plain, word: str, name: str | None = None) -> str: ...


class Licenses:
    """The licenses of one document; `known` are those for which there are elements."""

    def __init__(self, make: Make, base: str, known: dict[License, str]) -> None:
        self._make, self._base, self._known = make, base, known
        self._texts: dict[str, str] = {}

    def define(self, texts: Iterable[LicenseText]) -> None:
        """Licenses that a document defines itself, but for those that there are."""
        for one in texts:
            plain = (License(one.ref, text=one.text), License(one.name or "", "name", "", one.text))
            if any(license_ in self._known for license_ in plain) or one.text is None:
                continue
            name = f"{self._base}{one.ref}" if is_own_license(one.ref) else None
            self._texts[one.ref] = self._text(one.name, one.text, name)

    def name(self, license_: License) -> str:
        """The element for a license, whoever says it."""
        plain = License(license_.value, license_.form, "", license_.text)
        found = self._known.get(plain)
        if found is None:
            if plain.form == "expression" and _is_listed(plain.value):
                return f"{_LISTED}{plain.value}"
            if plain.form == "expression":
                found = self._expression(plain.value)
            else:
                found = self._text(plain.value, plain.text)
            self._known[plain] = found
        return found

    def _expression(self, text: str) -> str:
        entries = [
            {"type": "DictionaryEntry", "key": ref, "value": self._texts[ref]}
            for ref in local_refs(text)
            if ref in self._texts
        ]
        fields = {
            "simplelicensing_licenseExpression": text,
            "simplelicensing_customIdToUri": entries or None,
        }
        return self._make("simplelicensing_LicenseExpression", fields, "license")

    def _text(self, name: str | None, text: str | None, own: str | None = None) -> str:
        fields = {"name": name, "simplelicensing_licenseText": _UNSAID if text is None else text}
        return self._make("simplelicensing_SimpleLicensingText", fields, "license", own)


def _is_listed(text: str) -> bool:
    """Whether this is one id of the SPDX license list, in the form of its IRI."""
    own = license_fault(text) or unknown_ids(text) or text.startswith("LicenseRef-")
    return _is_id(text) is not None and not own
