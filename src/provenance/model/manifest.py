"""Names of our own delivery manifest, which readers and writers share."""

from __future__ import annotations

from typing import Final

MANIFEST_TYPE: Final = "urn:firmware-provenance:manifest:v1"
"""The `type` of the document, and the `$id` of its JSON Schema."""

MANIFEST_PAYLOAD_TYPE: Final = "application/vnd.firmware-provenance.manifest+json"
"""The `payloadType` of the DSSE envelope that carries it."""
