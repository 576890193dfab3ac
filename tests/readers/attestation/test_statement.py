import json

import pytest
from attestation_documents import (
    SLSA_V1,
    STATEMENT,
    STATEMENT_V02,
    A,
    B,
    changed,
    corpus,
    told,
)

from provenance import intake
from provenance.model.artifact import Listing
from provenance.model.build import Build, ResolvedInput
from provenance.model.digest import Digest
from provenance.model.predicate import OtherPredicate
from provenance.model.statement import Statement

FILE_A, FILE_B = Digest("sha256", A, "file"), Digest("sha256", B, "file")
SUBJECTS = Listing("subjects", ("fw.bin",), ((FILE_B,),), at="/subject/", numbers=(0,))
OUTPUTS = Listing("outputs", ("fw.bin",), ((FILE_B,),), at="/subject/", numbers=(0,))


def test_slsa_v1():
    found = told(STATEMENT)
    git = Digest("gitCommit", "d" * 40, "source")
    assert not found.notes
    assert found.places == ("", "/predicate")
    assert found.facts[0] == Statement("statement", "https://slsa.dev/provenance/v1", SUBJECTS)
    assert found.facts[1] == Build(
        "build",
        platform="https://ci.example/gateway",
        build_type="https://acme.example/firmware/v1",
        parameters=(("target", "arm64"), ("flags", '["-O2"]'), ("a.b", "1"), ('a."c.d"', "true")),
        invocation="run/7",
        started="2026-01-01T00:00:00Z",
        finished="2026-01-01T00:01:00Z",
        inputs=Listing(
            "inputs",
            ("git+https://git.example/x", "lib.tar"),
            ((git,), (FILE_A,)),
            at="/predicate/buildDefinition/resolvedDependencies/",
            numbers=(0, 1),
        ),
        outputs=OUTPUTS,
        resolved=(
            ResolvedInput("git+https://git.example/x", None, (git,)),
            ResolvedInput(None, "lib.tar", (FILE_A,), 1),
        ),
    )


def test_slsa_v02():
    found = told(STATEMENT_V02)
    build = found.facts[1]
    assert found.heading.version == "v0.1"
    assert build.parameters == (
        ("configSource.uri", "git+https://git.example/x"),
        ("configSource.digest.sha1", "d" * 40),
        ("target", "arm64"),
    )
    assert build.inputs.digests == ((Digest("sha1", "d" * 40, "source"),),)
    assert (build.platform, build.invocation) == ("https://ci.example/gateway", "run/7")
    assert build.outputs == OUTPUTS


def test_link_predicate():
    predicate = {"name": "compile", "command": ["make"], "materials": [{"digest": {"sha256": A}}]}
    document = {**STATEMENT, "predicate": predicate}
    document["predicateType"] = "https://in-toto.io/attestation/link/v0.3"
    build = told(document).facts[1]
    assert (build.step, build.command, build.outputs) == ("compile", ("make",), OUTPUTS)
    at = "/predicate/materials/"
    assert build.inputs == Listing("inputs", ("",), ((FILE_A,),), at=at, numbers=(0,))


@pytest.mark.parametrize(
    ("subject", "entry", "place"),
    [
        ([], "statement/no-subjects", "/subject"),
        (None, "statement/no-subjects", "/subject"),
        ({}, "statement/wrong-type", "/subject"),
        ([7], "statement/wrong-type", "/subject/0"),
        ([{"name": "x"}], "statement/subject-without-digest", "/subject/0/digest"),
        ([{"name": "x", "digest": {}}], "statement/subject-without-digest", "/subject/0/digest"),
        (
            [{"name": "x", "digest": {"md5": "0" * 32}}],
            "statement/weak-digest",
            "/subject/0/digest",
        ),
        ([{"digest": {"sha256": "abc"}}], "statement/bad-digest", "/subject/0/digest/sha256"),
    ],
)
def test_36_subjects_that_name_no_bytes(subject, entry, place):
    found = told(changed(STATEMENT, "subject", to=subject))
    assert found.defects[entry] == place
    assert isinstance(found.facts[1], Build)


def test_doubled_names_and_commits_are_fine_and_capitals_are_read():
    subject = [{"name": "x", "digest": {"sha256": B.upper()}}] * 2
    found = told(changed(STATEMENT, "subject", to=subject))
    assert found.facts[0].subjects.digests == ((FILE_B,), (FILE_B,))
    assert not found.defects
    assert found.observations["statement/upper-case-digest"].startswith("/subject/")
    commit = [{"uri": "git+https://git.example/x", "digest": {"gitCommit": "d" * 40}}]
    assert not told(changed(STATEMENT, "subject", to=commit)).notes


@pytest.mark.parametrize("kind", ["https://in-toto.io/Statement/v2", "statement", "", None, 7, ...])
def test_02_a_statement_of_another_type_gives_no_facts(kind):
    found = told(changed(STATEMENT, "_type", to=kind))
    assert found.reader == "statement"
    assert found.facts == ()
    assert found.broke.pointer == "/_type"


@pytest.mark.parametrize(
    "kind", ["https://slsa.dev/provenance/v9", "https://slsa.dev/provenance/v1x", "x", ""]
)
def test_unknown_predicates_are_kept_word_by_word(kind):
    found = told(changed(STATEMENT, "predicateType", to=kind))
    assert [type(fact) for fact in found.facts] == [Statement, OtherPredicate]
    assert found.places == ("", "/predicate")
    assert found.facts[1].content == json.dumps(SLSA_V1)
    assert found.observations["statement/unknown-predicate"] == "/predicateType"


@pytest.mark.parametrize(
    ("path", "to", "place"),
    [
        (("predicate",), ..., "/predicate"),
        (("predicate",), [], "/predicate"),
        (("predicateType",), ..., "/predicateType"),
        (("predicate", "buildDefinition"), 7, "/predicate/buildDefinition"),
        (("predicate", "runDetails"), ..., "/predicate/runDetails"),
        (("predicate", "runDetails", "builder"), {"id": 7}, "/predicate/runDetails/builder/id"),
        (("predicate", "runDetails", "builder"), {}, "/predicate/runDetails/builder/id"),
        (
            ("predicate", "runDetails", "metadata", "startedOn"),
            "now",
            "/predicate/runDetails/metadata/startedOn",
        ),
        (
            ("predicate", "buildDefinition", "externalParameters"),
            [],
            "/predicate/buildDefinition/externalParameters",
        ),
        (
            ("predicate", "buildDefinition", "resolvedDependencies", 0, "digest", "gitCommit"),
            "main",
            "/predicate/buildDefinition/resolvedDependencies/0/digest/gitCommit",
        ),
    ],
)
def test_bad_fields_are_named_and_stop_nothing(path, to, place):
    found = told(changed(STATEMENT, *path, to=to))
    assert found.broke is None
    assert place in found.defects.values()


def test_not_said_is_not_said_to_be_empty():
    definition = dict(SLSA_V1["buildDefinition"], externalParameters={})
    del definition["resolvedDependencies"]
    build = told(changed(STATEMENT, "predicate", "buildDefinition", to=definition)).facts[1]
    assert (build.inputs, build.resolved, build.parameters) == (None, None, ())


@pytest.mark.parametrize("kind", ["https://cyclonedx.org/bom", "https://cyclonedx.org/bom/v1.6"])
def test_68_the_exact_bytes_of_a_bill_of_materials(kind):
    sbom = '{ "bomFormat" :"CycloneDX", "specVersion":"1.6","a": 1.50, "predicateType":"x" }'
    text = json.dumps(changed(STATEMENT, "predicateType", to=kind) | {"predicate": 0})
    found = told(text.replace('"predicate": 0', f'"predicate":\n {sbom} ').encode())
    (blob,) = found.blobs
    assert (blob.address, blob.view()) == ("doc!predicate", sbom.encode())
    assert [type(fact) for fact in found.facts] == [Statement]
    assert not found.notes
    wrapped = text.replace('"predicate": 0', f'"predicate": {{"Data": {sbom}, "Timestamp": ""}}')
    assert told(wrapped.encode()).blobs[0].view() == sbom.encode()


@pytest.mark.parametrize("predicate", [None, "x", [], ...])
def test_a_bill_of_materials_must_be_an_object(predicate):
    document = changed(STATEMENT, "predicateType", to="https://cyclonedx.org/bom")
    found = told(changed(document, "predicate", to=predicate))
    assert not found.blobs
    assert found.defects == {"statement/missing-field": "/predicate"}


def test_deep_parameters_stay_linear():
    deep = value = {}
    for _ in range(400):
        value["a"] = value = {}
    document = changed(STATEMENT, "predicate", "buildDefinition", "externalParameters", to=deep)
    ((name, text),) = told(document).facts[1].parameters
    assert (name.count("a"), text) == (400, "{}")


def test_real_provenance_gives_builds():
    paths = sorted(corpus("attestations", "slsa-verifier").rglob("*.intoto.jsonl"))
    builds = 0
    for path in paths:
        evidence = intake.read(path)
        assert all(d.status in ("clean", "unrecognised") for d in evidence.documents), path
        for said in evidence.said(Build):
            builds += 1
            assert said.fact.platform
            assert said.fact.inputs
            assert len(said.fact.outputs)
    assert builds > 50
