"""Answers questions for other verifiers, one line of JSON each: `accept`, `reject` or `crash`.

Every question is answered in a process of its own with a time limit, for some of them end the
interpreter, never end, or run commands that they find. This file imports nothing of the project.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import select
import shutil
import signal
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

PACKAGES = {"in-toto": "in-toto", "sigstore": "sigstore", "cyclonedx": "cyclonedx-python-lib"}
MODULES = {
    "in-toto": ("in_toto.verifylib",),
    "sigstore": ("sigstore.verify", "sigstore.models", "sigstore.dsse"),
    "cyclonedx": ("cyclonedx.model.bom", "cyclonedx.validation.json"),
}
ADDRESS_SPACE = 4 << 30


def in_toto(asked: dict[str, Any]) -> None:
    """Verify a layout, in a copy of the delivery, since inspections look at what lies around."""
    from in_toto.models.metadata import Metadata
    from in_toto.verifylib import in_toto_verify

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "delivery"
        shutil.copytree(asked["folder"], copy)
        os.chdir(copy)
        in_toto_verify(
            Metadata.load(asked["layout"]),
            asked["keys"],
            link_dir_path=asked["links"],
            substitution_parameters=asked.get("parameters"),
            persist_inspection_links=False,
        )


def cyclonedx(asked: dict[str, Any]) -> None:
    """Validate each document by the strict schema and parse it into the model of the library."""
    from cyclonedx.model.bom import Bom

    for path in asked["documents"]:
        text = Path(path).read_text(encoding="utf-8")
        document = json.loads(text)
        error = _validator(document["specVersion"]).validate_str(text)
        if error is not None:
            raise Refused(str(error)[:200])
        Bom.from_json(document)


@cache
def _validator(version: str) -> Any:
    """The validator of one version, which takes a second to make."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.from_version(version))


def sigstore(asked: dict[str, Any]) -> None:
    """Verify a bundle as the command line of the client does: signature, then subject and type."""
    from sigstore import dsse
    from sigstore.hashes import Hashed
    from sigstore.models import Bundle, TrustedRoot
    from sigstore.verify import Verifier
    from sigstore.verify.policy import Identity
    from sigstore_models.common.v1 import HashAlgorithm

    bundle = Bundle.from_json(Path(asked["bundle"]).read_bytes())
    content = Path(asked["artifact"]).read_bytes()
    verifier = Verifier(trusted_root=TrustedRoot.from_file(asked["root"]))
    policy = Identity(identity=asked["identity"], issuer=asked["issuer"])
    if bundle._dsse_envelope is None:
        verifier.verify_artifact(content, bundle, policy)
        return
    kind, payload = verifier.verify_dsse(bundle, policy)
    if kind != dsse.Envelope._TYPE:
        raise Refused(f"the payload type is {kind}")
    digest = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=hashlib.sha256(content).digest())
    if not dsse.Statement(payload)._matches_digest(digest):
        raise Refused("no subject has this digest")


class Refused(Exception):
    """A peer answered that it does not accept."""


ASKED = {"in-toto": in_toto, "cyclonedx": cyclonedx, "sigstore": sigstore}
OWN = ("in_toto.", "securesystemslib.", "sigstore.", "cyclonedx.", "pydantic", "__main__")


def answer(peer: str, asked: dict[str, Any]) -> tuple[str, str]:
    """The answer of one peer and why. What it means to raise is a rejection, all else a crash."""
    try:
        ASKED[peer](asked)
    except BaseException as error:  # noqa: BLE001 - whatever it raises is its answer
        kind = type(error)
        meant = f"{kind.__module__}.".startswith(OWN) or isinstance(error, ValueError)
        return ("reject" if meant else "crash"), f"{kind.__name__}: {error}"[:300]
    return "accept", ""


def in_a_process(peer: str, asked: dict[str, Any], seconds: float) -> tuple[str, str]:
    """Fork, so that what is imported already need not be imported again."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _limit()
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        os.dup2(sys.stdout.fileno(), 1)
        os.dup2(sys.stdout.fileno(), 2)
        os.write(writing, json.dumps(answer(peer, asked)).encode())
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], seconds)
    found = os.read(reading, 65_536) if ready else b""
    os.close(reading)
    if not ready:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if found:
        first, why = json.loads(found)
        return first, why
    return "crash", "no answer in time" if not ready else f"ended with status {status}"


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def there(peer: str) -> str:
    """The version of a peer, empty where it is not installed."""
    try:
        return importlib.metadata.version(PACKAGES[peer])
    except importlib.metadata.PackageNotFoundError:
        return ""


@cache
def prepare(peer: str) -> None:
    """Load a peer before the first process forks, so that it is loaded once."""
    for module in MODULES[peer]:
        importlib.import_module(module)
    if peer == "cyclonedx":
        empty = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
        _validator("1.6").validate_str(json.dumps(empty))


def main() -> None:
    print(json.dumps({peer: there(peer) for peer in PACKAGES}), flush=True)
    for line in sys.stdin:
        peer, asked, seconds = json.loads(line)
        prepare(peer)
        print(json.dumps(in_a_process(peer, asked, seconds)), flush=True)


if __name__ == "__main__":
    main()
