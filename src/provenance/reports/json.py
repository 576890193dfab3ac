"""The verdict as JSON: everything, in the shape of `schemas/verdict.schema.json`."""

from __future__ import annotations

import json

from provenance.decoding.verdict import verdict_to_plain
from provenance.model.verdict import Verdict


def render(verdict: Verdict, *, color: bool = False) -> str:
    """The verdict as one JSON object; the same verdict gives the same bytes. Never colored."""
    return json.dumps(verdict_to_plain(verdict), indent=2, ensure_ascii=False) + "\n"
