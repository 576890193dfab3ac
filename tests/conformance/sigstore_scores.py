"""Sigstore bundles of the corpus, each as a delivery that the whole pipeline judges.

Cases of sigstore-conformance say by their files whom to believe: `identity`, `issuer`, `key.pub`,
`trusted_root.json`, `artifact`. Bundles of sigstore-python are of its staging instance unless the
index says otherwise, those of sigstore-js are by an authority that nobody has the root of: they
are read. Accepted is what verification passes, and what stands behind the delivered artifact.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from conformance_scores import AT, CORPUS, index_rows

from provenance.graph.evidence import Evidence
from provenance.intake import read
from provenance.trust.load import load_trust
from provenance.verification import verify

SUITE: Final = CORPUS / "sigstore" / "conformance"
BEACON: Final = (
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/"
    ".github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
)
ISSUER: Final = "https://token.actions.githubusercontent.com"
LINES: Final = """\
Each bundle of the corpus is a delivery with its artifact, judged by `read` and `verify` with a
trust root that names who should have signed: cases of sigstore-conformance by their own files,
others by whom their certificate names, under the trusted root of its instance. Bundles of
sigstore-js are by an authority whose root nobody has, so that they are only read, and so is
`integration__Python-3.12.5.tgz.sigstore`, whose file the corpus has not.
"""
_ROOTS: Final = CORPUS / "sigstore" / "trusted-roots"
_STAGING: Final = "trusted_root.staging.json"
_ABSENT: Final = ("integration__Python-3.12.5.tgz.sigstore",)
_PRODUCTION: Final = ("bundle_v3_github.whl.sigstore", "integration__Python-3.12.5.tgz.sigstore")


class BundleCase(NamedTuple):
    """One bundle, what belongs to it, and whether it should be accepted.

    `signer` are lines of its `[[sigstore]]` table, `artifact` is None for a statement about files
    that nobody asks for, `parsed` asks for reading alone.
    """

    name: str
    group: str
    bundle: Path
    wanted: bool
    signer: tuple[str, ...] = ()
    artifact: Path | None = None
    parsed: bool = False


class BundleScore(NamedTuple):
    """A case with what came out of it, and why."""

    case: BundleCase
    accepted: bool
    reason: str

    @property
    def agrees(self) -> bool:
        """Whether it was accepted exactly where it should be."""
        return self.accepted == self.case.wanted


def score_bundles() -> list[BundleScore]:
    """Every bundle of the corpus that is said to hold or not to hold."""
    return [score_bundle(case) for case in bundle_cases()]


def bundle_cases() -> Iterator[BundleCase]:
    """The suite, then bundles of the clients, then those of slsa-verifier."""
    for folder in sorted(path for path in SUITE.iterdir() if path.is_dir()):
        yield _of_suite(folder)
    for row in index_rows(("sigstore/sigstore-python/", "sigstore/sigstore-js/")):
        if row["kind"] == "sigstore-bundle":
            yield _of_client(CORPUS / row["path"], row["expected"] == "accept")
    for row in index_rows("attestations/slsa-verifier-internal/gha__"):
        yield _of_provenance(CORPUS / row["path"], row["expected"] == "accept")


def _of_suite(folder: Path) -> BundleCase:
    group = "managed key" if folder.name.startswith("managed-key") else "keyless"
    artifact = folder / "artifact"
    return BundleCase(
        folder.name,
        f"sigstore-conformance, {group}",
        folder / "bundle.sigstore.json",
        not folder.name.endswith("_fail"),
        tuple(_signer_of_suite(folder)),
        artifact if artifact.exists() else SUITE / "a.txt",
    )


def _signer_of_suite(folder: Path) -> Iterator[str]:
    key, root = folder / "key.pub", folder / "trusted_root.json"
    if key.exists():
        yield _line("key", str(key))
    else:
        yield _line("identity", _text(folder / "identity", BEACON))
        yield _line("issuer", _text(folder / "issuer", ISSUER))
    if root.exists():
        yield _line("trusted-root", str(root))


def _of_client(path: Path, wanted: bool) -> BundleCase:
    stem = path.name.removesuffix(".json").removesuffix(".sigstore")
    beside = path.with_name(stem.removesuffix(".late_timestamp"))
    parsed = path.parent.name == "sigstore-js" or path.name in _ABSENT
    root = _ROOTS / ("trusted_root.prod.json" if path.name in _PRODUCTION else _STAGING)
    return BundleCase(
        path.name,
        path.parent.name,
        path,
        wanted,
        (*_anybody(path), _line("trusted-root", str(root))),
        beside if beside.exists() and not parsed else None,
        parsed,
    )


def _of_provenance(path: Path, wanted: bool) -> BundleCase:
    return BundleCase(path.name, "slsa-verifier", path, wanted, tuple(_anybody(path)))


def _anybody(path: Path) -> Iterator[str]:
    """Whoever the certificate names: these cases are about the bundle, not about who signed."""
    from provenance.model.statement import Signature
    from provenance.trust.certificates import read_leaf

    chains = [s.chain for c in read(path).chapters for s in c.facts(Signature) if s.chain]
    leaf = read_leaf(chains[0][0]) if chains else None
    yield _line("identity", leaf.identity if leaf is not None and leaf.identity else BEACON)
    yield _line("issuer", leaf.issuer if leaf is not None and leaf.issuer else ISSUER)


def _line(name: str, value: str) -> str:
    return f"{name} = {json.dumps(value)}"


def _text(path: Path, otherwise: str) -> str:
    return path.read_text().strip() if path.exists() else otherwise


def score_bundle(case: BundleCase) -> BundleScore:
    """Deliver a bundle with its artifact, and see what verification makes of it."""
    with TemporaryDirectory() as room:
        delivery = Path(room, "delivery")
        delivery.mkdir()
        shutil.copy(case.bundle, delivery / "bundle.sigstore.json")
        if case.artifact is not None:
            shutil.copy(case.artifact, delivery / "artifact")
        trust = Path(room, "trust.toml")
        head = ("[[sigstore]]", 'name = "signer"', 'roles = ["*"]', 'platform = "*"')
        trust.write_text("\n".join((*head, *case.signer)))
        evidence = read(delivery)
        return _scored(case, evidence, trust)


def _scored(case: BundleCase, evidence: Evidence, trust: Path) -> BundleScore:
    if case.parsed:
        found = [c.document for c in evidence.chapters if c.document.format == "Sigstore bundle"]
        return BundleScore(case, [one.status for one in found] == ["clean"], "")
    proof = verify(evidence, load_trust(trust), AT)
    reason = "; ".join(verification.reason for verification in proof.verifications)
    passed = [verification.outcome for verification in proof.verifications] == ["pass"]
    artifacts = [f.artifact.digest for f in evidence.files if f.artifact.path == "artifact"]
    reached = all(
        any(voucher.digest.value == digest.value for voucher in proof.vouchers)
        for digest in artifacts
    )
    return BundleScore(case, passed and reached, reason or "no signature is read")


def bundle_goals(scores: Sequence[BundleScore]) -> list[tuple[str, int, int]]:
    """Rows of the page's goals."""
    rows = []
    for kind in ("keyless", "managed key"):
        own = [one for one in scores if one.case.group.endswith(kind)]
        rows.append((f"sigstore-conformance, {kind}", sum(one.agrees for one in own), len(own)))
    return rows


def bundle_lines(scores: Sequence[BundleScore]) -> str:
    """A table by group, then each case that is not as it should be."""
    groups = dict.fromkeys(one.case.group for one in scores)
    lines = ["| bundles of | as they should be | of |", "|---|--:|--:|"]
    for group in groups:
        own = [one for one in scores if one.case.group == group]
        lines.append(f"| {group} | {sum(one.agrees for one in own)} | {len(own)} |")
    lines += ["", *(f"- {one.case.name}: {one.reason}" for one in scores if not one.agrees)]
    return "\n".join(lines) + "\n"
