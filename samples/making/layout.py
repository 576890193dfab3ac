"""The steps of a build as they are planned, and the layout that the release owner signs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from in_toto.models.layout import Layout, Step
from in_toto.models.metadata import Envelope, Metablock

from making.keys import Keys, Pen
from making.product import (
    APPLICATION,
    BOOTLOADER,
    IMAGE,
    LAYOUT_EXPIRES,
    RINGLOG_VERSION,
    Release,
)

Rule = list[str]

CLOSED: Rule = ["DISALLOW", "*"]
UNPACK = 'for archive in *.tar; do tar -xf "$archive"; done'


@dataclass(frozen=True)
class Action:
    """One step: who runs which command, what is recorded around it, and what is allowed there."""

    name: str
    pen: Pen
    command: list[str]
    reads: list[str]
    """Files and folders recorded before the command."""
    makes: list[str]
    """Files and folders recorded after it."""
    read_rules: list[Rule]
    made_rules: list[Rule]

    def planned(self) -> Step:
        """The step as the layout states it; each list of rules is closed."""
        return Step(
            name=self.name,
            pubkeys=[self.pen.signer.public_key.keyid],
            threshold=1,
            expected_command=self.command,
            expected_materials=[*self.read_rules, CLOSED],
            expected_products=[*self.made_rules, CLOSED],
        )


def from_step(pattern: str, step: str) -> Rule:
    """What matches must be exactly what an earlier step made."""
    return ["MATCH", pattern, "WITH", "PRODUCTS", "FROM", step]


def actions(release: Release, keys: Keys) -> list[Action]:
    """The four steps of a release; two functionaries share them."""
    source, ringlog = f"gateway-{release.version}", f"ringlog-{RINGLOG_VERSION}"
    return [
        fetch(source, ringlog, keys.second),
        unpack(source, ringlog, keys.second),
        compile_(source, ringlog, keys.build),
        assemble(source, release.version, keys.build),
    ]


def fetch(source: str, ringlog: str, pen: Pen) -> Action:
    """Bring in the two source archives."""
    archives = [f"{source}.tar", f"{ringlog}.tar"]
    return Action(
        name="fetch",
        pen=pen,
        command=["cp", *(f"../upstream/{archive}" for archive in archives), "."],
        reads=[],
        makes=archives,
        read_rules=[],
        made_rules=[
            *(["REQUIRE", archive] for archive in archives),
            *(["CREATE", archive] for archive in archives),
        ],
    )


def unpack(source: str, ringlog: str, pen: Pen) -> Action:
    """Unpack both archives side by side."""
    archives = [f"{source}.tar", f"{ringlog}.tar"]
    return Action(
        name="unpack",
        pen=pen,
        command=["sh", "-ec", UNPACK],
        reads=archives,
        makes=[source, ringlog],
        read_rules=[from_step(archive, "fetch") for archive in archives],
        made_rules=[["CREATE", f"{source}/*"], ["CREATE", f"{ringlog}/*"]],
    )


def compile_(source: str, ringlog: str, pen: Pen) -> Action:
    """Compile and link the two programs."""
    return Action(
        name="compile",
        pen=pen,
        command=["make", "-s", "-C", source, f"RINGLOG=../{ringlog}", "OUT=.."],
        reads=[source, ringlog],
        makes=[BOOTLOADER, APPLICATION],
        read_rules=[from_step(f"{source}/*", "unpack"), from_step(f"{ringlog}/*", "unpack")],
        made_rules=[["CREATE", BOOTLOADER], ["CREATE", APPLICATION]],
    )


def assemble(source: str, version: str, pen: Pen) -> Action:
    """Pack the programs into the image; the bootloader is delivered beside it, unchanged."""
    packer = f"{source}/tools/pack.py"
    parts = [f"boot={BOOTLOADER}@0x100", f"app={APPLICATION}@0x2000"]
    return Action(
        name="assemble",
        pen=pen,
        command=["python3", packer, "--version", version, "--output", IMAGE, *parts],
        reads=[BOOTLOADER, APPLICATION, packer],
        makes=[IMAGE, BOOTLOADER],
        read_rules=[
            from_step(BOOTLOADER, "compile"),
            from_step(APPLICATION, "compile"),
            from_step(packer, "unpack"),
        ],
        made_rules=[
            ["REQUIRE", IMAGE],
            ["REQUIRE", BOOTLOADER],
            ["CREATE", IMAGE],
            from_step(BOOTLOADER, "compile"),
        ],
    )


def write_layout(release: Release, keys: Keys, plan: list[Action], path: Path) -> None:
    """Sign the plan as the release owner and write it."""
    layout = Layout(
        steps=[action.planned() for action in plan],
        keys={pen.layout_key["keyid"]: pen.layout_key for pen in (keys.build, keys.second)},
        expires=LAYOUT_EXPIRES,
        readme=f"How gateway {release.version} is made from its source.",
    )
    signed = Envelope.from_signable(layout) if release.in_envelopes else Metablock(signed=layout)
    signed.create_signature(keys.release.signer)
    signed.dump(str(path))
