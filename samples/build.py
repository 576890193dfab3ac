"""Makes the sample deliveries from scratch: compiles, records, describes, signs and checks them.

Needs gcc, binutils, make and tar besides the development set. Every run makes new keys, so every
signature changes; firmware, SBOMs and digests stay the same where the toolchain is the same.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from making.checks import check_layout, check_manifest, check_signatures, check_trust
from making.keys import Keys
from making.layout import actions, write_layout
from making.manifest import write_envelope, write_sums
from making.product import BOOTLOADER, IMAGE, RELEASES, Inputs, Release
from making.provenance import write_provenance
from making.recording import record
from making.sbom import write_sbom
from making.sources import gateway_source, ringlog_source
from making.toolchain import installed

SAMPLES = Path(__file__).parent
DELIVERIES = SAMPLES / "deliveries"
TAMPERED_AT = 0x2040
"""A byte inside the application's code."""


def gather(release: Release, upstream: Path) -> Inputs:
    """Put the sources where the build fetches them, and look at the tools."""
    upstream.mkdir()
    return Inputs(
        source=gateway_source(release, upstream),
        ringlog=ringlog_source(upstream),
        compiler=installed("gcc", "gcc"),
        binutils=installed("binutils", "ld"),
    )


def make(release: Release, keys: Keys, delivery: Path) -> None:
    """Build one release and write its delivery."""
    delivery.mkdir(parents=True)
    with TemporaryDirectory() as room:
        work = Path(room, "work")
        work.mkdir()
        inputs = gather(release, Path(room, "upstream"))
        plan = actions(release, keys)
        record(release, plan, work, delivery / "links")
        write_layout(release, keys, plan, delivery / "root.layout")
        write_provenance(release, keys.build, inputs, work, delivery / "provenance.intoto.jsonl")
        write_sbom(release, inputs, work, delivery / "sbom.cdx.json")
        for name in (IMAGE, BOOTLOADER):
            shutil.copyfile(work / name, delivery / name)
    sign(release, keys, delivery)


def sign(release: Release, keys: Keys, delivery: Path) -> None:
    """Sign as the owner of the release: images, SBOM, and last the list of everything."""
    for name in (IMAGE, BOOTLOADER, "sbom.cdx.json"):
        keys.release.sign_beside(delivery / name)
    if release.in_envelopes:
        write_envelope(keys.release, delivery)
    else:
        write_sums(keys.release, delivery)


def tamper(delivery: Path, copy: Path) -> None:
    """Copy a delivery and change one byte of its image."""
    shutil.copytree(delivery, copy)
    image = bytearray((copy / IMAGE).read_bytes())
    image[TAMPERED_AT] ^= 0x01
    (copy / IMAGE).write_bytes(image)


def make_all(keys: Keys, folder: Path) -> None:
    """Make and check every release, and tamper with a copy of the newest."""
    for release in RELEASES:
        delivery = folder / f"gateway-{release.version}"
        make(release, keys, delivery)
        check_layout(delivery, keys)
        check_signatures(delivery, keys)
        check_manifest(delivery, keys)
        print(f"{delivery.name}: made and checked")
    tamper(delivery, folder / f"{delivery.name}-tampered")
    print(f"{delivery.name}-tampered: one byte of {IMAGE} changed at {TAMPERED_AT:#x}")


def main() -> None:
    """Make the keys and all three deliveries anew; the old ones go when the new ones are good."""
    keys = Keys.generate()
    with TemporaryDirectory() as room:
        fresh = Path(room, "deliveries")
        make_all(keys, fresh)
        if DELIVERIES.exists():
            shutil.rmtree(DELIVERIES)
        shutil.copytree(fresh, DELIVERIES)
    keys.publish(SAMPLES / "keys")
    check_trust(SAMPLES, keys)


if __name__ == "__main__":
    main()
