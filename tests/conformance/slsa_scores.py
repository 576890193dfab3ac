"""Rows of slsa-verifier's policy tables, judged by the whole pipeline: read, verify, audit.

Whom to believe is what slsa-verifier has built in: the builders of slsa-github-generator by their
identity, GitHub's own runners for packages, and the key of the registry for what it publishes.
Where the corpus has the artifact it is delivered and has to be bound to the provenance; else only
the rules about platform and parameters can be asked.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from conformance_scores import AT
from slsa_rows import GENERATOR, MAIN, TAGS, Trial, trials

from provenance.graph.evidence import Evidence
from provenance.intake import read
from provenance.judgment import audit
from provenance.judgment.policies import load_policy
from provenance.model.verdict import Verdict
from provenance.trust.load import load_trust
from provenance.trust.root import TrustRoot

ISSUER: Final = "https://token.actions.githubusercontent.com"
REGISTRY_KEY: Final = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Olb3zMAFFxXKHiIkQO5cJ3Yhl5i6UPp+IhuteBJbuHcA5UogKo0EWtl"
    "WwW6KSaKoTNEYL7JlCQiVnkhBktUgg=="
)
"""The key of the npm registry for attestations, as slsa-verifier's tests have it."""

PLATFORM: Final = "provenance/untrusted-platform"
PARAMETERS: Final = "provenance/unexpected-parameters"
BINDING: Final = ("provenance/missing-provenance", "artifact/digest-mismatch")
_REASONS: Final = {
    "ErrorMismatchBranch": (PARAMETERS, "of this ref"),
    "ErrorMismatchTag": (PARAMETERS, "of this ref"),
    "ErrorMismatchVersionedTag": (PARAMETERS, "of this ref"),
    "ErrorInvalidRef": (PARAMETERS, "of this ref"),
    "ErrorMismatchSource": (PARAMETERS, "of this repository"),
    "ErrorMismatchPackageName": (PARAMETERS, "this package"),
    "ErrorMismatchPackageVersion": (PARAMETERS, "this package"),
    "ErrorMismatchBuilderID": (PLATFORM, "this platform"),
    "ErrorInvalidBuilderID": (PLATFORM, "this platform"),
    "ErrorNotSupported": (PLATFORM, "this platform"),
    "ErrorUntrustedReusableWorkflow": (PLATFORM, ""),
    "ErrorInvalidSignature": (PLATFORM, ""),
    "ErrorNoValidSignature": (PLATFORM, ""),
    "ErrorRekorSearch": (PLATFORM, ""),
}
"""Which rule speaks for which error of slsa-verifier, and what its message holds."""

_DELEGATORS: Final = ("delegator_generic_slsa3.yml", "delegator_lowperms-generic_slsa3.yml")
_OWN: Final = (
    "builder_go_slsa3.yml",
    "generator_generic_slsa3.yml",
    "builder_container-based_slsa3.yml",
)
"""Workflows that sign for themselves; a delegator signs for whichever builder calls it."""


class Judged(NamedTuple):
    """A trial with how it came out: the answer, and what was said, by rule and outcome."""

    trial: Trial
    answer: str
    said: tuple[tuple[str, str, str], ...]

    @property
    def lacks(self) -> str:
        """What is missing by name, where the corpus has not enough to accept anything."""
        return _LACKS.get(lack_of(self.trial), "")

    @property
    def agrees(self) -> bool:
        """Whether it was accepted or refused as the row says, and for the reason that it says."""
        if self.trial.expected == "accept":
            return self._open_for_lack() if self.lacks else not self.said
        return bool(self.said) and (bool(self.lacks) or self._for_its_reason())

    def _open_for_lack(self) -> bool:
        found = [(outcome, text) for rule, outcome, text in self.said if rule == PLATFORM]
        return bool(found) and all(o == "open" and self.lacks in text for o, text in found)

    def _for_its_reason(self) -> bool:
        rule, words = _REASONS.get(self.trial.error, ("", ""))
        rules = BINDING if not rule else (rule,)
        if self.trial.error == "ErrorInvalidSignature":
            rules = (PLATFORM, PARAMETERS)
            words = "stands behind"
        return any(r in rules and words in text for r, _, text in self.said)


_LACKS: Final = {"log": "log", "key": "key"}


@cache
def lack_of(trial: Trial) -> str:
    """`log` for a bare envelope with a certificate, `key` for keys that the corpus has not."""
    if trial.folder.startswith("gcb"):
        return "key"
    return "" if b'"mediaType"' in trial.provenance.read_bytes()[:65_536] else "log"


def is_there(artifact: Path) -> bool:
    """Whether the corpus has the bytes of an artifact; the digest of none names nothing here."""
    return artifact.is_file() and artifact.stat().st_size > 0


def trust_text() -> str:
    """The trust root as a file."""
    entries = [
        _signer(f"{name}{ref}", f"{GENERATOR}{name}{ref}") for name in _OWN for ref in (TAGS, MAIN)
    ]
    platform = 'platform = "https://github.com/*/.github/workflows/*@refs/tags/v*.*.*"'
    for name in _DELEGATORS:
        for ref in (TAGS, MAIN):
            entries.append(_signer(f"{name}{ref}", f"{GENERATOR}{name}{ref}", platform))
    for kind in ("", "/github-hosted"):
        runner = f'platform = "https://github.com/actions/runner{kind}"'
        workflow = "https://github.com/*/.github/workflows/*@refs/*"
        entries.append(_signer(f"runner{kind}", workflow, runner))
    key = f"-----BEGIN PUBLIC KEY-----\n{REGISTRY_KEY}\n-----END PUBLIC KEY-----\n"
    entries.append(f'[[sigstore]]\nname = "registry"\npem = """\n{key}"""\nroles = ["claim"]\n')
    return "\n".join(entries)


def _signer(name: str, identity: str, more: str = "") -> str:
    lines = [f'name = "{name}"', f'identity = "{identity}"', f'issuer = "{ISSUER}"', more]
    return "\n".join(["[[sigstore]]", *filter(None, lines), 'roles = ["provenance"]', ""])


def policy_text(trial: Trial) -> str:
    """The policy of one trial as a file."""
    rules = [PLATFORM, PARAMETERS, "provenance/malformed-statement"]
    images = [path.name for path in trial.artifacts if is_there(path)]
    rules += BINDING if images else ()
    lines = ['name = "slsa-verifier"', "[product]", f"images = {_texts(images)}", "[rules]"]
    lines += [f'"{rule}" = "error"' for rule in rules]
    lines += ["[expect]", f"platforms = {_texts(trial.platforms)}"]
    lines.append(f"sources = {_texts(trial.sources)}")
    for key, values in (("refs", trial.refs), ("packages", trial.packages)):
        if values is not None:
            lines.append(f"{key} = {_texts(values)}")
    types = '["https://github.com/npm/attestation/tree/main/specs/publish/v0.1"]'
    lines += ['[parameters."provenance/malformed-statement"]', f"predicate-types = {types}"]
    return "\n".join(lines) + "\n"


def _texts(values: tuple[str, ...] | list[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def judge_all() -> Iterator[Judged]:
    """Every trial, in the order of the tables; a delivery is read once for all of its rows."""
    with TemporaryDirectory() as room:
        bench = _Bench(Path(room))
        for trial in trials():
            yield bench.judge(trial)


class _Bench:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / "trust.toml"
        path.write_text(trust_text(), encoding="utf-8")
        self._trust: TrustRoot = load_trust(path)
        self._read: dict[tuple[Path, ...], Evidence] = {}

    def judge(self, trial: Trial) -> Judged:
        """The whole pipeline over one trial."""
        path = self._folder / "policy.toml"
        path.write_text(policy_text(trial), encoding="utf-8")
        evidence = self._evidence(trial)
        verdict = audit(evidence, policy=load_policy(path), trust=self._trust, at=AT)
        return Judged(trial, verdict.verdict, tuple(_said(verdict)))

    def _evidence(self, trial: Trial) -> Evidence:
        paths = (trial.provenance, *filter(is_there, dict.fromkeys(trial.artifacts)))
        if paths not in self._read:
            folder = self._folder / f"delivery-{len(self._read)}"
            folder.mkdir()
            for path in paths:
                shutil.copyfile(path, folder / path.name)
            self._read[paths] = read(folder)
        return self._read[paths]


def _said(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """What is not a pass, with everything that was said of it."""
    for finding in verdict.findings:
        for listed in finding.subjects:
            text = f"{finding.message}: {listed.detail}"
            yield finding.rule, finding.outcome, text


def group_of(trial: Trial) -> str:
    """Where a trial is counted: builder, and what the corpus lacks for its rows."""
    builder = trial.folder.partition("/")[0].replace(".", "gha, one file each")
    lack = {"": "", "log": ", no log entry", "key": ", no keys"}[lack_of(trial)]
    name = f"{builder} v2.1.0" if trial.folder == "gha_go/v2.1.0" else builder
    return f"{name}{lack}"
