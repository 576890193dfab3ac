"""Makes JSON lines of DSSE envelopes: SLSA provenance of one file each, by one Ed25519 key."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from generate import Envelopes, Json, compact

_STATEMENT = "https://in-toto.io/Statement/v1"
_PROVENANCE = "https://slsa.dev/provenance/v1"


def statement(number: int) -> Json:
    """The provenance of one file of a firmware, as a build platform writes it."""
    platform = "https://ci.acme.example/gateway"
    commit = hashlib.sha1(f"commit {number // 100}".encode()).hexdigest()
    source = "git+https://git.acme.example/gateway"
    return {
        "_type": _STATEMENT,
        "subject": [
            {
                "name": f"parts/part-{number:05}.bin",
                "digest": {"sha256": hashlib.sha256(f"part {number}".encode()).hexdigest()},
            }
        ],
        "predicateType": _PROVENANCE,
        "predicate": {
            "buildDefinition": {
                "buildType": "https://acme.example/firmware/v1",
                "externalParameters": {"target": "gateway-arm64", "variant": f"v{number % 7}"},
                "resolvedDependencies": [{"uri": source, "digest": {"gitCommit": commit}}],
            },
            "runDetails": {
                "builder": {"id": platform},
                "metadata": {
                    "invocationId": f"{platform}/runs/{number}",
                    "startedOn": f"2026-03-0{number % 9 + 1}T08:00:00Z",
                    "finishedOn": f"2026-03-0{number % 9 + 1}T08:12:30Z",
                },
            },
        },
    }


def main() -> None:
    """Writes the lines, and the public key beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    signer = Envelopes(dsse=True)
    lines = (compact(signer.wrap(statement(number))) for number in range(given.statements))
    given.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    given.output.with_name(f"{given.output.name}.pub").write_bytes(signer.public)


if __name__ == "__main__":
    main()
