"""SPDX 2 in tags: every tag becomes a fact or a detail at its line, every fault an entry."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spdx2_text_material import (
    DESCRIBES,
    DOCUMENT,
    HEAD,
    PACKAGE,
    chapter,
    defect_ids,
    defects,
    facts,
    placed,
    recognisers,
    sketch_of,
)

from provenance.model.component import Component, Detail, DocumentLink, License, Relation
from provenance.readers.sbom import spdx2_tag_value
from provenance.readers.sbom._spdx2_tag_parts import TagParts

FILE = """\
FileName: ./a.c
SPDXID: SPDXRef-a.c
FileChecksum: SHA1: 85ed0817af83a24ad8da68c2b5094de69833983c
"""


def details(text: str) -> dict[str, object]:
    found = facts(chapter(text), Detail)
    return {detail.kind: json.loads(detail.content) for detail in found}


def contained(text: str) -> set[tuple[str, str]]:
    return {
        (relation.source, target)
        for relation in facts(chapter(text), Relation)
        if relation.kind == "contains"
        for target in relation.targets
    }


# -- recognition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        DOCUMENT,
        "\ufeff" + DOCUMENT,
        "# made by hand\n\n" + DOCUMENT,
        "#" * 9_000 + "\n" + DOCUMENT,
        DOCUMENT.replace("\n", "\r\n"),
        DOCUMENT.replace("SPDXVersion", "spdxversion"),
        DOCUMENT.replace("SPDXVersion:", "SPDXVersion :"),
        DOCUMENT.replace("SPDXVersion: SPDX-2.3\n", ""),
        DOCUMENT.replace("DataLicense", "SPDXVersion", 1),
    ],
)
def test_tags_near_the_top_make_a_document(text: str) -> None:
    assert recognisers(text) == [spdx2_tag_value]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: a\n",
        'SPDXID: "SPDXRef-DOCUMENT"\nspdxVersion: "SPDX-2.3"\n',
        '{"spdxVersion": "SPDX-2.3"}',
        "An example:\n\n" + DOCUMENT,
        "85ed0817af83a24ad8da68c2b5094de69833983c  SPDXVersion: SPDX-2.3\n",
        "SPDXID: something else\nName: a\n",
        "Relationship: it is complicated\n",
        "# SPDX-License-Identifier: MIT\nkey: value\n",
        "\0" + DOCUMENT,
    ],
)
def test_what_only_looks_like_tags_is_left_to_others(text: str) -> None:
    assert recognisers(text) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_byte_order_marks_change_nothing(encoding: str) -> None:
    plain, marked = chapter(DOCUMENT), chapter(DOCUMENT.encode(encoding))
    assert [placed(marked, kind) for kind in (Component, Relation)] == [
        placed(plain, kind) for kind in (Component, Relation)
    ]
    assert marked.heading == plain.heading


# -- facts ---------------------------------------------------------------------------------------


def test_a_plain_document_is_clean() -> None:
    found = chapter(DOCUMENT)
    assert found.document.status == "clean"
    assert (found.document.format, found.document.version) == ("SPDX", "2.3")
    assert found.heading.roots == ("SPDXRef-a",)
    ((place, component),) = placed(found, Component)
    assert (place, component.name, component.version) == ("line=9", "a", "1.0")


def test_a_fault_inside_an_element_stands_at_its_own_line() -> None:
    text = DOCUMENT + "PackageChecksum: SHA1: 85ed\n"
    (entry,) = defects(chapter(text))
    assert entry.place == "line=14"


def test_files_behind_a_package_are_contained_in_it() -> None:
    analyzed = PACKAGE.replace("FilesAnalyzed: false", "FilesAnalyzed: true")
    code = "PackageVerificationCode: 85ed0817af83a24ad8da68c2b5094de69833983c\n"
    other = FILE.replace("a.c", "b.c")
    text = HEAD + DESCRIBES + FILE + analyzed + code + other
    assert contained(text) == {("SPDXRef-a", "SPDXRef-b.c")}
    assert chapter(text).document.status == "clean"


def test_a_new_package_ends_the_files_of_the_one_before() -> None:
    text = DOCUMENT + FILE + PACKAGE.replace("SPDXRef-a", "SPDXRef-b") + FILE.replace("a.c", "b.c")
    assert contained(text) == {("SPDXRef-a", "SPDXRef-a.c"), ("SPDXRef-b", "SPDXRef-b.c")}


def test_files_of_a_package_that_says_it_has_none_are_a_defect() -> None:
    assert "spdx/files-not-analyzed" in defect_ids(chapter(DOCUMENT + FILE))


def test_comments_go_with_what_they_comment() -> None:
    text = DOCUMENT + (
        "ExternalRef: OTHER LocationRef-x some/where\nExternalRefComment: about x\n"
        "Relationship: SPDXRef-a DEPENDS_ON NOASSERTION\n"
        "RelationshipComment: <text>who\nknows</text>\n"
    )
    said = "".join(detail.content for detail in facts(chapter(text), Detail))
    assert '"referenceLocator":"some/where"' in said
    assert '"comment":"about x"' in said
    assert '"comment":"who\\nknows"' in said
    assert defect_ids(chapter(text)) == []


def test_snippets_have_their_ranges_in_their_file() -> None:
    text = (
        HEAD
        + FILE.replace("a.c", "f")
        + DESCRIBES.replace("-a", "-f")
        + (
            "SnippetSPDXID: SPDXRef-s\nSnippetByteRange: 310:420\nSnippetLineRange: 5:23\n"
            "SnippetFromFileSPDXID: SPDXRef-f\nSnippetName: part\n"
        )
    )
    pointer = {"reference": "SPDXRef-f"}
    assert details(text)["ranges"] == [
        {"startPointer": {"offset": 310, **pointer}, "endPointer": {"offset": 420, **pointer}},
        {"startPointer": {"lineNumber": 5, **pointer}, "endPointer": {"lineNumber": 23, **pointer}},
    ]
    assert defect_ids(chapter(text)) == []


def test_annotations_are_about_the_element_they_name() -> None:
    text = DOCUMENT + (
        "Annotator: Person: P\nAnnotationDate: 2026-01-02T03:04:05Z\nAnnotationType: OTHER\n"
        "SPDXREF: SPDXRef-a\nAnnotationComment: <text>seen</text>\n"
    )
    (detail,) = [one for one in facts(chapter(text), Detail) if one.kind == "annotations"]
    assert detail.about == ("SPDXRef-a",)
    assert json.loads(detail.content)["comment"] == "seen"


def test_reviews_are_kept_before_and_behind_the_elements() -> None:
    review = "Reviewer: Person: R\nReviewDate: 2026-01-02T03:04:05Z\nReviewComment: fine\n"
    for text in (HEAD + review + DESCRIBES + PACKAGE, DOCUMENT + review):
        assert details(text)["revieweds"] == {
            "reviewer": "Person: R",
            "reviewDate": "2026-01-02T03:04:05Z",
            "comment": "fine",
        }


def test_a_verification_code_names_the_files_it_leaves_out() -> None:
    code = "85ed0817af83a24ad8da68c2b5094de69833983c"
    for written in (f"{code} (excludes: ./a.spdx, ./b)", f"{code}(./a.spdx, ./b)"):
        (part,) = [
            part
            for part in TagParts(f"{DOCUMENT}PackageVerificationCode: {written}\n".encode()).parts()
            if part.section == "packages"
        ]
        assert part.value["packageVerificationCode"] == {
            "packageVerificationCodeValue": code,
            "packageVerificationCodeExcludedFiles": ["./a.spdx", "./b"],
        }


def test_documents_that_are_referred_to_are_links_with_their_digest() -> None:
    value = "d6a770ba38583ed4bb4525bd96e50461655d2759"
    line = f"ExternalDocumentRef:DocumentRef-x https://example.com/x SHA1: {value}\n"
    ((place, link),) = placed(chapter(HEAD + line + DESCRIBES + PACKAGE), DocumentLink)
    assert (place, link.prefix, link.identifier) == (
        "line=8",
        "DocumentRef-x:",
        "https://example.com/x",
    )
    ((digest),) = link.digests
    assert (digest.algorithm, digest.value, digest.scope) == ("sha1", value, "file")


def test_projects_that_files_came_from_are_kept() -> None:
    text = (
        HEAD
        + DESCRIBES
        + FILE
        + (
            "ArtifactOfProjectName: one\nArtifactOfProjectHomePage: https://one.example\n"
            "ArtifactOfProjectName: two\n"
        )
        + PACKAGE
    )
    assert details(text)["artifactOfs"] == [
        {"name": "one", "homePage": "https://one.example"},
        {"name": "two"},
    ]


# -- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace("PackageVersion", "packageversion"), "spdx/tag-spelling"),
        (
            lambda text: text.replace("FilesAnalyzed: false", "FilesAnalyzed: False"),
            "spdx/value-form",
        ),
        (lambda text: text + "PackageVersion: 2.0\n", "spdx/repeated-tag"),
        (lambda text: text + "PackageColor: blue\n", "spdx/unknown-tag"),
        (lambda text: text + "FileComment: of no file\n", "spdx/misplaced-tag"),
        (lambda text: text + "ExternalRefComment: of nothing\n", "spdx/misplaced-tag"),
        (lambda text: text + "RelationshipComment: of nothing\n", "spdx/misplaced-tag"),
        (lambda text: text + "PackageChecksum: 85ed\n", "spdx/value-form"),
        (lambda text: text + "Relationship: SPDXRef-a DEPENDS_ON\n", "spdx/value-form"),
        (lambda text: text + "ExternalRef: purl pkg:a/b\n", "spdx/value-form"),
        (lambda text: text + "PackageComment <text>a</text>\n", "spdx/no-tag"),
        (lambda text: text + "PackageComment: <text>a\n", "spdx/text-mark"),
        (lambda text: text + "SPDXID: SPDXRef-twice\n", "spdx/repeated-tag"),
    ],
)
def test_what_is_wrong_with_a_line_is_named_and_the_rest_is_read(
    change: Callable[[str], str], expected: str
) -> None:
    text = change(DOCUMENT)
    found = chapter(text)
    assert expected in defect_ids(found)
    (component,) = facts(found, Component)
    assert (component.ref, component.version) == ("SPDXRef-a", "1.0")


@pytest.mark.parametrize("line", ["PackageColor: blue", "PackageVersion: 2.0", "FileComment: none"])
def test_what_has_no_field_is_kept_as_a_detail(line: str) -> None:
    tag, _, value = line.partition(": ")
    (detail,) = [one for one in facts(chapter(f"{DOCUMENT}{line}\n"), Detail) if one.kind == tag]
    assert json.loads(detail.content) == value
    assert detail.about == ("SPDXRef-a",)


def test_a_tag_of_a_package_among_its_files_is_still_its_own() -> None:
    text = DOCUMENT.replace("PackageVersion: 1.0\n", "") + FILE + "PackageVersion: 1.0\n"
    found = chapter(text)
    (entry,) = [entry for entry in defects(found) if entry.id == "spdx/misplaced-tag"]
    assert entry.place == "line=16"
    package = next(one for one in facts(found, Component) if one.ref == "SPDXRef-a")
    assert package.version == "1.0"


def test_an_id_before_the_tag_that_begins_its_element_is_that_of_the_element() -> None:
    packages = [
        f"SPDXID: SPDXRef-{name}\nPackageName: {name}\nPackageDownloadLocation: NONE\n"
        "FilesAnalyzed: false\n"
        for name in "abc"
    ]
    found = chapter(HEAD + DESCRIBES + "".join(packages))
    assert [(one.ref, one.name) for one in facts(found, Component)] == [
        (f"SPDXRef-{name}", name) for name in "abc"
    ]
    assert defect_ids(found) == ["spdx/tag-order"]


def test_tags_of_the_document_behind_its_elements_are_still_its_own() -> None:
    line = "Created: 2026-01-02T03:04:05Z\n"
    value = "d6a770ba38583ed4bb4525bd96e50461655d2759"
    late = f"{line}ExternalDocumentRef: DocumentRef-x https://example.com/x SHA1: {value}\n"
    found = chapter(HEAD.replace(line, "") + DESCRIBES + PACKAGE + late)
    assert found.heading == chapter(DOCUMENT).heading
    assert [link.prefix for link in facts(found, DocumentLink)] == ["DocumentRef-x:"]
    assert [(entry.id, entry.place) for entry in defects(found)] == [
        ("spdx/misplaced-tag", "line=13"),
        ("spdx/misplaced-tag", "line=14"),
    ]


def test_many_equal_faults_are_one_entry_with_their_number() -> None:
    found = chapter(DOCUMENT + "nonsense\n" * 5_000)
    (entry,) = defects(found)
    assert (entry.id, entry.place, entry.count) == ("spdx/no-tag", "line=14", 5_000)


# -- whatever comes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tail",
    [
        "PackageComment: " + "x" * 10_000_000,
        "PackageComment: <text>" + "x" * 10_000_000 + "</text>",
        "PackageComment: <text>" + "x\n" * 1_000_000,
        "x" * 10_000_000,
        "PackageChecksum: SHA1: " + "0" * 10_000_000,
        "PackageLicenseConcluded: " + "MIT AND " * 100_000 + "MIT",
        "Relationship: " + "SPDXRef-a " * 100_000,
        "PackageVerificationCode: " + "(" * 100_000,
        "PackageSupplier: Organization: " + "(" * 100_000,
    ],
)
def test_long_lines_are_read_and_the_document_with_them(tail: str) -> None:
    found = chapter(DOCUMENT + tail)
    assert [one.name for one in facts(found, Component)] == ["a"]


def test_a_value_beyond_the_bound_keeps_what_stands_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from provenance import limits

    monkeypatch.setattr(limits, "STRING_LENGTH", 1_000)
    text = DOCUMENT + PACKAGE.replace("SPDXRef-a", "SPDXRef-b") + "PackageComment: " + "x" * 2_000
    found = chapter(text)
    assert [one.ref for one in facts(found, Component)] == ["SPDXRef-a"]
    assert found.heading.name == "test"
    assert "decoding/limit" in defect_ids(found)


def test_work_grows_with_the_document(count_calls: Callable[[Callable[[], object]], int]) -> None:
    def work(number: int) -> int:
        packages = "".join(
            PACKAGE.replace("SPDXRef-a", f"SPDXRef-{i}") + FILE for i in range(number)
        )
        sketch = sketch_of(HEAD + DESCRIBES + packages)
        return count_calls(lambda: list(spdx2_tag_value.read(sketch)))

    work(10)
    assert work(800) < 4.4 * work(200)


LINES = [*DOCUMENT.splitlines(), *FILE.splitlines(), "Annotator: x", "SPDXREF: y", "Reviewer: z"]
LINES += ["SnippetSPDXID: s", "SnippetByteRange: 1:2", "LicenseID: LicenseRef-1", "<text>"]
LINES += ["PackageComment: <text>", "</text>", "ExternalRef: a b c", "ExternalRefComment: d", ":"]
LINES += ["Relationship: a b c", "RelationshipComment: e", "FilesAnalyzed: maybe", "Creator:"]


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_any_lines_give_facts_and_a_ledger(lines: list[str]) -> None:
    content = "\n".join(["SPDXVersion: SPDX-2.3", *lines])
    if recognisers(content):
        chapter(content)


def test_any_damage_gives_facts_and_a_ledger() -> None:
    chance = random.Random(7)
    whole = bytearray((DOCUMENT + FILE).encode())
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            content[chance.randrange(30, len(content))] = chance.randrange(256)
        if recognisers(bytes(content)):
            chapter(bytes(content))


def test_licenses_are_as_written() -> None:
    text = DOCUMENT + "PackageLicenseConcluded: NONE\nPackageLicenseDeclared: MIT OR Apache-2.0\n"
    (component,) = facts(chapter(text), Component)
    assert component.licenses == (License("MIT OR Apache-2.0", stage="declared"),)
    assert component.gap("licenses.concluded") == "none"


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_what_the_document_says_late_is_read_with_any_line_break(line_break: str) -> None:
    found = chapter((DOCUMENT + "DocumentComment: late\n").replace("\n", line_break))
    assert found.heading.comment == "late"
    assert defect_ids(found) == ["spdx/misplaced-tag"]
