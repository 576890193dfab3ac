"""The entries for external references whose locator has not the form of their type (Annex F)."""

from __future__ import annotations

from typing import Final

from provenance.decoding import spdx2_locators
from provenance.readers.sbom._spdx2_text import Form

LISTED_TYPES: Final = spdx2_locators.LISTED_TYPES
_ID: Final = "spdx/locator-form"


def _form(locator: spdx2_locators.Locator) -> Form:
    return Form(locator.fits, _ID, locator.fault)


LOCATORS: Final = {kind: _form(one) for kind, one in spdx2_locators.LOCATORS.items()}
"""Forms by reference type."""

NO_BLANKS: Final = _form(spdx2_locators.NO_BLANKS)
"""What every other locator has to be."""
