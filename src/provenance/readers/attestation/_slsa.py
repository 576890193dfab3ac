"""SLSA provenance v0.1, v0.2 and v1 as a build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from provenance import limits
from provenance.decoding.fields import Fields
from provenance.errors import LimitExceededError
from provenance.model.artifact import Listing
from provenance.model.build import Build, ResolvedInput
from provenance.readers.attestation import _sources
from provenance.readers.attestation._kept import Kept, stated_time
from provenance.readers.attestation._predicates import subjects_as_outputs
from provenance.readers.attestation._resources import as_listing, resolved_inputs
from provenance.readers.attestation._sources import Source

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_V1: Final = ("buildDefinition", "runDetails")
_DEFINITION: Final = ("buildType", "externalParameters", "resolvedDependencies")
_DEFINED: Final = frozenset(("internalParameters",))
_RUN: Final = ("builder", "metadata")
_RAN: Final = frozenset(("byproducts",))
_BUILT: Final = frozenset(("version", "builderDependencies"))
_METADATA_V1: Final = ("invocationId", "startedOn", "finishedOn")
_V02: Final = ("builder", "buildType", "invocation", "metadata", "materials")
_MORE_V02: Final = frozenset(("buildConfig",))
_V01: Final = ("builder", "recipe", "metadata", "materials")
_INVOCATION: Final = ("configSource", "parameters")
_ENVIRONMENT: Final = frozenset(("environment",))
_RECIPE: Final = ("type", "definedInMaterial", "entryPoint", "arguments")
_CHOSEN: Final = ("definedInMaterial", "entryPoint")
_MISSPELLED: Final = "buildInvocationID"
"""How slsa-github-generator writes `buildInvocationId` in SLSA v0.2."""
_METADATA: Final = ("buildInvocationId", _MISSPELLED, "buildStartedOn", "buildFinishedOn")
_COMPLETE: Final = frozenset(("completeness", "reproducible"))

Parameters = tuple[tuple[str, str], ...]


def provenance_v1(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """The build of a predicate https://slsa.dev/provenance/v1."""
    definition = predicate.inner("buildDefinition", required=True)
    details = predicate.inner("runDetails", required=True)
    external = definition.get("externalParameters", dict, required=bool(definition.value))
    build_type = definition.text("buildType", required=bool(definition.value))
    metadata = details.inner("metadata")
    resolved = resolved_inputs(definition, "resolvedDependencies", kept)
    source = _sources.of_parameters(external or {}, build_type or "", resolved)
    build = Build(
        "build",
        platform=_platform(details, kept),
        build_type=build_type,
        parameters=None if external is None else tuple(_flatten(external)),
        invocation=metadata.text("invocationId"),
        started=stated_time(metadata, "startedOn"),
        finished=stated_time(metadata, "finishedOn"),
        inputs=as_listing(definition, "resolvedDependencies", resolved),
        outputs=subjects_as_outputs(subjects),
        resolved=resolved,
        source=source.address,
        revision=source.revision,
    )
    kept.add(predicate.pointer, build)
    kept.rest(predicate, _V1)
    kept.rest(definition, _DEFINITION, _DEFINED)
    kept.rest(details, _RUN, _RAN)
    kept.rest(metadata, _METADATA_V1, kind="metadata")


def provenance_v02(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """The build of a predicate https://slsa.dev/provenance/v0.2."""
    invocation = predicate.inner("invocation")
    resolved = resolved_inputs(predicate, "materials", kept)
    parameters = _parameters_v02(invocation)
    source = _sources.of_config(invocation.inner("configSource"), resolved)
    build_type = predicate.text("buildType", required=True)
    _add_build(predicate, subjects, kept, _Said(build_type, parameters, source, resolved))
    kept.rest(predicate, _V02, _MORE_V02)
    kept.rest(invocation, _INVOCATION, _ENVIRONMENT, kind="invocation")


def provenance_v01(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """The build of a predicate https://slsa.dev/provenance/v0.1."""
    recipe = predicate.inner("recipe")
    resolved = resolved_inputs(predicate, "materials", kept)
    arguments = recipe.value.get("arguments")
    flat = [(f"recipe.{name}", str(recipe.value[name])) for name in _CHOSEN if name in recipe.value]
    if isinstance(arguments, dict):
        flat.extend(_flatten(arguments))
    elif arguments is not None:
        flat.append(("arguments", _json_text(arguments)))
    source = _sources.of_recipe(recipe, resolved)
    build_type = recipe.text("type", required=bool(recipe.value))
    _add_build(predicate, subjects, kept, _Said(build_type, tuple(flat) or None, source, resolved))
    kept.rest(predicate, _V01)
    kept.rest(recipe, _RECIPE, _ENVIRONMENT, kind="recipe")


class _Said(NamedTuple):
    """What SLSA v0.1 and v0.2 say in different places."""

    build_type: str | None
    parameters: Parameters | None
    source: Source
    resolved: tuple[ResolvedInput, ...] | None


def _add_build(predicate: Fields, subjects: Listing, kept: Kept, said: _Said) -> None:
    """What they say alike."""
    metadata = predicate.inner("metadata")
    build = Build(
        "build",
        platform=_platform(predicate, kept),
        build_type=said.build_type,
        parameters=said.parameters,
        invocation=_invocation(metadata),
        started=stated_time(metadata, "buildStartedOn"),
        finished=stated_time(metadata, "buildFinishedOn"),
        inputs=as_listing(predicate, "materials", said.resolved),
        outputs=subjects_as_outputs(subjects),
        resolved=said.resolved,
        source=said.source.address,
        revision=said.source.revision,
    )
    kept.add(predicate.pointer, build)
    kept.rest(metadata, _METADATA, _COMPLETE, kind="metadata")


def _invocation(metadata: Fields) -> str | None:
    found = metadata.text("buildInvocationId")
    if found is None and _MISSPELLED in metadata.value:
        found = metadata.text(_MISSPELLED)
        detail = "is spelled buildInvocationId in SLSA v0.2"
        metadata.note("misspelled-member", _MISSPELLED, detail, kind="observation")
    return found


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


def _platform(holder: Fields, kept: Kept) -> str | None:
    builder = holder.inner("builder", required=bool(holder.value))
    kept.rest(builder, ("id",), _BUILT, kind="builder")
    return builder.text("id", required=type(holder.value.get("builder")) is dict)


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
