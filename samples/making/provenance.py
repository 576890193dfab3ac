"""SLSA provenance of the two delivered files, one signed envelope on each line."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from making.keys import Pen
from making.product import (
    APPLICATION,
    BOOTLOADER,
    BUILD_TYPE,
    IMAGE,
    PLATFORM,
    TARGET,
    Input,
    Inputs,
    Release,
    stamp,
)

STATEMENT = "application/vnd.in-toto+json"


def file_digest(path: Path) -> dict[str, str]:
    """The digest of a file, as statements spell it."""
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def resolved(given: Input) -> dict[str, Any]:
    """An input as a resource descriptor."""
    digest = {"sha256": given.sha256}
    if given.commit:
        digest["gitCommit"] = given.commit
    found = {"name": given.name, "uri": given.uri, "digest": digest}
    return found if given.download == given.uri else found | {"downloadLocation": given.download}


def run_details(
    release: Release, job: str, started: datetime, finished: datetime
) -> dict[str, Any]:
    """Who built when; each job of a run has an invocation of its own."""
    return {
        "builder": {"id": PLATFORM},
        "metadata": {
            "invocationId": f"{PLATFORM}/runs/{release.run}/{job}",
            "startedOn": stamp(started),
            "finishedOn": stamp(finished),
        },
    }


def statement(
    release: Release, output: Path, inputs: tuple[Input, ...], details: dict[str, Any]
) -> dict[str, Any]:
    """State how one file was built."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": output.name, "digest": file_digest(output)}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"source": release.source, "target": TARGET},
                "internalParameters": {},
                "resolvedDependencies": [resolved(given) for given in inputs],
            },
            "runDetails": details,
        },
    }


def write_provenance(release: Release, pen: Pen, inputs: Inputs, work: Path, path: Path) -> None:
    """State and sign how the bootloader and then the image in `work` were built."""
    boot = run_details(release, "bootloader", release.after(10), release.after(12))
    image = run_details(release, "image", release.after(12), release.after(15))
    application = {"name": APPLICATION, "digest": file_digest(work / APPLICATION)}
    image["byproducts"] = [application]
    statements = [
        statement(release, work / IMAGE, inputs.of_image, image),
        statement(release, work / BOOTLOADER, inputs.of_bootloader, boot),
    ]
    path.write_text("".join(pen.envelope(STATEMENT, said) for said in statements), "utf-8")
