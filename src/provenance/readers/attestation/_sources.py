"""Which repository a build was configured from, at which ref and commit, as platforms say it.

- An address is `git+https://host/path@refs/...`: `git+` and the ref are added where the document
  has them elsewhere.
- The commit is that of the resolved input with the same address; where the address has digests
  of its own and they name another one, nobody can say which was built, and there is none.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from provenance.decoding.fields import Fields
from provenance.model.build import ResolvedInput

Inputs = tuple[ResolvedInput, ...] | None

_COMMIT_PAGE: Final = re.compile(
    r"(?P<repository>https://[^/]+/.+?)(?:/-)?/commit/(?P<commit>[0-9a-f]{40}|[0-9a-f]{64})"
)
_SWALLOWS: Final = re.compile(r"[?#]")
_COMMITS: Final = ("gitCommit", "sha1")
_CLOUD_BUILD: Final = "https://cloudbuild.googleapis.com/"
_DELEGATOR: Final = "https://github.com/slsa-framework/slsa-github-generator/delegator-"
_OWN_REF: Final = ("TAG_NAME", "refs/tags/"), ("BRANCH_NAME", "refs/heads/")


class Source(NamedTuple):
    """A repository with its ref, and the commit; None where the document does not say."""

    address: str | None = None
    revision: str | None = None


_UNKNOWN: Final = Source()


def of_parameters(external: dict[str, Any], build_type: str, inputs: Inputs) -> Source:
    """The source by the external parameters of SLSA v1, by their shape.

    GitHub's workflows have `workflow`, Cloud Build has `buildConfigSource` (its configuration
    governs the build, whatever else is built), container-based builds have `source`. The delegator
    of slsa-github-generator puts the source first among the resolved dependencies.
    """
    for name in ("workflow", "buildConfigSource", "sourceToBuild"):
        found = external.get(name)
        if type(found) is dict and _text(found, "repository"):
            return _of_repository(found["repository"], _text(found, "ref"), inputs)
    for name in ("source", "configSource"):
        address = _address(external.get(name))
        if address:
            return of_address(address, inputs)
    if _text(external, "repository"):
        return _of_repository(external["repository"], _text(external, "ref"), inputs)
    if build_type.startswith(_DELEGATOR) and inputs and inputs[0].uri:
        return of_address(inputs[0].uri, inputs)
    return _UNKNOWN


def _of_repository(repository: str, ref: str | None, inputs: Inputs) -> Source:
    """A repository and its ref; one that hides another ref, or swallows this one, is neither."""
    if ref and (_SWALLOWS.search(repository) or "@refs/" in repository):
        return of_address(repository, inputs) if repository.endswith(f"@{ref}") else _UNKNOWN
    return of_address(_with_ref(repository, ref), inputs)


def of_config(config: Fields, inputs: Inputs) -> Source:
    """The source by `invocation.configSource` of SLSA v0.2."""
    uri = config.text("uri")
    if not uri:
        return _UNKNOWN
    found = of_address(uri, inputs)
    digests = config.value.get("digest")
    own = digests if type(digests) is dict else {}
    stated = next((own[name] for name in _COMMITS if type(own.get(name)) is str), None)
    if stated is None or stated.lower() == found.revision:
        return found
    if found.revision is None:
        return Source(found.address, stated.lower())
    detail = f"names the commit {stated}, and the material with this address {found.revision}"
    config.note("contradicting-revision", "digest", detail, read_as="neither")
    return Source(found.address)


def of_recipe(recipe: Fields, inputs: Inputs) -> Source:
    """The source by `recipe.definedInMaterial` of SLSA v0.1; Cloud Build has it first."""
    position = _position(recipe)
    by_google = (recipe.text("type") or "").startswith(_CLOUD_BUILD)
    if position is None and by_google:
        position = 0
    if position is None or not inputs or position >= len(inputs):
        if position is not None and inputs is not None:
            recipe.note("no-such-material", "definedInMaterial", f"there is no material {position}")
        return _UNKNOWN
    material = inputs[position]
    page = _COMMIT_PAGE.fullmatch(material.uri or "")
    ref = _ref_of_trigger(recipe) if by_google else None
    if page is not None:
        address = _with_ref(page["repository"], ref)
        stated = _commit(material)
        return Source(address, page["commit"] if stated in (None, page["commit"]) else None)
    if not (material.uri or "").startswith("git+"):
        return Source(material.uri)
    return Source(_with_ref(material.uri or "", ref), _commit(material))


def of_address(address: str, inputs: Inputs) -> Source:
    """An address with the commit of the inputs of the same address, if they name only one."""
    wanted, ref = _split(address)
    found = set()
    for one in inputs or ():
        place, its_ref = _split(one.uri or "")
        if place == wanted and (not ref or its_ref in ("", ref)):
            found.add(_commit(one))
    commits = found - {None}
    return Source(address, commits.pop() if len(commits) == 1 else None)


def _position(recipe: Fields) -> int | None:
    """The number of a material; Cloud Build writes -1, as a text, for none."""
    value = recipe.value.get("definedInMaterial")
    if type(value) is str and value.removeprefix("-").isdecimal() and len(value) < 10:
        value = int(value)
    if value is not None and type(value) is not int:
        recipe.note("wrong-type", "definedInMaterial", "is not an integer", whole=False)
        return None
    return value if type(value) is int and value >= 0 else None


def _ref_of_trigger(recipe: Fields) -> str | None:
    """The tag or branch for which Cloud Build ran, by its own substitutions."""
    arguments = recipe.value.get("arguments")
    found = arguments.get("substitutions") if type(arguments) is dict else None
    substitutions: dict[str, Any] = found if type(found) is dict else {}
    for name, prefix in _OWN_REF:
        text = _text(substitutions, name)
        if text:
            return f"{prefix}{text}"
    return None


def _address(value: Any) -> str | None:
    """A text, or the `uri` of an object; drafts of SLSA v1 have it below `artifact`."""
    if type(value) is dict:
        value = value.get("uri", value.get("artifact"))
    if type(value) is dict:
        value = value.get("uri")
    return value if type(value) is str and "://" in value else None


def _text(holder: dict[str, Any], name: str) -> str | None:
    found = holder.get(name)
    return found if type(found) is str and found else None


def _with_ref(repository: str, ref: str | None) -> str:
    address = repository if not repository.startswith("https://") else f"git+{repository}"
    return f"{address}@{ref}" if ref else address


def _split(address: str) -> tuple[str, str]:
    """What is the same for two spellings of one repository, and the ref."""
    place, at, ref = address.removeprefix("git+").partition("@refs/")
    return place.removesuffix("/").removesuffix(".git"), f"refs/{ref}" if at else ""


def _commit(one: ResolvedInput) -> str | None:
    for name in _COMMITS:
        for digest in one.digests:
            if digest.algorithm == name:
                return digest.value
    return None
