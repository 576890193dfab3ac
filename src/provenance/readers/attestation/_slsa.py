"""SLSA provenance v0.2 and v1 as a build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from provenance import limits
from provenance.decoding.fields import Fields
from provenance.decoding.time import parse_time
from provenance.errors import LimitExceededError
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.readers.attestation._predicates import (
    as_listing,
    resolved_inputs,
    subjects_as_outputs,
)

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")

Parameters = tuple[tuple[str, str], ...]


def provenance_v1(predicate: Fields, subjects: Listing) -> Build:
    """The build of a predicate https://slsa.dev/provenance/v1."""
    definition = predicate.inner("buildDefinition", required=True)
    details = predicate.inner("runDetails", required=True)
    external = definition.get("externalParameters", dict, required=bool(definition.value))
    metadata = details.inner("metadata")
    resolved = resolved_inputs(definition, "resolvedDependencies")
    return Build(
        "build",
        platform=_platform(details),
        build_type=definition.text("buildType", required=bool(definition.value)),
        parameters=None if external is None else tuple(_flatten(external)),
        invocation=metadata.text("invocationId"),
        started=_time(metadata, "startedOn"),
        finished=_time(metadata, "finishedOn"),
        inputs=as_listing(definition, "resolvedDependencies", resolved),
        outputs=subjects_as_outputs(subjects),
        resolved=resolved,
    )


def provenance_v02(predicate: Fields, subjects: Listing) -> Build:
    """The build of a predicate https://slsa.dev/provenance/v0.2."""
    invocation, metadata = predicate.inner("invocation"), predicate.inner("metadata")
    resolved = resolved_inputs(predicate, "materials")
    return Build(
        "build",
        platform=_platform(predicate),
        build_type=predicate.text("buildType", required=True),
        parameters=_parameters_v02(invocation),
        invocation=metadata.text("buildInvocationId"),
        started=_time(metadata, "buildStartedOn"),
        finished=_time(metadata, "buildFinishedOn"),
        inputs=as_listing(predicate, "materials", resolved),
        outputs=subjects_as_outputs(subjects),
        resolved=resolved,
    )


def _parameters_v02(invocation: Fields) -> Parameters | None:
    """Who started the build chose both its parameters and where its configuration came from."""
    source = invocation.get("configSource", dict)
    parameters = invocation.value.get("parameters")
    if source is None and parameters is None:
        return None
    flat = [*_flatten({"configSource": source})] if source else []
    if isinstance(parameters, dict):
        flat.extend(_flatten(parameters))
    elif parameters is not None:
        flat.append(("parameters", _json_text(parameters)))
    return tuple(flat)


def _platform(holder: Fields) -> str | None:
    builder = holder.inner("builder", required=bool(holder.value))
    return builder.text("id", required=type(holder.value.get("builder")) is dict)


def _time(metadata: Fields, name: str) -> str | None:
    text = metadata.text(name)
    if text is not None and parse_time(text) is None:
        metadata.note("bad-time", name, "is no time of RFC 3339", read_as="as written")
    return text


def _flatten(parameters: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Dotted names as TOML has them, so that `"a.b"` and `a.b` stay two; lists stay whole."""
    pending: list[tuple[str, Any]] = [("", parameters)]
    size = 0
    while pending:
        name, value = pending.pop()
        if isinstance(value, dict) and (value or not name):
            prefix = f"{name}." if name else ""
            size += len(prefix) * len(value)
            if size > limits.STRING_LENGTH:
                # A long name is repeated for each of its parts.
                raise LimitExceededError("holds parameters whose dotted names are too long")
            parts = [(f"{prefix}{_key(key)}", part) for key, part in value.items()]
            pending.extend(reversed(parts))
        else:
            yield name, value if isinstance(value, str) else _json_text(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _json_text(key)


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
