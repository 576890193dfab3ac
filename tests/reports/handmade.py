"""Verdicts made by hand, so that reports are tested without an audit."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from provenance.model.digest import Digest
from provenance.model.finding import Finding, ListedSubject, Request, Subject, Tally
from provenance.model.origin import Origin
from provenance.model.policy import Waiver
from provenance.model.profile import Field, FieldCount, Lack, ProfileCount
from provenance.model.verdict import (
    Coverage,
    InputFile,
    JudgedSubject,
    PolicyUsed,
    Ratio,
    Tool,
    TrustUsed,
    Verdict,
)


def sha(text: str, scope: Any = "file") -> Digest:
    return Digest("sha256", hashlib.sha256(text.encode()).hexdigest(), scope)


def image(path: str, verdict: Any) -> JudgedSubject:
    long = Digest("sha512", hashlib.sha512(path.encode()).hexdigest(), "file")
    return JudgedSubject(path, (sha(path), long), 4096, verdict)


IMAGES = ("bootloader.bin", "gateway.img")
FILES = (
    ("bootloader.bin", "image", "", ""),
    ("docs/read me.txt", "other", "", ""),
    ("gateway.img", "image", "", ""),
    ("gateway.img.sig", "signature", "detached signature", "clean"),
    ("links/assemble.58c56874.link", "evidence", "in-toto link", "clean"),
    ("root.layout", "evidence", "in-toto layout", "clean"),
    ("sbom.cdx.json", "evidence", "CycloneDX", "defective"),
)
GOOD = Verdict(
    verdict="PASSED",
    at="2026-11-22T12:00:00Z",
    delivery="gateway-2.4.0",
    input_digest=sha("all", "unknown"),
    subjects=tuple(image(path, "PASSED") for path in IMAGES),
    policy=PolicyUsed(
        "acme-gateway",
        sha("policy", "unknown"),
        "policy",
        "https://audit.example/procurement",
        IMAGES,
        ("docs/read me.txt",),
    ),
    trust=TrustUsed(sha("trust", "unknown"), ("acme-build", "acme-release")),
    tool=Tool("provenance", "0.1.0"),
    inputs=tuple(InputFile(p, sha(p), 4096, role, form, status) for p, role, form, status in FILES),
    rules=(
        Tally("artifact/digest-mismatch", "error", True, asked=2, passed=2),
        Tally("sbom/missing-digest", "warning", False, not_applicable="policy acme-gateway"),
        Tally("signature/unsigned-image", "error", True, asked=2, passed=2),
    ),
    findings=(),
    coverage=Coverage(
        Ratio(6, 6, "components traced to a source"),
        Ratio(8192, 8192, "image bytes from verified builds"),
        Ratio(9, 9, "signatures hold"),
    ),
    requests=(),
)

_MISMATCH = Finding(
    "artifact/digest-mismatch",
    "error",
    True,
    "fail",
    "delivered bytes are not those that a document names",
    1,
    (
        ListedSubject(
            Subject("gateway.img", sha("gateway.img"), str(sha("gateway.img"))),
            f'delivered as {sha("gateway.img")}, but step "assemble" made {sha("other")}',
            (
                Origin(
                    "links/assemble.58c56874.link", sha("links"), "/signed/products/gateway.img"
                ),
                Origin("release.jsonl!2!payload", sha("payload"), "/subject/0"),
            ),
        ),
    ),
    sha("list", "unknown"),
    ("gateway.img",),
    1,
)
_MISSING = Finding(
    "provenance/missing-provenance",
    "error",
    True,
    "open",
    "no verified build is said to have made it",
    1,
    (
        ListedSubject(
            Subject("bootloader.bin", sha("bootloader.bin"), str(sha("bootloader.bin"))),
            f"no statement names {sha('bootloader.bin')}",
            (),
        ),
    ),
    sha("list2", "unknown"),
    ("bootloader.bin",),
    1,
)
_NO_DIGEST = Finding(
    "sbom/missing-digest",
    "warning",
    False,
    "fail",
    "components without a digest cannot be compared with bytes",
    43,
    tuple(
        ListedSubject(
            Subject(f"pkg:generic/part-{n}@1.0", None, f"pkg:generic/part-{n}@1.0"),
            "",
            (Origin("sbom.cdx.json", sha("sbom.cdx.json"), f"/components/{n}"),),
        )
        for n in range(20)
    ),
    sha("list3", "unknown"),
)
_WAIVED = Finding(
    "source/mutable-source",
    "error",
    True,
    "fail",
    "a source is named by something that can change",
    1,
    (
        ListedSubject(
            Subject("pkg:generic/zlib@1.3", None, "pkg:generic/zlib@1.3"),
            "fetched from a branch",
            (Origin("sbom.cdx.json", sha("sbom.cdx.json"), "line=7"),),
        ),
    ),
    sha("list4", "unknown"),
    (),
    0,
    Waiver(
        "source/mutable-source",
        "pkg:generic/zlib@1.3",
        "psirt@acme.example",
        "supplier agreement 2026-114",
        "2027-01-31",
    ),
)
BAD = msgspec.structs.replace(
    GOOD,
    verdict="FAILED",
    delivery="gateway-2.4.1-tampered",
    subjects=(image("bootloader.bin", "INCONCLUSIVE"), image("gateway.img", "FAILED")),
    rules=(
        Tally("artifact/digest-mismatch", "error", True, asked=2, passed=1, failed=1),
        Tally("provenance/missing-provenance", "error", True, asked=2, passed=1, open=1),
        Tally("sbom/missing-digest", "warning", False, asked=50, passed=7, failed=43),
        Tally("sbom/unsigned-sbom", "error", True, not_applicable="policy acme-gateway"),
        Tally("signature/unsigned-image", "error", True, asked=2, passed=2),
        Tally("source/mutable-source", "error", True, asked=3, passed=2, waived=1),
    ),
    findings=(_MISMATCH, _MISSING, _NO_DIGEST, _WAIVED),
    coverage=Coverage(
        Ratio(41, 43, "components traced to a source"),
        Ratio(4096, 8192, "image bytes from verified builds"),
        Ratio(3, 3, "signatures hold"),
    ),
    requests=(
        Request(
            f"provenance (SLSA or in-toto links) of bootloader.bin, {sha('bootloader.bin')}",
            ("provenance/missing-provenance",),
        ),
        Request(
            f"a new gateway.img, or links for the build that made {sha('gateway.img')}",
            ("artifact/digest-mismatch",),
        ),
    ),
    unused_waivers=(
        Waiver(
            "sbom/missing-digest", "pkg:generic/old@1", "qa@acme.example", "legacy", "2026-01-31"
        ),
    ),
)
DOUBTFUL = msgspec.structs.replace(
    BAD,
    verdict="INCONCLUSIVE",
    delivery="unknown-vendor.zip",
    subjects=(image("bootloader.bin", "INCONCLUSIVE"),),
    policy=PolicyUsed("baseline", sha("baseline", "unknown"), "delivery"),
    trust=TrustUsed(None, (), ("the key dev.pub gives every role",)),
    findings=(_MISSING,),
    notes=(
        "Nothing was believed: no trust root and no key was given. Go on with --trust trust.toml "
        "or, for a first look, --key FILE.",
    ),
    unused_waivers=(),
)
EMPTY = msgspec.structs.replace(
    DOUBTFUL, subjects=(), inputs=(), rules=(), findings=(), requests=(), notes=()
)
SBOM = sha("sbom.cdx.json")
LACKS = tuple(
    Lack(f"part{n} 1.0", f"pkg:generic/part{n}@1.0", Origin("sbom.cdx.json", SBOM, place), reply)
    for n, (place, reply) in enumerate(
        (("/components/0", "notSaid"), ("/components/7", "withheld"), ("/components/9", "unknown"))
    )
)


def counted(field: Field, present: int, lacking: tuple[Lack, ...], more: int = 0) -> FieldCount:
    replies = [lack.reply for lack in lacking]
    return FieldCount(
        field,
        present + len(lacking) + more,
        present,
        replies.count("unknown"),
        replies.count("withheld"),
        0,
        replies.count("notSaid") + more,
        0,
        len(lacking) + more,
        lacking,
        sha(field.name, "unknown"),
    )


PRODUCER = Field(
    "producer",
    "Component Producer",
    "component",
    "producer",
    "present",
    "2026 Minimum Elements, Component Producer",
    "second-hand",
    "components[].supplier",
    "packages[].supplier",
    "suppliedBy",
)
AUTHOR = Field("author", "SBOM Author", "document", "author", "present", "SBOM Author", "read")
PROFILED = msgspec.structs.replace(
    GOOD,
    profiles=(
        ProfileCount(
            "cisa-2026",
            "Minimum Elements",
            "2026-07-29",
            "CISA, 2026 Minimum Elements",
            "second-hand",
            "2026-07-29",
            "",
            1,
            48,
            (counted(AUTHOR, 1, ()), counted(PRODUCER, 41, LACKS, 4)),
        ),
    ),
)
VERDICTS = {
    "good": GOOD,
    "bad": BAD,
    "doubtful": DOUBTFUL,
    "empty": EMPTY,
    "profiled": PROFILED,
}
