"""Rows of slsa-verifier's policy tables as trials: files, a policy's expectations, what is wanted.

A row says which artifact, source, branch, tag and builder are asked for. As its regression test
does, each row without `noversion` is tried over every folder of a builder that has the artifact,
and with the builder given by name, with a short and with a long version, and not at all.

- A branch or tag is the ref `refs/heads/…` or `refs/tags/…`.
- A version tag is what semantic versions say that it covers: `v14.0` is `v14`, `v14.0` and whatever
  begins with `v14.0.`.
- A builder by name is any released version of it. Where none is given, GitHub's artifacts have
  three builders by default and those that a delegator calls; packages have none, and are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from conformance_scores import CORPUS

ROOT: Final = CORPUS / "attestations" / "slsa-verifier"
GENERATOR: Final = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/"
TAGS: Final = "@refs/tags/v*.*.*"
MAIN: Final = "@refs/heads/main"
"""What slsa-verifier believes of its builders in its own tests, beside their releases."""

BUILDERS: Final = {
    "gha_go": f"{GENERATOR}builder_go_slsa3.yml",
    "gha_generic": f"{GENERATOR}generator_generic_slsa3.yml",
    "gha_container-based": f"{GENERATOR}builder_container-based_slsa3.yml",
    "gha_maven": f"{GENERATOR}builder_maven_slsa3.yml",
    "gha_gradle": f"{GENERATOR}builder_gradle_slsa3.yml",
    "gha_delegator": "https://github.com/slsa-framework/example-trw/.github/workflows/"
    "builder_high-perms_slsa3.yml",
}
_DEFAULT: Final = ("gha_go", "gha_generic", "gha_container-based", "gha_maven", "gha_gradle")
_OLDEST: Final = (1, 2, 2)
_SUFFIXES: Final = (".intoto.jsonl", ".build.slsa", ".intoto.build.slsa", ".intoto.sigstore")
_HOSTED: Final = "https://github.com/actions/runner"
_CLOUD_BUILD: Final = "https://cloudbuild.googleapis.com/GoogleHostedWorker"
_NPM: Final = "Test_runVerifyNpmPackage"
_GHA: Final = "Test_runVerifyGHAArtifactPath"
_GCB: Final = "Test_runVerifyGCBArtifactImage"

Texts = tuple[str, ...]


class Trial(NamedTuple):
    """One row over one provenance file. None means that the row expects nothing of the kind."""

    table: str
    row: str
    folder: str
    provenance: Path
    artifacts: tuple[Path, ...]
    builder: str
    expected: str
    error: str
    platforms: Texts
    sources: Texts
    refs: Texts | None = None
    packages: Texts | None = None

    @property
    def name(self) -> str:
        """The row, where it was tried, and with which builder."""
        builder = self.builder.rpartition("/")[2] or "no builder"
        return f"{self.folder}/{self.provenance.name}: {self.row} ({builder})"


def trials() -> Iterator[Trial]:
    """Every row over every file that it is about."""
    for row in _rows(_GHA):
        yield from _of_artifact(row)
    for row in _rows(_NPM):
        yield _of_package(row)
    for row in _rows(_GCB):
        yield from _of_image(row)


def _rows(table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((ROOT / "policy-cases" / f"{table}.json").read_bytes())
    return rows


def _trial(table: str, row: dict[str, Any], **more: Any) -> Trial:
    error = row.get("err", "").removeprefix("serrors.")
    return Trial(table, row["name"], expected=row["expected"], error=error, **more)


# -- GitHub's artifacts --------------------------------------------------------------------------


def _of_artifact(row: dict[str, Any]) -> Iterator[Trial]:
    for folder in [ROOT] if row.get("noversion") else _folders():
        first = row["artifacts"][0]
        provenance = _provenance(folder, row.get("provenancePath", first))
        if provenance is None:
            continue
        place = "" if folder is ROOT else folder.relative_to(ROOT).as_posix()
        for builder in _builders(row, place):
            yield _trial(
                _GHA,
                row,
                folder=place or ".",
                provenance=provenance,
                artifacts=tuple(_present(folder, name) for name in row["artifacts"]),
                builder=builder,
                platforms=_platforms(builder, place),
                sources=_sources(row),
                refs=_refs(row),
            )


def _folders() -> Iterator[Path]:
    for builder in BUILDERS:
        for folder in sorted((ROOT / builder).glob("v*")):
            version = tuple(map(int, folder.name[1:].split(".")))
            if version >= _OLDEST:
                yield folder


def _provenance(folder: Path, name: str) -> Path | None:
    """The provenance beside an artifact; one version of a builder named both otherwise."""
    names = [
        name,
        name.replace("binary-linux-amd64-push", "gha_container-based-binary-linux-amd64"),
    ]
    paths = [folder / f"{name}{suffix}" for name in names for suffix in ("", *_SUFFIXES)]
    return next((path for path in paths if path.suffix and _is_provenance(path)), None)


def _is_provenance(path: Path) -> bool:
    return path.is_file() and path.name.endswith(_SUFFIXES)


def _present(folder: Path, name: str) -> Path:
    other = name.replace("binary-linux-amd64-push", "gha_container-based-binary-linux-amd64")
    return folder / (other if (folder / other).is_file() else name)


def _builders(row: dict[str, Any], place: str) -> Iterator[str]:
    if "pBuilderID" in row:
        yield row["pBuilderID"]
        return
    kind, _, version = place.partition("/")
    name = BUILDERS.get(kind, BUILDERS["gha_generic"])
    yield name
    if kind != "gha_delegator":
        yield ""
    if version:
        yield f"{name}@{version}"
        yield f"{name}@refs/tags/{version}"


def _platforms(builder: str, place: str) -> Texts:
    refs = (TAGS,) if place else (TAGS, MAIN)
    if not builder:
        return tuple(f"{BUILDERS[kind]}{ref}" for kind in _DEFAULT for ref in refs)
    name, at, version = builder.partition("@")
    if not at:
        return tuple(f"{name}{ref}" for ref in refs)
    return (f"{name}@refs/tags/{version.removeprefix('refs/tags/')}",)


def _sources(row: dict[str, Any]) -> Texts:
    return (f"git+https://{row['source']}",)


def _refs(row: dict[str, Any]) -> Texts | None:
    if "pbranch" in row:
        return (f"refs/heads/{row['pbranch']}",)
    if "ptag" in row:
        return (f"refs/tags/{row['ptag']}",)
    return _version_tags(row["pversiontag"]) if "pversiontag" in row else None


def _version_tags(tag: str) -> Texts:
    """Every tag that a version, of one to three numbers, covers; missing numbers are zero."""
    found = [f"refs/tags/{tag}"]
    if tag.count(".") < 2:
        found.append(f"refs/tags/{tag}.*")
    shorter = tag
    while shorter.endswith(".0"):
        shorter = shorter.removesuffix(".0")
        found.append(f"refs/tags/{shorter}")
    return tuple(found)


# -- packages ------------------------------------------------------------------------------------


def _of_package(row: dict[str, Any]) -> Trial:
    artifact = ROOT / "npm" / "gha" / row["artifact"]
    builder = row.get("builderID", "")
    return _trial(
        _NPM,
        row,
        folder="npm/gha",
        provenance=artifact.with_name(f"{artifact.name}.json"),
        artifacts=(artifact,),
        builder=builder,
        platforms=tuple(_package_platforms(builder)),
        sources=_sources(row),
        packages=_packages(row),
    )


def _package_platforms(builder: str) -> Iterator[str]:
    if builder.startswith(GENERATOR):
        yield f"{builder}{TAGS}"
    elif builder:
        yield builder
        # npm's first provenance leaves the kind of runner to the certificate
        if builder == f"{_HOSTED}/github-hosted":
            yield _HOSTED


def _packages(row: dict[str, Any]) -> Texts | None:
    name, version = row.get("pkgName"), row.get("pkgVersion")
    if name is None and version is None:
        return None
    names = [re.sub("^@", "%40", name)] if name else ["*", "*/*"]
    return tuple(f"pkg:npm/{name}{f'@{version}' if version else ''}" for name in names)


# -- images of Google Cloud Build ----------------------------------------------------------------


def _of_image(row: dict[str, Any]) -> Iterator[Trial]:
    """Only v0.2 is at hand; rows about later versions have no file."""
    provenance = ROOT / "gcb_container" / "v0.2" / row["provenance"]
    if row.get("minversion", "v0.2") > "v0.2" or not provenance.is_file():
        return
    given = row.get("pBuilderID", "")
    builders = [f"{_CLOUD_BUILD}{given}"] if given else [f"{_CLOUD_BUILD}@v0.2", _CLOUD_BUILD]
    for builder in builders:
        yield _trial(
            _GCB,
            row,
            folder="gcb_container/v0.2",
            provenance=provenance,
            artifacts=(),
            builder=builder,
            platforms=(builder if "@" in builder else f"{builder}@*",),
            sources=(f"https://{row['source']}",),
            refs=_refs(row),
        )
