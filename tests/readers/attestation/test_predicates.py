"""Predicates of the in-toto attestation framework, SLSA and witness, each read into its facts."""

import base64
import hashlib
import json

import pytest
from attestation_documents import STATEMENT, A, B, changed, envelope, told

from provenance.model.build import Build
from provenance.model.component import Detail
from provenance.model.digest import Digest
from provenance.model.predicate import (
    Claim,
    OtherPredicate,
    Pointers,
    Release,
    Resource,
    Scan,
    Summary,
    Trace,
)
from provenance.model.predicate import TestResult as Outcome

FILE_A = Digest("sha256", A, "file")
IN_TOTO = "https://in-toto.io/attestation"
COMMIT = "d" * 40
VSA = {
    "verifier": {"id": "https://audit.example/v1", "version": {"tool": "1.0"}},
    "timeVerified": "2026-11-01T00:00:00Z",
    "resourceUri": "pkg:generic/gateway@1.0",
    "policy": {"uri": "https://audit.example/policy", "digest": {"sha256": A}},
    "inputAttestations": [{"uri": "prov.jsonl", "digest": {"sha256": B}}],
    "verificationResult": "PASSED",
    "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
    "dependencyLevels": {"SLSA_BUILD_LEVEL_2": 4},
    "slsaVersion": "1.2",
}
TEST = {
    "result": "PASSED",
    "configuration": [{"name": "ci.yml", "digest": {"sha256": A}}],
    "url": "https://ci.example/1",
    "passedTests": ["boot"],
    "warnedTests": [],
    "failedTests": [],
}
SCAI = {
    "attributes": [
        {
            "attribute": "HAS_STACK_PROTECTION",
            "target": {"name": "fw.bin", "digest": {"sha256": A}},
            "conditions": {"flags": "-fstack-protector*"},
            "evidence": {"name": "log", "uri": "log.txt", "mediaType": "text/plain"},
        }
    ],
    "producer": {"uri": "https://gcc.example"},
}
VULNS = {
    "scanner": {
        "uri": "pkg:generic/scan",
        "version": "1",
        "db": {"uri": "pkg:generic/db", "version": "7", "lastUpdate": "2026-01-01T00:00:00Z"},
        "result": [{"id": "CVE-1", "severity": [{"method": "nvd", "score": "9.8"}]}],
    },
    "metadata": {
        "scanStartedOn": "2026-01-02T00:00:00Z",
        "scanFinishedOn": "2026-01-02T00:01:00Z",
    },
}
TRACE = {
    "monitor": {"type": "https://monitor.example/v1", "tracePolicy": {"policies": []}},
    "monitoredProcess": {"hostID": "h", "type": "t", "event": "e"},
    "monitorLog": {
        "process": [{"binary": "/bin/cc"}],
        "fileAccess": [{"name": "main.c", "digest": {"sha256": A}}],
    },
    "metadata": {"buildStartedOn": "2026-01-01T00:00:00Z"},
}
REFERENCE = {
    "attester": {"id": "https://builder.example"},
    "references": [
        {
            "downloadLocation": "https://x.example/sbom",
            "mediaType": "application/json",
            "digest": {"sha256": A},
        }
    ],
}
SVR = {
    "verifier": {"id": "https://audit.example/v1", "policies": []},
    "timeCreated": "2026-11-01T00:00:00Z",
    "properties": ["REVIEWED"],
}
GCB = {
    "builder": {"id": "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.3"},
    "recipe": {
        "type": "https://cloudbuild.googleapis.com/CloudBuildYaml@v0.1",
        "entryPoint": "cloudbuild.yaml",
        "arguments": {"id": "7", "substitutions": {"TAG_NAME": "v1"}},
    },
    "metadata": {"buildInvocationId": "7", "buildStartedOn": "2026-01-01T00:00:00Z"},
    "materials": [{"uri": "git+https://git.example/x", "digest": {"sha1": COMMIT}}],
}
KNOWN = {
    "https://slsa.dev/verification_summary/v1": (VSA, Summary),
    f"{IN_TOTO}/svr/v0.1": (SVR, Summary),
    f"{IN_TOTO}/svr/v0.2": (SVR, Summary),
    f"{IN_TOTO}/test-result/v0.1": (TEST, Outcome),
    f"{IN_TOTO}/scai/v0.3": (SCAI, Claim),
    f"{IN_TOTO}/scai/attribute-report/v0.2": (SCAI, Claim),
    f"{IN_TOTO}/vulns/v0.1": (VULNS, Scan),
    f"{IN_TOTO}/vulns/v0.2": (VULNS, Scan),
    f"{IN_TOTO}/release/v0.1": ({"purl": "pkg:npm/a@1", "releaseId": "7"}, Release),
    f"{IN_TOTO}/release/v0.2": ({"purl": "pkg:npm/a@1", "packageId": "7"}, Release),
    f"{IN_TOTO}/reference/v0.1": (REFERENCE, Pointers),
    f"{IN_TOTO}/runtime-trace/v0.1": (TRACE, Trace),
    "https://slsa.dev/provenance/v0.1": (GCB, Build),
    "https://cosign.sigstore.dev/attestation/vuln/v1": (
        {"invocation": {"uri": "u"}, **VULNS},
        Scan,
    ),
}


def stated(kind, predicate):
    return told({**STATEMENT, "predicateType": kind, "predicate": predicate})


def fact_of(found, kind):
    (fact,) = [fact for fact in found.facts if type(fact) is kind]
    return fact


@pytest.mark.parametrize("kind", KNOWN)
def test_a_known_predicate_gives_its_fact_and_nothing_odd(kind):
    predicate, expected = KNOWN[kind]
    found = stated(kind, predicate)
    assert found.broke is None
    assert not found.notes, found.notes
    assert fact_of(found, expected) is not None


@pytest.mark.parametrize("kind", KNOWN)
def test_an_unknown_member_is_noted_and_kept(kind):
    predicate, expected = KNOWN[kind]
    found = stated(kind, {**predicate, "https://x.example/extra": {"a": 1}})
    assert found.observations == {
        "statement/unknown-member": "/predicate/https:~1~1x.example~1extra"
    }
    kept = Detail("https://x.example/extra", '{"a":1}')
    assert kept in found.facts
    assert fact_of(found, expected) is not None


@pytest.mark.parametrize("kind", KNOWN)
def test_04_a_name_that_stands_twice_ends_the_reading(kind):
    predicate, _ = KNOWN[kind]
    text = json.dumps({**STATEMENT, "predicateType": kind, "predicate": predicate})
    name = next(iter(predicate))
    twice = text.replace(f'"{name}":', f'"{name}": null, "{name}":', 1)
    found = told(twice.encode())
    assert found.broke is not None
    assert found.broke.pointer == f"/predicate/{name}"


@pytest.mark.parametrize("kind", [*KNOWN, "https://x.example/own/v1"])
@pytest.mark.parametrize(
    "value",
    ["NaN", "1e999", '"\\ud800"', "[" * 100_000, "9" * 10_000],
    ids=["nan", "huge", "surrogate", "deep", "digits"],
)
def test_07_odd_values_are_read_or_refused_and_crash_nothing(kind, value):
    text = json.dumps({**STATEMENT, "predicateType": kind, "predicate": {"odd": 0}})
    found = told(text.replace('"odd": 0', f'"odd": {value}').encode())
    assert found.reader in ("statement", None)


def test_a_verification_summary():
    found = stated("https://slsa.dev/verification_summary/v1", VSA)
    assert found.places[1:] == ("/predicate", "/predicate/verifier/version")
    summary = fact_of(found, Summary)
    assert summary.verifier == "https://audit.example/v1"
    assert summary.verified_at == "2026-11-01T00:00:00Z"
    assert summary.resource == "pkg:generic/gateway@1.0"
    assert summary.policy == Resource("https://audit.example/policy", None, (FILE_A,))
    assert (summary.result, summary.levels) == ("PASSED", ("SLSA_BUILD_LEVEL_3",))
    assert summary.inputs.names == ("prov.jsonl",)
    assert summary.inputs.place_of(0) == "/predicate/inputAttestations/0"
    assert summary.dependency_levels == (("SLSA_BUILD_LEVEL_2", 4),)


@pytest.mark.parametrize(
    ("path", "to", "defect"),
    [
        (("verificationResult",), "passed", "bad-result"),
        (("verificationResult",), ..., "missing-field"),
        (("verifiedLevels",), ["SLSA_BUILD_LEVEL_1", "SLSA_BUILD_LEVEL_3"], "several-levels"),
        (("inputAttestations", 0, "digest"), {}, "input-without-digest"),
        (("timeVerified",), "yesterday", "bad-time"),
        (("policy",), {"digest": {"sha256": A}}, "missing-field"),
        (("policy",), ..., "missing-field"),
        (("verifier",), {}, "missing-field"),
        (("resourceUri",), ..., "missing-field"),
        (("dependencyLevels",), {"X": -1}, "bad-count"),
    ],
)
def test_43_what_a_verification_summary_may_not_say(path, to, defect):
    found = stated("https://slsa.dev/verification_summary/v1", changed(VSA, *path, to=to))
    assert f"statement/{defect}" in found.defects, found.notes


def test_an_older_verification_summary():
    older = {
        "verifier": {"id": "v"},
        "time_verified": "2026-11-01T00:00:00Z",
        "resource_uri": "r",
        "policy": {"uri": "p"},
        "input_attestations": [],
        "verification_result": "FAILED",
        "policy_level": "SLSA_LEVEL_0",
        "dependency_levels": {},
    }
    found = stated("https://slsa.dev/verification_summary/v0.2", older)
    assert not found.notes
    summary = fact_of(found, Summary)
    assert (summary.result, summary.levels) == ("FAILED", ("SLSA_LEVEL_0",))
    assert summary.dependency_levels == ()


def test_source_summaries_keep_the_refs_of_their_revision():
    subject = {
        "uri": "https://git.example/x/commit/d",
        "digest": {"gitCommit": COMMIT},
        "annotations": {"sourceRefs": ["refs/heads/main"]},
    }
    document = {
        **STATEMENT,
        "subject": [subject],
        "predicateType": "https://slsa.dev/verification_summary/v1",
        "predicate": VSA,
    }
    assert fact_of(told(document), Summary).refs == ("refs/heads/main",)


def test_simple_results_of_the_second_version_name_their_policies():
    found = stated(f"{IN_TOTO}/svr/v0.2", changed(SVR, "verifier", "policies", to=...))
    assert found.defects == {"statement/missing-field": "/predicate/verifier/policies"}
    assert not stated(f"{IN_TOTO}/svr/v0.1", changed(SVR, "verifier", "policies", to=...)).notes


def test_claims_have_their_places_and_evidence():
    found = stated(f"{IN_TOTO}/scai/v0.3", SCAI)
    claim = fact_of(found, Claim)
    assert found.places[found.facts.index(claim)] == "/predicate/attributes/0"
    assert claim.stands == "HAS_STACK_PROTECTION"
    assert claim.target == Resource(None, "fw.bin", (FILE_A,))
    assert claim.evidence == (Resource("log.txt", "log", (), "text/plain"),)
    assert claim.conditions == '{"flags":"-fstack-protector*"}'


def test_content_that_is_not_what_its_digest_says():
    content = {"name": "log", "content": base64.b64encode(b"hello").decode()}
    good = {**content, "digest": {"sha256": hashlib.sha256(b"hello").hexdigest()}}
    claim = fact_of(
        stated(f"{IN_TOTO}/scai/v0.3", {"attributes": [{"attribute": "x", "evidence": good}]}),
        Claim,
    )
    assert claim.evidence[0].held
    bad = {**content, "digest": {"sha256": A}}
    found = stated(f"{IN_TOTO}/scai/v0.3", {"attributes": [{"attribute": "x", "evidence": bad}]})
    assert "statement/contradicting-content" in found.defects
    assert not fact_of(found, Claim).evidence[0].held


def test_a_passed_test_that_names_failures_contradicts_itself():
    found = stated(f"{IN_TOTO}/test-result/v0.1", changed(TEST, "failedTests", to=["boot"]))
    assert found.defects == {"statement/contradicting-result": "/predicate/failedTests"}


def test_scans_of_both_versions():
    deeper = changed(VULNS, "scanner", "result", to=[{"vulnerability": {"id": "CVE-1"}}])
    scan = fact_of(stated(f"{IN_TOTO}/vulns/v0.1", deeper), Scan)
    assert scan.found == (("CVE-1", ""),)
    scan = fact_of(stated(f"{IN_TOTO}/vulns/v0.2", VULNS), Scan)
    assert scan.found == (("CVE-1", "nvd: 9.8"),)
    assert scan.database == Resource("pkg:generic/db", "7")
    assert scan.database_updated == "2026-01-01T00:00:00Z"


# -- sources of builds -----------------------------------------------------------------------------


def test_cloud_build_of_the_first_version():
    build = fact_of(stated("https://slsa.dev/provenance/v0.1", GCB), Build)
    assert build.source == "git+https://git.example/x@refs/tags/v1"
    assert build.revision == COMMIT
    assert build.platform == "https://cloudbuild.googleapis.com/GoogleHostedWorker@v0.3"
    assert ("recipe.entryPoint", "cloudbuild.yaml") in build.parameters
    assert ("substitutions.TAG_NAME", "v1") in build.parameters


def test_cloud_build_names_a_page_of_a_commit():
    material = [{"uri": f"https://git.example/a/b/commit/{COMMIT}"}]
    predicate = changed(GCB, "materials", to=material)
    build = fact_of(stated("https://slsa.dev/provenance/v0.1", predicate), Build)
    assert build.source == "git+https://git.example/a/b@refs/tags/v1"
    assert build.revision == COMMIT


GIT = "git+https://git.example/x"
TAGGED = f"{GIT}@refs/tags/v1"


@pytest.mark.parametrize(
    ("external", "build_type"),
    [
        ({"workflow": {"repository": "https://git.example/x", "ref": "refs/tags/v1"}}, "w"),
        ({"source": {"uri": TAGGED, "digest": {"sha1": COMMIT}}}, "c"),
        ({"source": TAGGED}, "c"),
        ({"source": {"artifact": {"uri": TAGGED}}}, "draft"),
        ({"buildConfigSource": {"repository": GIT, "ref": "refs/tags/v1"}}, "gcb"),
        ({"sourceToBuild": {"repository": GIT, "ref": "refs/tags/v1"}}, "gcb"),
        ({"repository": GIT, "ref": "refs/tags/v1"}, "generic"),
        ({"inputs": {}}, "https://github.com/slsa-framework/slsa-github-generator/delegator-x"),
    ],
)
def test_42_every_platform_names_its_source_in_its_own_way(external, build_type):
    predicate = {
        "buildDefinition": {
            "buildType": build_type,
            "externalParameters": external,
            "resolvedDependencies": [{"uri": TAGGED, "digest": {"gitCommit": COMMIT}}],
        },
        "runDetails": {"builder": {"id": "b"}},
    }
    build = fact_of(stated("https://slsa.dev/provenance/v1", predicate), Build)
    assert (build.source, build.revision) == (TAGGED, COMMIT)
    predicate["buildDefinition"]["resolvedDependencies"].append(
        {"uri": TAGGED, "digest": {"gitCommit": "e" * 40}}
    )
    build = fact_of(stated("https://slsa.dev/provenance/v1", predicate), Build)
    assert (build.source, build.revision) == (TAGGED, None)


@pytest.mark.parametrize(
    ("config", "material", "revision"),
    [(COMMIT, COMMIT, COMMIT), (COMMIT, "e" * 40, None), (COMMIT, None, COMMIT)],
)
def test_45_two_commits_for_one_source_are_none(config, material, revision):
    predicate = {
        "builder": {"id": "b"},
        "buildType": "https://github.com/npm/cli/gha/v2",
        "invocation": {"configSource": {"uri": TAGGED, "digest": {"sha1": config}}},
        "materials": [] if material is None else [{"uri": GIT, "digest": {"sha1": material}}],
    }
    found = stated("https://slsa.dev/provenance/v0.2", predicate)
    build = fact_of(found, Build)
    assert (build.source, build.revision) == (TAGGED, revision)
    assert ("statement/contradicting-revision" in found.defects) == (revision is None)


def test_the_other_spelling_of_an_invocation_is_read():
    predicate = {
        "builder": {"id": "b"},
        "buildType": "t",
        "metadata": {"buildInvocationID": "7-1"},
    }
    found = stated("https://slsa.dev/provenance/v0.2", predicate)
    assert fact_of(found, Build).invocation == "7-1"
    assert "statement/misspelled-member" in found.observations


# -- witness ---------------------------------------------------------------------------------------

COLLECTION = {
    "name": "build",
    "attestations": [
        {"type": "https://witness.dev/attestations/git/v0.1", "attestation": {
            "commithash": COMMIT, "remotes": ["https://git.example/x.git"],
            "refs": ["refs/heads/main", "HEAD"], "author": "a"}},
        {"type": "https://witness.dev/attestations/gitlab/v0.1", "attestation": {
            "ciserverurl": "https://ci.example", "joburl": "https://ci.example/7"}},
        {"type": "https://witness.dev/attestations/material/v0.1",
         "attestation": {"main.c": {"sha256": A}}},
        {"type": "https://witness.dev/attestations/command-run/v0.1",
         "attestation": {"cmd": ["make"], "exitcode": 0},
         "starttime": "2026-01-01T00:00:00Z", "endtime": "2026-01-01T00:01:00Z"},
        {"type": "https://witness.dev/attestations/product/v0.1",
         "attestation": {"fw.bin": {"mime_type": "x", "digest": {"sha256": B}}}},
        {"type": "https://cyclonedx.org/bom", "attestation": {"bomFormat": "CycloneDX",
         "specVersion": "1.6", "z": 1.0}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("home", ["witness.testifysec.com", "witness.dev"])
def test_a_collection_is_an_execution(home):
    found = stated(f"https://{home}/attestation-collection/v0.1", COLLECTION)
    assert not found.notes
    build = fact_of(found, Build)
    assert build.step == "build"
    assert build.command == ("make",)
    assert build.source == "git+https://git.example/x.git@refs/heads/main"
    assert build.revision == COMMIT
    assert (build.platform, build.invocation) == ("https://ci.example", "https://ci.example/7")
    assert build.inputs.digests == ((FILE_A,),)
    assert build.inputs.place_of(0) == "/predicate/attestations/2/attestation/main.c"
    assert build.outputs.names == ("fw.bin",)
    assert Detail("git.author", '"a"') in found.facts
    assert (build.started, build.finished) == ("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")


def test_68_a_bill_of_materials_in_a_collection_keeps_its_bytes():
    kind = "https://witness.testifysec.com/attestation-collection/v0.1"
    text = json.dumps({**STATEMENT, "predicateType": kind, "predicate": COLLECTION})
    found = told(text.replace('"z": 1.0', '"z":  1.0e0').encode())
    (blob,) = found.blobs
    assert bytes(blob.view()).endswith(b'"z":  1.0e0}')


def test_a_policy_of_witness_is_read_and_never_run():
    policy = {
        "expires": "2035-12-17T23:57:40-05:00",
        "steps": {"build": {"name": "build", "functionaries": [], "attestations": [{"type": "t"}]}},
        "publickeys": {"k": {"keyid": "k", "key": "LS0t"}},
    }
    found = told(policy)
    assert found.reader == "witness_policy"
    assert found.places == ("/steps/build", "/publickeys/k")
    assert found.observations == {"witness/no-functionaries": "/steps/build/functionaries"}


# -- what gcloud prints ----------------------------------------------------------------------------


def described(**changes):
    signed = {**STATEMENT, "predicateType": "https://slsa.dev/provenance/v0.1", "predicate": GCB}
    occurrence = {
        "kind": "BUILD",
        "build": {"intotoStatement": {"subject": STATEMENT["subject"]}},
        "envelope": envelope(signed),
        **changes,
    }
    return {
        "image_summary": {"digest": f"sha256:{B}"},
        "provenance_summary": {"provenance": [occurrence]},
    }


def test_10_only_the_envelopes_of_gcloud_are_evidence():
    found = told(described())
    assert not found.notes
    assert not found.facts
    assert [blob.address for blob in found.blobs] == [
        "doc!/provenance_summary/provenance/0/envelope"
    ]


@pytest.mark.parametrize(
    ("document", "defect"),
    [
        ({"image_summary": {"digest": f"sha256:{B}"}}, "no-envelope"),
        (described(kind="BUILDN"), "bad-kind"),
        (described(envelope=None), "no-envelope"),
        (
            described(build={"intotoStatement": {"subject": [{"digest": {"sha256": A}}]}}),
            "differing-text",
        ),
        ({**described(), "image_summary": {"digest": f"sha256:{A}"}}, "other-image"),
    ],
)
def test_11_text_beside_the_envelope_that_says_something_else(document, defect):
    assert f"gcloud/{defect}" in told(document).defects


def test_a_type_that_is_no_uri_is_a_defect():
    found = stated("cosign.sigstore.dev/attestation/v1", {"Data": "x"})
    assert found.defects == {"statement/bad-predicate-type": "/predicateType"}
    assert fact_of(found, OtherPredicate).content == '{"Data": "x"}'


@pytest.mark.parametrize("kind", ["https://spdx.dev/Document", "https://spdx.dev/Document/v2.3"])
def test_68_spdx_as_text_is_the_text(kind):
    text = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n"
    for predicate in (text, {"Data": text, "Timestamp": "2026-01-01T00:00:00Z"}):
        (blob,) = stated(kind, predicate).blobs
        assert bytes(blob.view()) == text.encode()
