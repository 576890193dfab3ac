"""Makes JSON lines of Sigstore bundles: provenance of one file each, by an instance of our own."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from generate import compact
from generate_statements import statement

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from samples.sigstore_instance import Instance, Signing

TRUST = """\
[[sigstore]]
name = "acme-ci"
identity = "{identity}"
issuer = "{issuer}"
platform = "https://ci.acme.example/*"
trusted-root = "{root}"
roles = ["provenance"]
"""


def main() -> None:
    """Writes the lines, and beside them the trusted root and a trust root that believes it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundles", type=int, default=1_000)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    instance, signing = Instance(), Signing()
    bundles = (
        instance.sign_statement(compact(statement(number)).encode(), Signing())
        for number in range(given.bundles)
    )
    given.output.write_text("".join(f"{compact(bundle)}\n" for bundle in bundles))
    root = given.output.with_name(f"{given.output.name}.root.json")
    root.write_text(json.dumps(instance.trusted_root()))
    trust = TRUST.format(identity=signing.identity, issuer=signing.issuer, root=root.name)
    given.output.with_name(f"{given.output.name}.trust.toml").write_text(trust)


if __name__ == "__main__":
    main()
