"""SPDX 2 in JSON: what is read, and each entry of the ledger with its innocent twin."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from sbom_material import CORPUS, needs_corpus
from spdx2_material import (
    DATE,
    SHA1,
    SHA256,
    Read,
    corpus_documents,
    document,
    everything,
    file,
    package,
    read,
    relationship,
)

from provenance.blobs import MemoryBlob
from provenance.decoding.sketch import Sketch
from provenance.decoding.verification_code import verification_code
from provenance.model.component import (
    Completeness,
    Component,
    Detail,
    DocumentLink,
    Identifier,
    LicenseText,
    Party,
    Reference,
    Relation,
)
from provenance.model.digest import Digest
from provenance.model.document import Tool
from provenance.readers.sbom import spdx2_json

P = "/packages/0"
ROOT = relationship("DOCUMENT", "DESCRIBES", "a")


def related(*others: Any, **members: Any) -> dict[str, Any]:
    return document(package(), package("b"), relationships=[ROOT, *others], **members)


def referring(kind: str, locator: str, category: str = "PACKAGE-MANAGER") -> dict[str, Any]:
    return document(
        package(
            externalRefs=[
                {
                    "referenceCategory": category,
                    "referenceType": kind,
                    "referenceLocator": locator,
                }
            ]
        )
    )


def linking(ref: str) -> dict[str, Any]:
    link = {
        "externalDocumentId": ref,
        "spdxDocument": "https://acme.example/other",
        "checksum": {"algorithm": "SHA1", "checksumValue": SHA1},
    }
    return document(externalDocumentRefs=[link])


def analyzed(**fields: Any) -> dict[str, Any]:
    return document(package(**fields), files=[file()])


def coded(value: str) -> dict[str, Any]:
    return {"packageVerificationCodeValue": value}


def summed(algorithm: str, value: str) -> dict[str, Any]:
    return document(package(checksums=[{"algorithm": algorithm, "checksumValue": value}]))


def defined(ref: str) -> dict[str, Any]:
    return {"licenseId": ref, "extractedText": "do"}


def ranged(**pointers: tuple[int, int]) -> dict[str, Any]:
    ranges = [
        {
            "startPointer": {"reference": "SPDXRef-f", name: start},
            "endPointer": {"reference": "SPDXRef-f", name: end},
        }
        for name, (start, end) in pointers.items()
    ]
    part = {
        "SPDXID": "SPDXRef-s",
        "name": "s",
        "snippetFromFile": "SPDXRef-f",
        "ranges": ranges,
        "licenseConcluded": "MIT",
        "copyrightText": "NONE",
    }
    return document(files=[file()], snippets=[part])


def created(when: str, *creators: str) -> dict[str, Any]:
    return document(creationInfo={"created": when, "creators": creators or ("Tool: t-1",)})


CASES: dict[str, tuple[Any, str, str, Any]] = {
    # name: document, id of the entry, its pointer, the same without the fault
    "document id": (document(SPDXID="DOCUMENT"), "spdx/document-id", "/SPDXID", document()),
    "data license": (
        document(dataLicense="MIT"),
        "spdx/data-license",
        "/dataLicense",
        document(dataLicense="CC0-1.0"),
    ),
    "version": (
        document(version="2.9"),
        "spdx/unknown-version",
        "/spdxVersion",
        document(version="2.2"),
    ),
    "namespace with a fragment": (
        document(documentNamespace="https://acme.example/a#b"),
        "spdx/namespace-form",
        "/documentNamespace",
        document(documentNamespace="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"),
    ),
    "relative namespace": (
        document(documentNamespace="acme/fw"),
        "spdx/namespace-form",
        "/documentNamespace",
        document(documentNamespace="http://acme/fw"),
    ),
    "no namespace in 2.2": (
        document(documentNamespace=..., version="2.2"),
        "spdx/missing-field",
        "",
        document(version="2.2"),
    ),
    "no namespace": (
        document(documentNamespace=...),
        "schema/required",
        "",
        document(),
    ),
    "fraction of a second": (
        created("2026-01-02T03:04:05.678Z"),
        "spdx/date-form",
        "/creationInfo/created",
        created(DATE),
    ),
    "offset": (
        created("2026-01-02T03:04:05+01:00"),
        "spdx/date-form",
        "/creationInfo/created",
        created("2024-02-29T23:59:59Z"),
    ),
    "no such day": (
        created("2026-02-30T03:04:05Z"),
        "spdx/date-form",
        "/creationInfo/created",
        created("2026-02-28T03:04:05Z"),
    ),
    "date of a build": (
        document(package(builtDate="2026-01-02")),
        "spdx/date-form",
        f"{P}/builtDate",
        document(package(builtDate=DATE)),
    ),
    "creator without a kind": (
        created(DATE, "Tool: t-1", "syft"),
        "spdx/creator-form",
        "/creationInfo/creators/1",
        created(DATE, "Tool: t-1", "Person: Ann ()"),
    ),
    "creator without a name": (
        created(DATE, "Organization: "),
        "spdx/creator-form",
        "/creationInfo/creators/0",
        created(DATE, "Organization: anonymous"),
    ),
    "supplier without a kind": (
        document(package(supplier="Acme")),
        "spdx/actor-form",
        f"{P}/supplier",
        document(package(supplier="NOASSERTION")),
    ),
    "supplier is a tool": (
        document(package(supplier="Tool: t-1")),
        "spdx/actor-form",
        f"{P}/supplier",
        document(package(supplier="Person: t-1")),
    ),
    "originator none": (
        document(package(originator="NONE")),
        "spdx/actor-form",
        f"{P}/originator",
        document(package(originator="Organization: Acme (a@acme.example)")),
    ),
    "id with an underscore": (
        document(package("a"), package("b_c")),
        "spdx/id-form",
        "/packages/1/SPDXID",
        document(package("a"), package("b-c.D")),
    ),
    "same id": (
        document(package(), files=[file("a")]),
        "spdx/duplicate-id",
        "/files/0/SPDXID",
        document(package(), files=[file("A")]),
    ),
    "location": (
        document(package(downloadLocation="acme/a")),
        "spdx/location-form",
        f"{P}/downloadLocation",
        document(package(downloadLocation="git+git@acme.example:a")),
    ),
    "location with a host alone": (
        document(package(downloadLocation="index.docker.io/a@sha256:00")),
        "spdx/location-form",
        f"{P}/downloadLocation",
        document(package(downloadLocation="git+https://acme.example/a@v1#src")),
    ),
    "homepage": (
        document(package(homepage="acme.example")),
        "spdx/location-form",
        f"{P}/homepage",
        document(package(homepage="NONE")),
    ),
    "purl": (
        referring("purl", "deb/a@1"),
        "spdx/locator-form",
        f"{P}/externalRefs/0/referenceLocator",
        referring("purl", "pkg:deb/debian/a@1?arch=all"),
    ),
    "cpe 2.3": (
        referring("cpe23Type", "cpe:2.3:a:acme:a:1+2:*:*:*:*:*:*:*", "SECURITY"),
        "spdx/locator-form",
        f"{P}/externalRefs/0/referenceLocator",
        referring("cpe23Type", r"cpe:2.3:a:acme:a:1\+2:*:*:*:*:*:*:*", "SECURITY"),
    ),
    "cpe 2.2": (
        referring("cpe22Type", "cpe:a:acme", "SECURITY"),
        "spdx/locator-form",
        f"{P}/externalRefs/0/referenceLocator",
        referring("cpe22Type", "cpe:/a:acme:a:1", "SECURITY"),
    ),
    "gitoid": (
        referring("gitoid", f"gitoid:blob:{SHA1}", "PERSISTENT-ID"),
        "spdx/locator-form",
        f"{P}/externalRefs/0/referenceLocator",
        referring("gitoid", f"gitoid:blob:sha1:{SHA1}", "PERSISTENT-ID"),
    ),
    "blanks": (
        referring("own", "a b", "OTHER"),
        "spdx/locator-form",
        f"{P}/externalRefs/0/referenceLocator",
        referring("own", "a_b", "OTHER"),
    ),
    "length": (
        summed("SHA256", SHA1),
        "spdx/digest-form",
        f"{P}/checksums/0/checksumValue",
        summed("SHA256", SHA256),
    ),
    "no hexadecimal": (
        summed("SHA1", "x" * 40),
        "spdx/digest-form",
        f"{P}/checksums/0/checksumValue",
        summed("SHA1", SHA1),
    ),
    "upper case": (
        summed("SHA1", SHA1.upper()),
        "spdx/upper-case-digest",
        f"{P}/checksums/0/checksumValue",
        summed("MD6", SHA1),
    ),
    "digest of a document": (
        document(
            externalDocumentRefs=[
                {
                    "externalDocumentId": "DocumentRef-a",
                    "spdxDocument": "https://acme.example/a",
                    "checksum": {"algorithm": "SHA1", "checksumValue": "0"},
                }
            ]
        ),
        "spdx/digest-form",
        "/externalDocumentRefs/0/checksum/checksumValue",
        linking("DocumentRef-a"),
    ),
    "document ref": (
        linking("other"),
        "spdx/document-ref-form",
        "/externalDocumentRefs/0/externalDocumentId",
        linking("DocumentRef-a.b-c+d"),
    ),
    "expression": (
        document(package(licenseConcluded="GPL-2.0-only LGPL-2.1-only")),
        "spdx/license-expression",
        f"{P}/licenseConcluded",
        document(package(licenseConcluded="GPL-2.0-only AND LGPL-2.1-only")),
    ),
    "empty expression": (
        document(package(licenseDeclared="")),
        "spdx/license-expression",
        f"{P}/licenseDeclared",
        document(package(licenseDeclared="NONE")),
    ),
    "undefined license": (
        document(package(licenseDeclared="MIT OR LicenseRef-own")),
        "spdx/undefined-license",
        f"{P}/licenseDeclared",
        document(
            package(licenseDeclared="MIT OR LicenseRef-own"),
            hasExtractedLicensingInfos=[defined("LicenseRef-own")],
        ),
    ),
    "undefined license in a file": (
        document(files=[file(licenseInfoInFiles=["MIT", "LicenseRef-own"])]),
        "spdx/undefined-license",
        "/files/0/licenseInfoInFiles/1",
        document(
            files=[file(licenseInfoInFiles=["MIT", "LicenseRef-own"])],
            hasExtractedLicensingInfos=[defined("LicenseRef-own")],
        ),
    ),
    "license of an undeclared document": (
        document(package(licenseDeclared="DocumentRef-a:LicenseRef-own")),
        "spdx/undeclared-document",
        f"{P}/licenseDeclared",
        linking("DocumentRef-a")
        | {"packages": [package(licenseDeclared="DocumentRef-a:LicenseRef-own")]},
    ),
    "license id": (
        document(hasExtractedLicensingInfos=[defined("own")]),
        "spdx/license-id-form",
        "/hasExtractedLicensingInfos/0/licenseId",
        document(hasExtractedLicensingInfos=[defined("LicenseRef-1.a-B")]),
    ),
    "license defined twice": (
        document(hasExtractedLicensingInfos=[defined("LicenseRef-1")] * 2),
        "spdx/duplicate-id",
        "/hasExtractedLicensingInfos/1/licenseId",
        document(hasExtractedLicensingInfos=[defined("LicenseRef-1"), defined("LicenseRef-2")]),
    ),
    "not analyzed, with a code": (
        analyzed(packageVerificationCode=coded(SHA1)),
        "spdx/files-not-analyzed",
        f"{P}/packageVerificationCode",
        analyzed(packageVerificationCode=coded(SHA1), filesAnalyzed=True),
    ),
    "not analyzed, with licenses": (
        analyzed(licenseInfoFromFiles=["NOASSERTION"]),
        "spdx/files-not-analyzed",
        f"{P}/licenseInfoFromFiles",
        analyzed(licenseInfoFromFiles=["NOASSERTION"], filesAnalyzed=...),
    ),
    "not analyzed, with files": (
        analyzed(hasFiles=["SPDXRef-f"]),
        "spdx/files-not-analyzed",
        f"{P}/hasFiles",
        analyzed(hasFiles=["SPDXRef-f"], filesAnalyzed=True),
    ),
    "not analyzed, and contains files": (
        related(relationship("b", "CONTAINS", "f"), files=[file()]),
        "spdx/files-not-analyzed",
        "/relationships/1",
        related(relationship("b", "CONTAINS", "a"), files=[file()]),
    ),
    "not analyzed, and files are in it": (
        related(relationship("f", "CONTAINED_BY", "b"), files=[file()]),
        "spdx/files-not-analyzed",
        "/relationships/1",
        related(relationship("f", "DESCENDANT_OF", "b"), files=[file()]),
    ),
    "code": (
        analyzed(packageVerificationCode=coded(""), filesAnalyzed=True),
        "spdx/verification-code-form",
        f"{P}/packageVerificationCode/packageVerificationCodeValue",
        analyzed(packageVerificationCode=coded(SHA1), filesAnalyzed=True),
    ),
    "absolute name": (
        document(files=[file(fileName="/bin/sh")]),
        "spdx/absolute-file-name",
        "/files/0/fileName",
        document(files=[file(fileName="bin/sh")]),
    ),
    "name with a drive": (
        document(files=[file(fileName="C:\\a")]),
        "spdx/absolute-file-name",
        "/files/0/fileName",
        document(files=[file(fileName="./C:a")]),
    ),
    "no SHA1": (
        document(files=[file(checksums=[{"algorithm": "SHA256", "checksumValue": SHA256}])]),
        "spdx/file-without-sha1",
        "/files/0",
        document(files=[file()]),
    ),
    "snippet of lines alone": (
        ranged(lineNumber=(1, 2)),
        "spdx/snippet-range",
        "/snippets/0/ranges",
        ranged(lineNumber=(1, 2), offset=(1, 2)),
    ),
    "snippet from nothing": (
        ranged(offset=(0, 2)),
        "spdx/snippet-range",
        "/snippets/0/ranges/0",
        ranged(offset=(2, 2)),
    ),
    "snippet that ends first": (
        ranged(offset=(3, 2)),
        "spdx/snippet-range",
        "/snippets/0/ranges/0",
        ranged(offset=(2, 3)),
    ),
    "unknown source": (
        related(relationship("c", "CONTAINS", "a")),
        "spdx/unknown-element",
        "/relationships/1/spdxElementId",
        related(relationship("b", "CONTAINS", "a")),
    ),
    "unknown target": (
        related(relationship("a", "CONTAINS", "c")),
        "spdx/unknown-element",
        "/relationships/1/relatedSpdxElement",
        related(relationship("a", "CONTAINS", "NOASSERTION")),
    ),
    "nothing on the left": (
        related(relationship("NONE", "CONTAINS", "a")),
        "spdx/unknown-element",
        "/relationships/1/spdxElementId",
        related(relationship("a", "CONTAINS", "NONE")),
    ),
    "describes what is not there": (
        document(documentDescribes=["SPDXRef-c"]),
        "spdx/unknown-element",
        "/documentDescribes/0",
        document(documentDescribes=["SPDXRef-a"]),
    ),
    "file that is not there": (
        document(package(filesAnalyzed=True, hasFiles=["SPDXRef-c"])),
        "spdx/unknown-element",
        f"{P}/hasFiles/0",
        analyzed(filesAnalyzed=True, hasFiles=["SPDXRef-f"]),
    ),
    "undeclared document": (
        related(relationship("a", "DEPENDS_ON", "DocumentRef-a:SPDXRef-x")),
        "spdx/undeclared-document",
        "/relationships/1/relatedSpdxElement",
        linking("DocumentRef-a")
        | {
            "relationships": [ROOT, relationship("a", "DEPENDS_ON", "DocumentRef-a:SPDXRef-x")],
        },
    ),
    "nothing described": (
        document(package(), package("b"), relationships=[]),
        "spdx/no-describes",
        "",
        document(package(), package("b"), relationships=[], documentDescribes=["SPDXRef-a"]),
    ),
    "no creation": (
        document(creationInfo=...),
        "schema/required",
        "",
        document(),
    ),
    "unknown field": (
        document(package(packageSupplier="Person: a")),
        "schema/additionalProperties",
        f"{P}/packageSupplier",
        document(package(supplier="Person: a")),
    ),
    "null": (document(package(comment=None)), "schema/type", f"{P}/comment", document()),
    "package is null": (
        document(package(), None),
        "schema/type",
        "/packages/1",
        document(),
    ),
    "packages are null": (document(packages=None), "schema/type", "/packages", document()),
    "relationship type": (
        related(relationship("a", "USES", "b")),
        "schema/enum",
        "/relationships/1/relationshipType",
        related(relationship("a", "OTHER", "b", comment="uses")),
    ),
    "later purpose": (
        document(package(primaryPackagePurpose="LIBRARY"), version="2.2"),
        "schema/additionalProperties",
        f"{P}/primaryPackagePurpose",
        document(package(primaryPackagePurpose="LIBRARY")),
    ),
}


def is_innocent(found: Read) -> bool:
    return all(entry.kind == "observation" for entry in found.ledger)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_fault_has_an_entry_at_its_pointer(case: tuple[Any, str, str, Any]) -> None:
    faulty, name, pointer, innocent = case
    found = read(faulty)
    assert [entry.place for entry in found.entries(name)] == [pointer]
    assert [entry.kind for entry in found.entries(name)] == ["defect"]
    assert is_innocent(read(innocent))


def test_a_document_with_everything_is_clean_in_both_versions() -> None:
    for version in ("2.2", "2.3"):
        found = read(everything(version))
        assert [entry.id for entry in found.ledger] == ["spdx/verification-code"]
        assert found.heading is not None
        assert found.heading.version == version


def test_what_is_repeated_is_counted_with_its_first_place() -> None:
    found = read(document(*(package(f"a_{number}") for number in range(9))))
    (entry,) = found.entries("spdx/id-form")
    assert (entry.count, entry.place) == (9, f"{P}/SPDXID")


def test_an_excerpt_is_bounded() -> None:
    found = read(document(package(supplier="x" * 100_000)))
    (entry,) = found.entries("spdx/actor-form")
    assert len(entry.detail) < 300


# -- facts -----------------------------------------------------------------------------------------


def test_parties_tools_and_types_of_the_sbom() -> None:
    heading = read(everything()).heading
    assert heading is not None
    assert heading.authors == (
        Party("Acme", "organization", ("a@acme.example",)),
        Party("Ann", "person"),
    )
    assert heading.tools == (Tool("made", "1.0"),)
    assert heading.contexts == ("Build",)
    assert heading.roots == ("SPDXRef-a",)


def test_a_package_with_everything() -> None:
    component = read(everything()).of(Component)[0][1]
    assert component.kind == "firmware"
    assert component.supplier == Party("Sue", "person", ("sue@acme.example",))
    assert component.producer == Party("Maker", "organization")
    assert component.identifiers == (
        Identifier("purl", "pkg:deb/debian/a@1"),
        Identifier("cpe", "cpe:2.3:a:acme:a:1:*:*:*:*:*:*:*"),
    )
    assert component.digests == (Digest("sha1", SHA1, "file"), Digest("sha256", SHA256, "file"))
    assert component.references == (
        Reference("vcs", "git+https://acme.example/a.git@v1"),
        Reference("website", "https://acme.example"),
        Reference("bug", "x:1"),
    )
    assert [(one.stage, one.value) for one in component.licenses] == [
        ("declared", "LicenseRef-own OR MIT"),
        ("concluded", "MIT"),
    ]
    assert component.support is not None
    assert component.support.until == DATE
    assert component.filename == "a.tar.gz"


def test_not_knowing_and_not_having_are_two_things() -> None:
    found = read(
        document(
            package(
                supplier="NOASSERTION",
                licenseConcluded="NONE",
                licenseDeclared="NOASSERTION",
                copyrightText="NOASSERTION",
            )
        )
    )
    component = found.only(Component)
    assert component.gap("supplier") == "noAssertion"
    assert component.gap("licenses.concluded") == "none"
    assert component.gap("licenses.declared") == "noAssertion"
    assert component.gap("copyright") == "noAssertion"
    assert component.licenses == ()
    assert component.supplier is None


def test_relations_have_the_words_and_the_direction_of_spdx_3() -> None:
    found = read(
        related(
            relationship("a", "CONTAINED_BY", "b"),
            relationship("a", "STATIC_LINK", "b"),
            relationship("a", "DEPENDENCY_OF", "b"),
            relationship("a", "TEST_DEPENDENCY_OF", "b"),
            relationship("a", "PATCH_FOR", "b"),
            relationship("a", "OTHER", "b"),
        )
    )
    assert [(r.source[8:], r.kind, r.targets[0][8:]) for _, r in found.of(Relation)[1:]] == [
        ("b", "contains", "a"),
        ("a", "hasStaticLink", "b"),
        ("b", "dependsOn", "a"),
        ("b", "dependsOn", "a"),
        ("b", "patchedBy", "a"),
        ("a", "other", "b"),
    ]
    kept = [json.loads(fact.content)["relationshipType"] for _, fact in found.of(Detail)]
    assert kept == ["TEST_DEPENDENCY_OF", "PATCH_FOR", "OTHER"]


def test_none_makes_a_list_whole_and_noassertion_leaves_it_open() -> None:
    found = read(
        related(
            relationship("a", "DEPENDS_ON", "NONE"), relationship("b", "CONTAINS", "NOASSERTION")
        )
    )
    assert [fact for _, fact in found.of(Completeness)] == [
        Completeness("SPDXRef-a", "dependsOn", "complete"),
        Completeness("SPDXRef-b", "contains", "unknown"),
    ]
    assert found.of(Relation)[1][1] == Relation("SPDXRef-a", "dependsOn", ())


def test_what_a_relationship_says_too_counts_once() -> None:
    plain = analyzed(filesAnalyzed=True, hasFiles=["SPDXRef-f"])
    plain["documentDescribes"] = ["SPDXRef-a"]
    assert len(read(plain).of(Relation)) == 2
    plain["relationships"].append(relationship("a", "CONTAINS", "f"))
    assert len(read(plain).of(Relation)) == 2
    places = [place for place, _ in read(plain).of(Relation)]
    assert places == ["/relationships/0", "/relationships/1"]


def test_links_to_documents_and_texts_of_licenses() -> None:
    found = read(everything())
    link = found.only(DocumentLink)
    assert link.prefix == "DocumentRef-other:"
    assert link.digests == (Digest("sha1", SHA1, "file"),)
    assert found.of(Relation)[-3][1].targets[0].startswith(link.prefix)
    assert found.only(LicenseText) == LicenseText("LicenseRef-own", "Own", "do")


def test_what_no_field_holds_is_kept_in_its_own_words() -> None:
    found = read(document(package(packageSupplier="Person: a", versionInfo=["1"])))
    kept = {fact.kind: (place, fact.content, fact.about) for place, fact in found.of(Detail)}
    assert kept["packageSupplier"] == (f"{P}/packageSupplier", '"Person: a"', ("SPDXRef-a",))
    assert kept["versionInfo"] == (f"{P}/versionInfo", '["1"]', ("SPDXRef-a",))


def test_every_field_of_a_document_is_found_again() -> None:
    """Whatever is changed in a document with everything changes what is read."""
    plain = everything()
    whole = read(plain)
    for section in ("packages", "files", "snippets", "hasExtractedLicensingInfos"):
        for name in plain[section][0]:
            less = copy.deepcopy(plain)
            del less[section][0][name]
            assert read(less).facts != whole.facts, f"{section} {name}"


# -- verification codes ----------------------------------------------------------------------------


def test_the_code_of_two_files() -> None:
    one, other = SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert verification_code([other, one]) == verification_code([one, other])
    assert verification_code([one]) == "9cf5caf6c36f5cccde8c73fad8894c958f4983da"


def test_a_code_that_fits_the_files_is_not_remarked_upon() -> None:
    other = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    files = [
        file("f"),
        file("g", checksums=[{"algorithm": "SHA1", "checksumValue": other}]),
        file("own.spdx"),
    ]
    code = coded(verification_code([SHA1, other]))
    code["packageVerificationCodeExcludedFiles"] = ["./own.spdx"]
    whole = package(
        filesAnalyzed=True,
        packageVerificationCode=code,
        hasFiles=[one["SPDXID"] for one in files],
    )
    assert read(document(whole, files=files)).ledger == ()
    code["packageVerificationCodeExcludedFiles"] = []
    (entry,) = read(document(whole, files=files)).entries("spdx/verification-code")
    assert entry.kind == "observation"
    assert entry.place == f"{P}/packageVerificationCode/packageVerificationCodeValue"


def test_a_code_over_files_that_are_not_all_known_is_not_judged() -> None:
    plain = analyzed(
        filesAnalyzed=True, hasFiles=["SPDXRef-f"], packageVerificationCode=coded(SHA256[:40])
    )
    plain["files"][0]["checksums"] = [{"algorithm": "SHA256", "checksumValue": SHA256}]
    assert read(plain).entries("spdx/verification-code") == []


# -- shapes and encodings --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "members",
    [
        {"spdxVersion": "SPDX-3.0", "SPDXID": "a"},
        {"@context": "x", "spdxVersion": "SPDX-2.3"},
        {"bomFormat": "CycloneDX"},
        {"Document": {"name": "a"}},
        {},
    ],
)
def test_other_documents_are_not_recognised(members: dict[str, Any]) -> None:
    assert not spdx2_json.recognise(Sketch(MemoryBlob("a", json.dumps(members).encode())))


def test_a_document_without_a_version_is_recognised_and_told_so() -> None:
    found = read(document(spdxVersion=...))
    assert [entry.id for entry in found.ledger] == ["schema/required"]


def test_a_name_that_stands_twice_is_a_defect_and_the_last_is_read() -> None:
    content = json.dumps(document(package(name="@", comment="c")))
    found = read(content.replace('"name": "@"', '"name": "@", "n\\u0061me": "b"').encode())
    assert [entry.place for entry in found.entries("decoding/duplicate-name")] == [f"{P}/name"]
    assert found.only(Component).name == "b"
    found = read(content.replace('"SPDXID"', '"packages": [], "SPDXID"', 1).encode())
    assert [entry.place for entry in found.entries("decoding/duplicate-name")] == ["/packages"]
    assert found.only(Component).name == "@"


@pytest.mark.parametrize("text", [b'"\xff"', b"1e999"])
def test_what_cannot_be_read_costs_one_field(text: bytes) -> None:
    content = json.dumps(document(package(comment="@"), package("b"))).encode()
    found = read(content.replace(b'"@"', text))
    assert [entry.place for entry in found.entries("json/unreadable")] == [f"{P}/comment"]
    assert [fact.name for _, fact in found.of(Component)] == ["a", "b"]
    assert not found.entries("json/unreadable")[0].whole


def test_elements_that_are_no_objects_are_kept_as_they_are() -> None:
    found = read(
        document(package(), None, "b", relationships=["c"], documentDescribes=["SPDXRef-a"])
    )
    kept = {place: fact.content for place, fact in found.of(Detail)}
    assert kept == {"/packages/1": "null", "/packages/2": '"b"', "/relationships/0": '"c"'}


def test_a_version_without_a_schema_is_read_by_the_next() -> None:
    found = read(document(version="2.1"))
    assert [entry.id for entry in found.ledger] == ["spdx/no-schema"]
    assert found.status == "clean"
    assert found.heading is not None
    assert found.heading.version == "2.1"


def test_the_shape_before_there_was_a_schema() -> None:
    found = read(early())
    assert found.heading is not None
    assert found.heading.version == "2.1"
    assert found.heading.roots == ("SPDXRef-p",)
    (entry,) = found.entries("spdx/early-shape")
    assert entry.kind == "defect"
    assert [fact.name for _, fact in found.of(Component)] == ["p", "a.c"]
    assert found.of(Component)[1][1].digests == (Digest("sha1", SHA1, "file"),)
    place, fact = found.of(Relation)[-1]
    assert (fact.kind, place) == ("contains", "/Document/documentDescribes/0/Package/files/0")


def early() -> dict[str, Any]:
    inner = {
        "SPDXID": "SPDXRef-f",
        "name": "a.c",
        "sha1": SHA1,
        "checksums": [{"algorithm": "checksumAlgorithm_sha1", "checksumValue": SHA1}],
        "fileTypes": ["fileType_source"],
        "licenseInfoFromFiles": ["MIT"],
        "licenseConcluded": "MIT",
        "copyrightText": "NONE",
    }
    outer = package("p", filesAnalyzed=..., files=[{"File": inner}])
    top = document(version="2.1", packages=..., relationships=...)
    return {"Document": {**top, "documentDescribes": [{"Package": outer}]}}


# -- the corpus ------------------------------------------------------------------------------------


def test_the_corpus_is_read_as_its_index_says() -> None:
    needs_corpus()
    wrong = []
    for row, content in corpus_documents("JSON"):
        status = read(content).status
        strictly = row["path"].startswith("sbom/spdx/") and "UTF-16" not in row["path"]
        if row["expected"] == "accept" and strictly and status != "clean":
            wrong.append(row["path"])
        # one document holds nothing at all, so that nothing obliges it to describe something
        unnamed = status == "clean" and "min-required" not in row["path"]
        if row["expected"] in ("lenient", "reject") and unnamed:
            wrong.append(row["path"])
    assert CORPUS.is_dir()
    assert wrong == []
