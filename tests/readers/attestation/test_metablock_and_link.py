import json

import pytest
from attestation_documents import LAYOUT, LINK, A, B, C, changed, corpus, envelope, metablock, told
from in_toto.models.metadata import Metadata
from securesystemslib.formats import encode_canonical

from provenance import intake
from provenance.model.artifact import Listing
from provenance.model.build import Build, Layout
from provenance.model.digest import Digest
from provenance.model.statement import Signature


def file_digest(value, algorithm="sha256"):
    return Digest(algorithm, value, "file")


def test_link_becomes_a_build():
    found = told(LINK)
    assert found.reader == "link"
    assert found.places == ("",)
    assert not found.notes
    assert found.fact == Build(
        "link",
        step="compile",
        command=("make",),
        inputs=Listing("inputs", ("src/main.c",), ((file_digest(A),),), at="/materials/"),
        outputs=Listing(
            "outputs",
            ("fw.bin",),
            ((file_digest(B), file_digest(C * 2, "sha512")),),
            at="/products/",
        ),
    )


def test_metablock_signs_canonical_json_of_all_that_was_parsed():
    signed = {**LINK, "injected": {"b": [1, None], "a": '\u001b\n\\"é'}}
    found = told(metablock(signed))
    signature, build = found.facts
    assert isinstance(signature, Signature)
    assert isinstance(build, Build)
    assert signature.message == encode_canonical(signed).encode()
    assert signature.message != encode_canonical(LINK).encode()
    assert (signature.envelope, signature.value, signature.hint) == ("metablock", b"\0\xff", "k1")
    assert found.places == ("/signatures/0", "/signed")
    assert found.observations == {"link/unknown-member": "/signed/injected"}


def test_metablock_layout_stands_at_signed():
    found = told(metablock(LAYOUT, {"keyid": "a", "sig": "00"}, {"keyid": "b", "sig": "01"}))
    assert [type(fact) for fact in found.facts] == [Signature, Signature, Layout]
    assert found.facts[0].message is found.facts[1].message
    assert (found.heading.format, found.heading.version) == ("in-toto layout", "Metablock")


def test_openpgp_signature_is_kept_and_cannot_verify():
    found = told(metablock(LINK, {"keyid": "k9", "other_headers": "04", "signature": "00ff"}))
    assert found.facts[0].hint == "openpgp:k9"
    assert found.observations == {"metablock/openpgp-signature": "/signatures/0"}


@pytest.mark.parametrize("sig", ["", "0", "zz", "00 ff", " 00ff", None, 7, "0x00"])
def test_bad_signature_value_leaves_the_rest(sig):
    found = told(metablock(LINK, {"keyid": "k1", "sig": sig}, {"keyid": "k2", "sig": "00"}))
    assert [type(fact) for fact in found.facts] == [Signature, Build]
    assert set(found.defects.values()) == {"/signatures/0/sig"}


def test_no_signatures_and_no_canonical_form():
    assert told(changed(metablock(LINK), "signatures", to=[])).observations == {
        "metablock/no-signatures": "/signatures"
    }
    found = told(metablock({**LINK, "byproducts": {"seconds": 1.5}}))
    assert found.defects == {"metablock/not-canonical": "/signed"}
    assert [type(fact) for fact in found.facts] == [Build]


@pytest.mark.parametrize("kind", ["root", "targets", "Link", "", None, 7])
def test_other_signed_documents_are_left_alone(kind):
    assert told(metablock({**LINK, "_type": kind})).reader is None


@pytest.mark.parametrize(
    ("digests", "kept", "entry", "place"),
    [
        ({"sha256": A[:-1]}, (), "link/bad-digest", "/materials/a~1b/sha256"),
        ({"sha256": "0x" + A[2:]}, (), "link/bad-digest", "/materials/a~1b/sha256"),
        ({"sha256": ""}, (), "link/bad-digest", "/materials/a~1b/sha256"),
        ({"sha256": None}, (), "link/bad-digest", "/materials/a~1b/sha256"),
        ({"sha256": [A]}, (), "link/bad-digest", "/materials/a~1b/sha256"),
        ({"md5": "x" * 32, "sha256": A}, ("sha256",), "link/bad-digest", "/materials/a~1b/md5"),
        ({"sha256": A, "SHA-256": B}, (), "link/contradicting-digest", "/materials/a~1b/SHA-256"),
        ({}, (), "link/artifact-without-digest", "/materials/a~1b"),
        (A, (), "link/wrong-type", "/materials/a~1b"),
        (None, (), "link/artifact-without-digest", "/materials/a~1b"),
    ],
)
def test_a_bad_digest_costs_the_digest_and_never_the_row(digests, kept, entry, place):
    document = changed(LINK, "materials", to={"a/b": digests, "other": {"sha256": C}})
    found = told(document)
    assert found.fact.inputs.names == ("a/b", "other")
    row, other = found.fact.inputs.digests
    assert tuple(digest.algorithm for digest in row) == kept
    assert other == (file_digest(C),)
    assert found.defects[entry] == place


def test_capitals_are_read_and_spellings_of_one_algorithm_are_one():
    document = changed(LINK, "materials", to={"a": {"SHA-256": A.upper()}, "b": {"SHA256": B}})
    found = told(document)
    assert found.fact.inputs.digests == ((file_digest(A),), (file_digest(B),))
    assert found.observations == {"link/upper-case-digest": "/materials/a/SHA-256"}
    assert not found.defects


@pytest.mark.parametrize("length", [40, 64])
def test_git_objects_are_sources_and_unknown_algorithms_are_seen(length):
    materials = {"src": {"gitCommit": "d" * length}, "dir": {"dirHash": "h1:q/z="}}
    found = told(changed(LINK, "materials", to=materials))
    assert found.fact.inputs.digests == ((Digest("gitCommit", "d" * length, "source"),), ())
    assert found.observations == {"link/unknown-algorithm": "/materials/dir/dirHash"}


def test_names_that_leave_the_directory_are_counted_in_one_entry():
    names = ["../x", "out/../../etc/passwd", "/etc/shadow", "fine..txt", "c:\\x", "ok"]
    found = told(changed(LINK, "products", to={name: {"sha256": A} for name in names}))
    (note,) = found.notes
    assert (note.id, note.place, note.count) == ("link/unsafe-name", "/products", 4)
    assert found.fact.outputs.names == tuple(names)


@pytest.mark.parametrize("name", ["name", "materials", "products"])
@pytest.mark.parametrize("value", [..., 7, [], None])
def test_missing_and_mistyped_fields_stop_nothing(name, value):
    found = told(changed(LINK, name, to=value))
    field = {"name": "step", "materials": "inputs", "products": "outputs"}[name]
    assert getattr(found.fact, field) is None
    assert set(found.defects.values()) == {f"/{name}"}


def test_a_doubled_name_anywhere_gives_no_facts():
    text = json.dumps(metablock(LINK)).replace('"fw.bin": {', '"fw.bin": {}, "fw.bin": {')
    found = told(text.encode())
    assert found.reader == "metablock"
    assert found.facts == ()
    assert found.broke.id == "duplicate-name"
    assert found.broke.pointer == "/signed/products/fw.bin"


def test_messages_equal_the_reference_on_real_documents():
    for path in sorted(corpus("intoto").rglob("*.link")) + sorted(
        corpus("intoto", "in-toto-py").glob("*layout*")
    ):
        raw = path.read_bytes()
        found = told(raw)
        signatures = [fact for fact in found.facts if isinstance(fact, Signature)]
        if found.reader == "metablock" and signatures:
            assert signatures[0].message == encode_canonical(json.loads(raw)["signed"]).encode()
        elif found.reader == "dsse" and signatures:
            assert signatures[0].message == Metadata.load(str(path)).pae()


def test_scenarios_read_alike_in_both_wrappings():
    for folder in sorted(corpus("intoto", "scenarios").glob("*.metablock")):
        other = folder.with_suffix(".dsse")
        if "truncated" in folder.name or not other.exists():
            continue
        steps = [
            [
                (said.fact.step, said.fact.inputs.names, said.fact.outputs.names)
                for said in intake.read(path).said(Build)
            ]
            for path in (folder, other)
        ]
        assert steps[0], folder.name
        assert sorted(steps[0]) == sorted(steps[1]), folder.name


def test_payload_type_is_carried_and_not_judged():
    found = told(envelope(LINK, kind="text/plain"))
    assert found.fact.payload_type == "text/plain"
