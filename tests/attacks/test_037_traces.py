"""037, 052: a trace that would lend somebody's signature to what they never said."""

from __future__ import annotations

import hashlib
import html
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from attack_material import AT, EVIL, IN_TOTO, Plain, Workshop, encode, sha256

from provenance.commands._lineage_text import tell
from provenance.graph.tracing import Lineage, trace
from provenance.graph.view import to_dot, to_graphml, to_networkx
from provenance.intake import read
from provenance.trust.load import load_trust
from provenance.verification import verify


def _trace(workshop: Workshop, what: str) -> Lineage:
    workshop.write()
    evidence = read(workshop.delivery)
    proof = verify(evidence, load_trust(workshop.folder / "trust.toml"), AT)
    return trace(evidence, what, proof)


def _reached(lineage: Lineage) -> set[str]:
    return {thing.label for thing in lineage.things}


def _bare(workshop: Workshop, step: str, inputs: Plain, outputs: Plain) -> bytes:
    """A link with digests as they are given, in an envelope that nobody signed."""
    link = workshop.link(step, {}, {})
    link["materials"], link["products"] = inputs, outputs
    return workshop.envelope(encode(link), IN_TOTO, [])


@pytest.mark.parametrize("signed", [False, True])
def test_037_only_whoever_is_believed_says_that_two_digests_are_of_one_thing(
    signed: bool, tmp_path: Path
) -> None:
    """A stranger's row gives the SHA-256 of one input with the SHA-512 of another product."""
    workshop = Workshop(tmp_path)
    workshop.parts.discard("statement")
    long = hashlib.sha512(b"the other").hexdigest()
    other = workshop.link("other", {"x.c": "x"}, {})
    other["products"] = {"other": {"sha512": long}}
    workshop.extra["other.link"] = workshop.envelope(encode(other), IN_TOTO, ["build"])
    both = {"main.c": {"sha256": sha256("main"), "sha512": long}}
    joining = workshop.link("joining", {}, {})
    joining["materials"] = both
    signers = ["build"] if signed else []
    workshop.extra["joining.link"] = workshop.envelope(encode(joining), IN_TOTO, signers)
    lineage = _trace(workshop, "gateway.img")
    assert ('step "other"' in _reached(lineage)) == signed


@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_037_a_long_digest_of_delivered_bytes_is_computed_and_not_believed(
    whose: str, tmp_path: Path
) -> None:
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    long = hashlib.sha512(image if whose == "its own" else EVIL).hexdigest()
    made = workshop.link("late", {"late.c": "x"}, {})
    made["products"] = {"renamed": {"sha512": long}}
    workshop.extra["late.link"] = workshop.envelope(encode(made), IN_TOTO, ["build"])
    row = {"gateway.img": {"sha256": sha256(image), "sha512": hashlib.sha512(EVIL).hexdigest()}}
    workshop.extra["lie.link"] = _bare(workshop, "lie", row, {})
    assert ('step "late"' in _reached(_trace(workshop, "gateway.img"))) == (whose == "its own")


def test_037_a_file_is_called_like_a_place_in_another(tmp_path: Path) -> None:
    """The address and pointer of one build spell as those of another; they stay two builds."""
    workshop = Workshop(tmp_path)
    made = {"gateway.img": {"sha256": sha256(EVIL)}}
    inner = {"_type": "link", "name": "evil", "materials": {}, "products": made, "command": []}
    inner |= {"byproducts": {}, "environment": {}}
    workshop.extra["a.json"] = encode({"signed": inner, "signatures": []})
    workshop.extra["a.json /signed"] = _bare(workshop, "good", {}, {"b": {"sha256": "b" * 64}})
    lineage = _trace(workshop, sha256(EVIL))
    assert [hop.relation for hop in lineage.hops] == ["made by"]
    assert 'step "evil"' in _reached(lineage)
    assert not any(hop.verified for hop in lineage.hops)


def test_037_what_rests_on_a_name_stands_on_no_signature(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    part = {"type": "library", "bom-ref": "z", "name": "zlib", "version": "1.3.1"}
    part["purl"] = "pkg:generic/zlib@1.3.1"
    bill: Plain = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}
    workshop.extra["more.json"] = encode(bill)
    workshop.extra["more.json.sig"] = workshop.key("release").sign(encode(bill))
    lineage = _trace(workshop, part["purl"])
    weak = [hop for hop in lineage.hops if hop.weak]
    assert weak
    assert not any(hop.verified for hop in weak)
    assert all(hop.verified for hop in lineage.hops if not hop.weak)


def test_037_a_link_of_one_step_is_not_signed_for_by_a_statement_about_it(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    payload = workshop.link("secret", {"x": "x"}, {"made.img": EVIL})
    workshop.extra["secret.link"] = workshop.envelope(encode(payload), IN_TOTO, [])
    workshop.statements.append(workshop.provenance("secret", encode(payload), "7"))
    lineage = _trace(workshop, sha256(EVIL))
    (hop, *_) = [hop for hop in lineage.hops if hop.relation == "made by"]
    assert (hop.verified, hop.standing) == (False, "not signed")


def test_037_one_file_in_two_folders_goes_by_both_paths(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    workshop.extra |= {"a/fw.img": image, "b/fw.img": image, "c/fw.img": EVIL}
    one, two, other = (_trace(workshop, f"{folder}/fw.img") for folder in "abc")
    assert one.subjects == two.subjects != other.subjects
    assert other.hops == ()
    assert _trace(workshop, "./b//fw.img").subjects == two.subjects
    assert "b/fw.img" in tell(two)


HOSTILE = [
    '"]; evil [label="',
    "a\nb\r\nc\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029d",
    "\x1b[2J\x1b]0;title\x07",
    "</data><node id='evil'/>]]>&lt;",
    "\\N\\G\\\\",
    "‮gmi.yawetag",
    "\ud800",
    "\x00",
    "<b>bold</b>",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_037_a_hostile_name_stays_text(name: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    image = workshop.images["gateway.img"]
    link = workshop.link(name, {name: "x", f"{name} ": "y"}, {"gateway.img": image})
    workshop.extra["evil.link"] = workshop.envelope(encode(link), IN_TOTO, [])
    lineage = _trace(workshop, "gateway.img")
    graph = to_networkx(lineage)
    assert graph.number_of_nodes() == len(lineage.things)
    plain = ET.fromstring(to_graphml(lineage))
    nodes = [node for node in plain.iter() if node.tag.endswith("}node")]
    assert len(nodes) == len(lineage.things)
    dot = to_dot(lineage)
    assert len([line for line in dot.splitlines() if "shape=" in line]) == len(lineage.things)
    assert len(dot.splitlines()) == 4 + len(lineage.things) + len(lineage.hops)
    for text in (dot, to_graphml(lineage), tell(lineage)):
        text.encode()
        assert not set(text) & set("\x00\x07\x1b\r\x85\u2028\u202e")


@pytest.mark.parametrize("form", ["text", "json", "dot", "graphml"])
@pytest.mark.parametrize(("what", "status"), [("Zoë.img", 0), ("none\udcff", 2)])
def test_037_names_beyond_ascii_are_printed(
    what: str, status: int, form: str, tmp_path: Path
) -> None:
    (tmp_path / "Zoë.img").write_bytes(EVIL)
    run = [sys.executable, "-m", "provenance", "trace", tmp_path, what, "--format", form]
    done = subprocess.run(run, capture_output=True, check=False)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    shown = html.unescape(done.stdout.decode())
    assert (what in shown) == (status == 0)


def test_037_two_builds_that_differ_in_a_control_character_stay_two(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    rows: dict[str, Any] = {"x\x1b": {}, "x\\x1b": {}}
    made = {"gateway.img": {"sha256": sha256(workshop.images["gateway.img"])}}
    workshop.extra["evil.link"] = _bare(workshop, "evil", rows, made)
    lineage = _trace(workshop, "gateway.img")
    assert to_networkx(lineage).number_of_nodes() == len(lineage.things)
