"""Certificates in a layout: authorities, and whose certificates a step accepts (ITE-7).

Both spellings that are in use: `rootcas`, `intermediatecas` and `roots` of in-toto-golang, and
`trustBundles` and `trustBundleIds` of the ITE's text. What cannot be read accepts no certificate.
"""

from __future__ import annotations

from typing import Any, Final

from provenance import limits
from provenance.decoding.fields import Fields
from provenance.errors import LimitExceededError
from provenance.model.build import CertificateConstraint

Pems = tuple[tuple[str, str], ...]

_LISTS: Final = ("dns_names", "emails", "organizations", "uris")
_MEMBERS: Final = frozenset({"common_name", *_LISTS, "roots", "trustBundleIds"})
_NOBODY: Final = CertificateConstraint("")  # without roots, to which no certificate leads


def authorities(layout: Fields, name: str, of_bundles: str) -> Pems:
    """Certificates as PEM by the id that the layout gives them; `name` is in-toto-golang's."""
    keys = layout.inner(name)
    found = []
    for hint in keys.value:
        pem = keys.inner(hint).inner("keyval", required=True).text("certificate", required=True)
        if pem:
            found.append((hint, pem))
    bundles = layout.inner("trustBundles")
    for hint in bundles.value:
        found += [(hint, pem) for pem in bundles.inner(hint).texts(of_bundles) or ()]
    if len(found) > limits.LAYOUT_CERTIFICATES:
        limit = f"{len(found)} certificates; at most {limits.LAYOUT_CERTIFICATES} are read"
        raise LimitExceededError(limit, layout.at(name))
    return tuple(found)


def constraints(step: Fields) -> tuple[CertificateConstraint, ...]:
    """Whose certificates a step accepts."""
    written = step.get("cert_constraints", list) or []
    found = [_constraint(part) for part in step.objects("cert_constraints")]
    return (*found, *([_NOBODY] if len(found) < len(written) else []))


def _constraint(part: Fields) -> CertificateConstraint:
    part.note_unknown(_MEMBERS)
    roots = "roots" if "roots" in part.value else "trustBundleIds"
    lists = [_names(part, name, required=name == roots) for name in (*_LISTS, roots)]
    common_name = part.text("common_name") or ""
    if None in lists or type(part.value.get("common_name", "")) is not str:
        return _NOBODY
    return CertificateConstraint(common_name, *(names or () for names in lists))


def _names(part: Fields, name: str, *, required: bool) -> tuple[str, ...] | None:
    """The names of one kind; None where they cannot be read, or not all of them."""
    written: list[Any] = part.get(name, list, required=required) or []
    if part.value.get(name) is None:
        return ()
    found = part.texts(name) or ()
    if type(part.value[name]) is not list or len(found) < len(written):
        return None
    return tuple(text for text in found if text)
