"""Seeds of statements: one of every predicate that is read, and what carries statements."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any, Final

_A: Final = {"sha256": "a" * 64}
_WHEN: Final = "2026-01-01T00:00:00Z"
_COMMIT: Final = {"uri": "git+https://x.example/y@refs/tags/v1", "digest": {"gitCommit": "d" * 40}}
_SCANNER: Final = {
    "uri": "u",
    "db": {"uri": "d", "lastUpdate": _WHEN},
    "result": [{"vulnerability": {"id": "C", "severity": [{"method": "m", "score": "1"}]}}],
}
_IN_TOTO: Final = "https://in-toto.io/attestation"
_SLSA: Final = "https://slsa.dev"
_PREDICATES: Final[dict[str, Any]] = {
    f"{_SLSA}/provenance/v0.1": {
        "builder": {"id": "b"},
        "recipe": {
            "type": "https://cloudbuild.googleapis.com/x",
            "definedInMaterial": 0,
            "arguments": {"substitutions": {"TAG_NAME": "v1"}},
        },
        "materials": [{"uri": f"https://x.example/y/commit/{'d' * 40}"}],
    },
    f"{_SLSA}/provenance/v0.2": {
        "builder": {"id": "b"},
        "buildType": "t",
        "invocation": {"configSource": _COMMIT, "parameters": {"a": {"b": 1}}},
        "metadata": {"buildInvocationID": "1"},
        "materials": [_COMMIT],
    },
    f"{_SLSA}/provenance/v1": {
        "buildDefinition": {
            "buildType": "t",
            "externalParameters": {"workflow": {"repository": "https://x.example/y", "ref": "r"}},
            "resolvedDependencies": [{**_COMMIT, "annotations": {"a": 1}}],
        },
        "runDetails": {"builder": {"id": "b"}, "metadata": {"startedOn": _WHEN}},
    },
    f"{_SLSA}/verification_summary/v1": {
        "verifier": {"id": "v"},
        "policy": {"uri": "p", "digest": _A},
        "inputAttestations": [{"uri": "i", "digest": _A}],
        "resourceUri": "r",
        "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_SOURCE_LEVEL_3"],
        "dependencyLevels": {"L": "4"},
    },
    f"{_SLSA}/verification_summary/v0.2": {"verifier": {"id": "v"}, "policy_level": "L"},
    f"{_IN_TOTO}/svr/v0.2": {"verifier": {"id": "v", "policies": [{"uri": "p"}]}},
    f"{_IN_TOTO}/test-result/v0.1": {"result": "PASSED", "configuration": [{"uri": "c"}]},
    f"{_IN_TOTO}/scai/v0.3": {
        "attributes": [{"attribute": "a", "evidence": {"content": "AA==", "digest": _A}}]
    },
    f"{_IN_TOTO}/vulns/v0.1": {"scanner": _SCANNER, "metadata": {"scanStartedOn": _WHEN}},
    f"{_IN_TOTO}/release/v0.1": {"purl": "pkg:npm/a@1"},
    f"{_IN_TOTO}/reference/v0.1": {
        "attester": {"id": "a"},
        "references": [{"downloadLocation": "d", "mediaType": "m"}],
    },
    f"{_IN_TOTO}/runtime-trace/v0.1": {
        "monitor": {"type": "t"},
        "monitorLog": {"process": [{"a": 1}], "fileAccess": [{"name": "n", "digest": _A}]},
    },
    f"{_IN_TOTO}/link/v0.3": {"name": "s", "command": ["c"], "materials": [{"name": "m"}]},
    "https://spdx.dev/Document": {"Data": "SPDXVersion: SPDX-2.3", "Timestamp": _WHEN},
    "https://witness.dev/attestation-collection/v0.1": {
        "name": "s",
        "attestations": [
            {"type": f"https://witness.dev/attestations/{name}/v0.1", "attestation": value}
            for name, value in (
                ("material", {"m": _A}),
                ("product", {"p": {"digest": _A}}),
                ("git", {"commithash": "d" * 40, "remotes": ["https://x.example/y"]}),
                ("gitlab", {"joburl": "j", "projecturl": "https://x.example/y"}),
            )
        ],
    },
    "urn:own": {"a": [1, {"b": None}]},
}


def statements() -> Iterator[bytes]:
    """Statements of each predicate, some in an envelope, and the files that carry those."""
    for kind, predicate in _PREDICATES.items():
        document = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "f", "digest": _A, "annotations": {"sourceRefs": ["r"]}}],
            "predicateType": kind,
            "predicate": predicate,
        }
        text = json.dumps(document).encode()
        yield text
        yield _envelope(text)
    occurrence = {"kind": "BUILD", "envelope": json.loads(_envelope(b"{}"))}
    yield json.dumps({"provenance_summary": {"provenance": [occurrence]}}).encode()
    step = {"name": "s", "attestations": [{"type": "t"}], "functionaries": [{"type": "root"}]}
    policy = {"expires": _WHEN, "steps": {"s": step}, "publickeys": {"k": {"key": "AA=="}}}
    yield json.dumps(policy).encode()


def _envelope(payload: bytes) -> bytes:
    envelope = {
        "payloadType": "application/vnd.in-toto+json",
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": "k", "sig": "AA=="}],
    }
    return json.dumps(envelope).encode()
