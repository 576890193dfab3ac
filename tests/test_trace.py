"""trace: from an image to its sources, in the samples and in deliveries made by hand."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx
import pytest

from provenance.cli import main
from provenance.commands._lineage_text import tell
from provenance.errors import UsageError
from provenance.graph.evidence import Evidence
from provenance.graph.lineage import LineageGraph
from provenance.graph.proof import Proof
from provenance.graph.tracing import Lineage, trace
from provenance.graph.view import to_dot, to_graphml, to_networkx
from provenance.intake import read
from provenance.trust.load import load_trust
from provenance.verification import verify

SAMPLES = Path(__file__).parents[1] / "samples"
GOOD = SAMPLES / "deliveries" / "gateway-2.4.0"
TAMPERED = SAMPLES / "deliveries" / "gateway-2.4.1-tampered"
AT = "2026-11-22T12:00:00Z"


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return read(GOOD)


@pytest.fixture(scope="module")
def proof(evidence: Evidence) -> Proof:
    return verify(evidence, load_trust(SAMPLES / "trust.toml"), AT)


def labels(lineage: Lineage, relation: str) -> set[tuple[str, str]]:
    names = {thing.id: thing.label for thing in lineage.things}
    return {(names[h.source], names[h.target]) for h in lineage.hops if h.relation == relation}


def test_an_image_leads_to_its_sources_on_verified_signatures(
    evidence: Evidence, proof: Proof
) -> None:
    lineage = trace(evidence, "gateway.img", proof)
    made = labels(lineage, "made by")
    assert {
        ("gateway.img", 'step "assemble"'),
        ("application.bin", 'step "compile"'),
        ("bootloader.bin", 'step "compile"'),
        ("gateway-source", 'step "fetch"'),
    } <= made
    # it was handed on unchanged by this step, and so not made there
    assert ("bootloader.bin", 'step "assemble"') not in made
    assert ('step "assemble"', "application.bin") in labels(lineage, "read")
    assert ("ringlog", "ringlog 1.3.0") in labels(lineage, "described as")
    assert all(hop.verified for hop in lineage.hops)
    standings = {hop.origin.path: hop.standing for hop in lineage.hops}
    assert standings["links/fetch.9238751f.link"] == "signed by acme-build-2, verified"


def test_every_place_is_one_that_the_document_has(evidence: Evidence) -> None:
    for hop in trace(evidence, "gateway.img").hops:
        (chapter,) = evidence.chapters_by_digest[hop.origin.digest]
        if "!" in chapter.document.address:
            continue
        node: Any = json.loads((GOOD / hop.origin.path).read_bytes())
        for token in hop.origin.pointer.split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            node = node[int(token)] if isinstance(node, list) else node[token]


def test_without_a_proof_nothing_is_verified(evidence: Evidence) -> None:
    lineage = trace(evidence, "gateway.img")
    assert {hop.standing for hop in lineage.hops} == {"signatures were not checked"}


@pytest.mark.parametrize(
    "what",
    [
        "pkg:generic/gcc@12.2.0",
        "gcc 12.2.0",
        "75e997ec62297a6484f491bae28ab0ccb489daba23e398fd10fe68e9e6f0def8",
        "SHA256:75E997EC62297A6484F491BAE28AB0CCB489DABA23E398FD10FE68E9E6F0DEF8",
        "gcc",
    ],
)
def test_a_component_is_found_by_any_of_its_names_and_reached_from_the_images(
    what: str, evidence: Evidence
) -> None:
    lineage = trace(evidence, what)
    starts = {thing.label for thing in lineage.things if thing.id in lineage.starts}
    assert starts == {"bootloader.bin", "gateway.img"}
    assert {thing.label.partition(" from git+")[0] for thing in lineage.things} == {
        "bootloader.bin",
        "gateway.img",
        "a build on https://ci.acme.example/gateway",
        "gcc",
        "gcc 12.2.0",
    }


def test_a_build_tells_from_which_repository_and_commit_it_was_made(evidence: Evidence) -> None:
    lineage = trace(evidence, "gateway.img")
    build = next(one.label for one in lineage.things if one.label.startswith("a build on"))
    source = "git+https://git.acme.example/gateway@refs/tags/v2.4.0"
    assert f" from {source} at commit " in build
    # it is among its inputs, and not said twice
    assert labels(lineage, "configured from") == set()


@pytest.mark.parametrize("listed", [True, False])
def test_a_repository_that_is_no_input_leads_on(listed: bool, tmp_path: Path) -> None:
    (tmp_path / "a.img").write_bytes(b"image")
    source = {"uri": "git+https://git.example/a@refs/heads/main", "digest": {"sha1": "ab" * 20}}
    predicate = {
        "builder": {"id": "https://ci.example"},
        "buildType": "https://ci.example/v1",
        "invocation": {"configSource": source},
        "materials": [source] if listed else [],
    }
    statement = {
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{"name": "a.img", "digest": {"sha256": image_digest(tmp_path)}}],
        "predicateType": "https://slsa.dev/provenance/v0.2",
        "predicate": predicate,
    }
    (tmp_path / "statement.json").write_text(json.dumps(statement))
    lineage = trace(read(tmp_path), "a.img")
    relation = "read" if listed else "configured from"
    assert [target for _, target in labels(lineage, relation)] == [source["uri"]]


def test_what_a_build_recorded_comes_before_what_a_bill_claims(evidence: Evidence) -> None:
    lineage = trace(evidence, "pkg:generic/acme/gateway-application@2.4.0")
    assert "dependsOn" not in {hop.relation for hop in lineage.hops}


def test_bytes_that_were_changed_lead_nowhere_and_the_named_ones_are_shown_beside() -> None:
    lineage = trace(read(TAMPERED), "gateway.img")
    text = tell(lineage)
    assert len(lineage.subjects) == 2
    assert "delivered  <- asked for\n  no document says what it was made of\n" in text
    assert ", not delivered  <- asked for\n  made by" in text


def test_a_name_that_nobody_has_is_refused_with_those_like_it(evidence: Evidence) -> None:
    with pytest.raises(UsageError, match=r"names like it: gateway\.img"):
        trace(evidence, "gatewax.img")
    with pytest.raises(UsageError, match="ringlog"):
        trace(evidence, "RINGLOG")


# -- made by hand ---------------------------------------------------------------------------------


def link(step: str, inputs: dict[str, str], outputs: dict[str, str]) -> dict[str, Any]:
    return {
        "signed": {
            "_type": "link",
            "name": step,
            "command": [],
            "byproducts": {},
            "environment": {},
            "materials": {name: {"sha256": digest} for name, digest in inputs.items()},
            "products": {name: {"sha256": digest} for name, digest in outputs.items()},
        },
        "signatures": [],
    }


def bill(*components: dict[str, Any]) -> dict[str, Any]:
    parts = [{"type": "library", **part} for part in components]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": parts}


def delivered(folder: Path, **documents: dict[str, Any]) -> Evidence:
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    (folder / "a.img").write_bytes(b"\x00image")
    return read(folder)


def image_digest(folder: Path) -> str:
    return delivered(folder).artifacts[0].digest.value


def test_a_circle_ends(tmp_path: Path) -> None:
    image = image_digest(tmp_path)
    one = link("one", {"b": "b" * 64}, {"a.img": image})
    two = link("two", {"a.img": image}, {"b": "b" * 64})
    lineage = trace(delivered(tmp_path, one=one, two=two), "a.img")
    assert labels(lineage, "made by") == {("a.img", 'step "one"'), ("b", 'step "two"')}
    assert "(see above)" in tell(lineage) or len(tell(lineage).splitlines()) < 20


def test_a_package_url_alone_joins_weakly(tmp_path: Path) -> None:
    zlib = {"name": "zlib", "version": "1.3", "purl": "pkg:generic/zlib@1.3"}
    documents = {"one": bill({**zlib, "bom-ref": "1"}), "two": bill({**zlib, "bom-ref": "2"})}
    lineage = trace(delivered(tmp_path, **documents), "pkg:generic/zlib@1.3")
    assert {hop.relation for hop in lineage.hops} == {"maybe same"}
    assert all(hop.weak and not hop.verified for hop in lineage.hops)
    assert "by its purl only" in tell(lineage)
    assert "style=dotted" in to_dot(lineage)


def test_one_name_for_two_digests_stays_two_things(tmp_path: Path) -> None:
    image = image_digest(tmp_path)
    one = link("one", {"lib.a": "c" * 64}, {"a.img": image})
    two = link("two", {}, {"lib.a": "d" * 64})
    graph = LineageGraph(delivered(tmp_path, one=one, two=two))
    assert len(graph.find("lib.a")) == 2
    assert labels(trace(delivered(tmp_path), "a.img"), "made by") == {("a.img", 'step "one"')}


def test_digests_of_nothing_join_nothing(tmp_path: Path) -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    image = image_digest(tmp_path)
    one = link("one", {"x.o": empty}, {"a.img": image})
    two = link("two", {}, {"y.o": empty})
    lineage = trace(delivered(tmp_path, one=one, two=two), "a.img")
    assert ("x.o", 'step "two"') not in labels(lineage, "made by")


def test_a_file_that_nobody_mentions_is_shown_alone(tmp_path: Path) -> None:
    lineage = trace(delivered(tmp_path), "a.img")
    assert lineage.hops == ()
    assert "no document says what it was made of" in tell(lineage)


# -- other tools ----------------------------------------------------------------------------------


def test_networkx_sees_the_part_that_was_asked_for(evidence: Evidence, proof: Proof) -> None:
    lineage = trace(evidence, "gateway.img", proof)
    graph = to_networkx(lineage)
    assert graph.number_of_nodes() == len(lineage.things)
    assert graph.number_of_edges() == len(lineage.hops)
    (start,) = lineage.starts
    assert networkx.descendants(graph, start) == set(graph) - {start}


def test_dot_and_graphml_are_the_same_bytes_again(evidence: Evidence, proof: Proof) -> None:
    for write in (to_dot, to_graphml):
        first = write(trace(evidence, "gateway.img", proof))
        again = read(GOOD)
        assert write(trace(again, "gateway.img", proof)) == first
    ET.fromstring(to_graphml(trace(evidence, "gateway.img", proof)))


def test_names_from_a_delivery_stay_text_in_dot(tmp_path: Path) -> None:
    image = image_digest(tmp_path)
    evil = '"]; evil [label="\n\x1b[2J\\'
    lineage = trace(
        delivered(tmp_path, one=link(evil, {evil: "c" * 64}, {"a.img": image})), "a.img"
    )
    assert "\x1b" not in to_dot(lineage) + to_graphml(lineage) + tell(lineage)
    nodes = [line for line in to_dot(lineage).splitlines() if "shape=" in line]
    assert len(nodes) == len(lineage.things)


@pytest.mark.parametrize("form", ["text", "json", "dot", "graphml"])
def test_the_command_prints_every_format(form: str, capsysbinary: Any) -> None:
    arguments = ["trace", str(GOOD), "gateway.img", "--trust", str(SAMPLES / "trust.toml")]
    assert main([*arguments, "--at", AT, "--format", form]) == 0
    shown = capsysbinary.readouterr().out.decode()
    assert "verified" in shown
    if form == "json":
        hops = json.loads(shown)["hops"]
        assert all(hop["verified"] for hop in hops)
        assert set(hops[0]["origin"]) == {"document", "digest", "pointer"}


def test_the_command_ends_with_2_for_an_unknown_name(capsys: Any) -> None:
    assert main(["trace", str(GOOD), "nothing-like-it-at-all"]) == 2
    assert "goes by that name" in capsys.readouterr().err


def test_a_key_is_a_trust_root_with_a_warning(capsysbinary: Any) -> None:
    key = str(SAMPLES / "keys" / "acme-build.pub")
    assert main(["trace", str(GOOD), "gateway.img", "--key", key]) == 0
    out, err = capsysbinary.readouterr()
    assert b"signed by" in out
    assert b"warning" in err


def test_a_long_chain_of_builds_needs_no_deep_stack(tmp_path: Path) -> None:
    digests = [f"{number:064x}" for number in range(1, 800)]
    steps = {
        f"s{number}": link(f"s{number}", {f"f{number + 1}": below}, {f"f{number}": above})
        for number, (above, below) in enumerate(pairwise(digests))
    }
    image = image_digest(tmp_path)
    first = link("last", {"f0": digests[0]}, {"a.img": image})
    lineage = trace(delivered(tmp_path, first=first, **steps), "a.img")
    assert len(lineage.hops) == 2 * len(digests)
    assert 'made by step "s797"' in tell(lineage)
