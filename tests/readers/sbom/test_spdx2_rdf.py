"""SPDX 2 in RDF/XML: one document however its nodes are written, and bounds on hostile ones."""

from __future__ import annotations

import json

import pytest
from spdx2_text_material import (
    RDF_HEAD,
    RDF_TOP,
    chapter,
    defect_ids,
    defects,
    facts,
    placed,
    rdf,
    recognisers,
)

from provenance.model.component import Component, Detail, DocumentLink, LicenseText, Relation
from provenance.readers.sbom import spdx2_rdf

SPACE = "https://example.com/test#"
TERMS = "http://spdx.org/rdf/terms#"
LISTED = "http://spdx.org/licenses/"


def concluded(node: str) -> str | None:
    """The concluded license of the package, whose node is given."""
    text = rdf(f"<spdx:licenseConcluded>{node}</spdx:licenseConcluded>")
    (component,) = facts(chapter(text), Component)
    return component.licenses[0].value if component.licenses else None


# -- recognition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        rdf(),
        '<?xml version="1.0"?>\n<!-- made by hand -->\n' + rdf(),
        rdf().replace("spdx:", "s:").replace("xmlns:s=", "xmlns:s="),
        rdf(nodes="<!--" + "x" * 9_000 + "-->"),
        RDF_HEAD
        + f'<spdx:ListedLicense rdf:about="{LISTED}MIT"><spdx:licenseText>'
        + "x" * 200_000
        + f"</spdx:licenseText></spdx:ListedLicense>{RDF_TOP % ''}</rdf:RDF>",
        RDF_HEAD
        + f'<rdf:Description rdf:about="{SPACE}SPDXRef-DOCUMENT">'
        + f'<rdf:type rdf:resource="{TERMS}SpdxDocument"/></rdf:Description></rdf:RDF>',
    ],
)
def test_nodes_of_spdx_make_a_document(text: str) -> None:
    assert recognisers(text) == [spdx2_rdf]
    assert recognisers(text.encode("utf-16")) == [spdx2_rdf]


@pytest.mark.parametrize(
    "text",
    [
        f"{RDF_HEAD}</rdf:RDF>",
        # a catalog that borrows the checksums of SPDX
        f'{RDF_HEAD}<dcat:Distribution xmlns:dcat="http://www.w3.org/ns/dcat#"><spdx:checksum>'
        "<spdx:Checksum/></spdx:checksum></dcat:Distribution></rdf:RDF>",
        # the list of licenses
        f'{RDF_HEAD}<spdx:ListedLicense rdf:about="{LISTED}MIT"/></rdf:RDF>',
        "<rdf:RDF>SpdxDocument</rdf:RDF>",
        rdf().replace("rdf:RDF", "rdf:Else"),
        rdf().replace("http://spdx.org/rdf/terms#", "http://example.com/terms#"),
    ],
)
def test_other_rdf_is_left_to_others(text: str) -> None:
    assert recognisers(text) == []


# -- facts ---------------------------------------------------------------------------------------


def test_a_plain_document_is_clean() -> None:
    found = chapter(rdf())
    assert found.document.status == "clean"
    assert (found.document.version, found.heading.identifier) == ("2.3", "https://example.com/test")
    ((place, component),) = placed(found, Component)
    assert (place, component.ref, component.version) == ("line=13", "SPDXRef-a", "1.0")


def test_the_same_document_however_its_nodes_are_written() -> None:
    about = f'rdf:about="{SPACE}SPDXRef-a"'
    body = "<spdx:name>a</spdx:name><spdx:versionInfo>1.0</spdx:versionInfo>"
    body += f'<spdx:downloadLocation rdf:resource="{TERMS}noassertion"/>'
    body += "<spdx:filesAnalyzed>false</spdx:filesAnalyzed>"
    kind = f'<rdf:type rdf:resource="{TERMS}Package"/>'
    top = RDF_TOP % ""
    refers = f'<spdx:describesPackage rdf:resource="{SPACE}SPDXRef-a"/>'
    spellings = [
        f"{top}<rdf:Description {about}>{kind}{body}</rdf:Description>",
        f'{top}<rdf:Description {about} rdf:type="{TERMS}Package">{body}</rdf:Description>',
        f"{top}<spdx:Package {about}/><rdf:Description {about}>{body}</rdf:Description>",
        f'{top}<spdx:Package xml:base="x" rdf:ID="SPDXRef-a">{body}</spdx:Package>',
        f'{top}<spdx:Package {about} spdx:name="a">'
        f"{body.replace('<spdx:name>a</spdx:name>', '')}</spdx:Package>",
        top.replace(
            refers,
            f"<spdx:describesPackage><spdx:Package {about}>{body}</spdx:Package>"
            "</spdx:describesPackage>",
        ),
    ]
    plain = chapter(rdf())
    for spelling in spellings:
        found = chapter(
            RDF_HEAD.replace("<rdf:RDF", '<rdf:RDF xml:base="https://example.com/test"')
            + spelling
            + "</rdf:RDF>"
        )
        assert facts(found, Component) == facts(plain, Component), spelling
        assert facts(found, Relation) == facts(plain, Relation), spelling
        assert found.document.status == "clean", spelling


@pytest.mark.parametrize(
    "checksum",
    [
        "<spdx:checksum><spdx:Checksum>%s</spdx:Checksum></spdx:checksum>",
        '<spdx:checksum rdf:parseType="Resource">%s</spdx:checksum>',
        '<spdx:checksum rdf:nodeID="c"/>',
    ],
)
def test_blank_nodes_are_nested_abbreviated_or_named(checksum: str) -> None:
    value = "85ed0817af83a24ad8da68c2b5094de69833983c"
    inner = f'<spdx:algorithm rdf:resource="{TERMS}checksumAlgorithm_sha1"/>'
    inner += f"<spdx:checksumValue>\n  {value}\n</spdx:checksumValue>"
    named = f'<spdx:Checksum rdf:nodeID="c">{inner}</spdx:Checksum>'
    text = rdf(checksum.replace("%s", inner), nodes=named if "nodeID" in checksum else "")
    found = chapter(text)
    ((digest,),) = [component.digests for component in facts(found, Component)]
    assert (digest.algorithm, digest.value) == ("sha1", value)
    assert found.document.status == "clean"


def test_relationships_keep_their_kind_and_lead_into_other_documents() -> None:
    value = "d6a770ba38583ed4bb4525bd96e50461655d2759"
    external = f"""<spdx:externalDocumentRef>
      <spdx:ExternalDocumentRef rdf:about="{SPACE}DocumentRef-x">
      <spdx:spdxDocument rdf:resource="https://example.com/x"/>
      <spdx:checksum><spdx:Checksum>
      <spdx:algorithm rdf:resource="{TERMS}checksumAlgorithm_sha1"/>
      <spdx:checksumValue>{value}</spdx:checksumValue>
      </spdx:Checksum></spdx:checksum></spdx:ExternalDocumentRef></spdx:externalDocumentRef>"""
    targets = ["https://example.com/x#SPDXRef-b", f"{SPACE}DocumentRef-x%3ASPDXRef-c"]
    relations = "".join(
        f"""<spdx:relationship><spdx:Relationship>
        <spdx:relationshipType rdf:resource="{TERMS}relationshipType_dependsOn"/>
        <spdx:relatedSpdxElement rdf:resource="{target}"/>
        </spdx:Relationship></spdx:relationship>"""
        for target in targets
    )
    found = chapter(rdf(relations, external))
    (link,) = facts(found, DocumentLink)
    assert (link.prefix, link.identifier) == ("DocumentRef-x:", "https://example.com/x")
    assert [digest.value for digest in link.digests] == [value]
    reached = [
        target
        for relation in facts(found, Relation)
        if relation.kind == "dependsOn"
        for target in relation.targets
    ]
    assert reached == ["DocumentRef-x:SPDXRef-b", "DocumentRef-x:SPDXRef-c"]
    assert found.document.status == "clean"


@pytest.mark.parametrize(
    ("node", "expression"),
    [
        (f'<spdx:ListedLicense rdf:about="{LISTED}MIT"/>', "MIT"),
        (
            f'<spdx:OrLaterOperator><spdx:member rdf:resource="{LISTED}GPL-2.0"/>'
            "</spdx:OrLaterOperator>",
            "GPL-2.0+",
        ),
        (
            f'<spdx:WithExceptionOperator><spdx:member rdf:resource="{LISTED}GPL-2.0-only"/>'
            f'<spdx:licenseException rdf:resource="{LISTED}Classpath-exception-2.0"/>'
            "</spdx:WithExceptionOperator>",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ),
        (
            "<spdx:WithExceptionOperator><spdx:member>"
            f'<spdx:ListedLicense rdf:about="{LISTED}GPL-2.0-only"/></spdx:member>'
            "<spdx:licenseException><spdx:LicenseException>"
            "<spdx:licenseExceptionId>GCC-exception-3.1</spdx:licenseExceptionId>"
            "</spdx:LicenseException></spdx:licenseException></spdx:WithExceptionOperator>",
            "GPL-2.0-only WITH GCC-exception-3.1",
        ),
        (
            f'<spdx:ConjunctiveLicenseSet><spdx:member rdf:resource="{LISTED}MIT"/><spdx:member>'
            f'<spdx:DisjunctiveLicenseSet><spdx:member rdf:resource="{LISTED}ISC"/>'
            f'<spdx:member rdf:resource="{LISTED}0BSD"/></spdx:DisjunctiveLicenseSet>'
            "</spdx:member></spdx:ConjunctiveLicenseSet>",
            "(MIT AND (ISC OR 0BSD))",
        ),
    ],
)
def test_license_nodes_are_expressions(node: str, expression: str) -> None:
    assert concluded(node) == expression


@pytest.mark.parametrize(
    ("resource", "gap"), [(f"{TERMS}none", "none"), (f"{TERMS}noassertion", "noAssertion")]
)
def test_gaps_are_resources(resource: str, gap: str) -> None:
    text = rdf(f'<spdx:licenseConcluded rdf:resource="{resource}"/>')
    (component,) = facts(chapter(text), Component)
    assert component.gap("licenses.concluded") == gap


def test_licenses_of_the_document_have_their_texts() -> None:
    node = f"""<spdx:ExtractedLicensingInfo rdf:about="{SPACE}LicenseRef-1">
      <spdx:licenseId>LicenseRef-1</spdx:licenseId>
      <spdx:extractedText>do what you like</spdx:extractedText></spdx:ExtractedLicensingInfo>"""
    listed = f'<spdx:hasExtractedLicensingInfo rdf:resource="{SPACE}LicenseRef-1"/>'
    inside = f"<spdx:licenseDeclared>{node}</spdx:licenseDeclared>"
    found = chapter(rdf(inside, listed))
    (text,) = facts(found, LicenseText)
    assert (text.ref, text.text) == ("LicenseRef-1", "do what you like")
    assert found.document.status == "clean"
    assert defect_ids(chapter(rdf(inside))) == ["spdx/unlisted-license"]


def test_texts_of_listed_licenses_are_not_kept_and_that_is_said() -> None:
    node = f"""<spdx:ListedLicense rdf:about="{LISTED}MIT"><spdx:licenseText>long</spdx:licenseText>
      <spdx:crossRef><spdx:CrossRef><spdx:url>https://example.com</spdx:url></spdx:CrossRef>
      </spdx:crossRef></spdx:ListedLicense>"""
    found = chapter(rdf(f"<spdx:licenseDeclared>{node}</spdx:licenseDeclared>"))
    assert found.document.status == "clean"
    assert [entry.id for entry in found.defects].count("spdx/listed-license") == 3


def test_snippets_have_numbers_in_their_ranges() -> None:
    file = f'<spdx:File rdf:about="{SPACE}SPDXRef-f"><spdx:fileName>./f</spdx:fileName></spdx:File>'
    pointers = "".join(
        f"<ptr:{which}Pointer><ptr:ByteOffsetPointer><ptr:offset>{offset}</ptr:offset>"
        f'<ptr:reference rdf:resource="{SPACE}SPDXRef-f"/></ptr:ByteOffsetPointer>'
        f"</ptr:{which}Pointer>"
        for which, offset in (("start", 1), ("end", 20))
    )
    snippet = f"""<spdx:Snippet rdf:about="{SPACE}SPDXRef-s"><spdx:name>s</spdx:name>
      <spdx:snippetFromFile>{file}</spdx:snippetFromFile>
      <spdx:range><ptr:StartEndPointer>{pointers}</ptr:StartEndPointer></spdx:range>
      </spdx:Snippet>"""
    found = chapter(rdf(nodes=snippet))
    (ranges,) = [one for one in facts(found, Detail) if one.kind == "ranges"]
    assert json.loads(ranges.content) == [
        {
            "startPointer": {"offset": 1, "reference": "SPDXRef-f"},
            "endPointer": {"offset": 20, "reference": "SPDXRef-f"},
        }
    ]


# -- what does not belong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("<spdx:color>blue</spdx:color>", "spdx/unknown-property"),
        ("<spdx:versionInfo>2.0</spdx:versionInfo>", "spdx/repeated-property"),
        ("<spdx:checksum><spdx:Checksum/><spdx:Checksum/></spdx:checksum>", "spdx/rdf"),
    ],
)
def test_what_is_wrong_with_a_property_is_named_and_the_rest_is_read(
    package: str, expected: str
) -> None:
    found = chapter(rdf(package))
    assert expected in defect_ids(found)
    (component,) = facts(found, Component)
    assert (component.ref, component.version) == ("SPDXRef-a", "1.0")


def test_properties_and_nodes_of_others_are_details_and_no_defect() -> None:
    space = 'xmlns:x="https://example.com/x#"'
    found = chapter(
        rdf(f"<x:color {space}>blue</x:color>", nodes=f"<x:Thing {space}><x:a>b</x:a></x:Thing>")
    )
    said = {detail.kind: json.loads(detail.content) for detail in facts(found, Detail)}
    assert said["{https://example.com/x#}color"] == "blue"
    assert said["Thing"] == {"{https://example.com/x#}a": ["b"]}
    assert found.document.status == "clean"


def test_the_namespace_that_nobody_published_is_a_defect() -> None:
    text = rdf().replace("http://spdx.org/rdf/terms#", "http://spdx.org/rdf/ns#")
    found = chapter(text)
    assert "spdx/rdf-namespace" in defect_ids(found)
    assert [component.name for component in facts(found, Component)] == ["a"]


def test_names_are_relative_to_a_base_wherever_they_stand() -> None:
    plain = rdf(f'<spdx:hasFile rdf:resource="{SPACE}SPDXRef-f"/>').replace("</rdf:RDF>", "")
    plain += f'<spdx:File rdf:about="{SPACE}SPDXRef-f"/></rdf:RDF>'
    based = plain.replace(f'"{SPACE}', '"#').replace(
        "<rdf:RDF ", f'<rdf:RDF xml:base="{SPACE.removesuffix("#")}" '
    )
    expected, found = chapter(plain), chapter(based)
    assert found.heading == expected.heading
    assert facts(found, Component) == facts(expected, Component)
    assert facts(found, Relation) == facts(expected, Relation)


@pytest.mark.parametrize(
    "package",
    [
        "<spdx:checksum>SHA1: 85ed0817af83a24ad8da68c2b5094de69833983c</spdx:checksum>",
        '<spdx:checksum rdf:resource="https://example.com/nowhere"/>',
        '<spdx:relationship rdf:resource="https://example.com/nowhere"/>',
        '<spdx:annotation rdf:nodeID="nobody"/>',
    ],
)
def test_properties_that_lead_to_nothing_are_kept_in_their_own_words(package: str) -> None:
    found = chapter(rdf(package))
    assert defect_ids(found) == ["spdx/rdf"]
    (detail,) = facts(found, Detail)
    assert detail.kind in package
    assert detail.about == ("SPDXRef-a",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<spdx:Package ", "LOST <spdx:Package "),
        ("<spdx:SpdxDocument ", "LOST <spdx:SpdxDocument "),
        ("<spdx:versionInfo>", "LOST <spdx:versionInfo>"),
        ("</spdx:Package>", "LOST </spdx:Package>"),
        ("</rdf:RDF>", "LOST </rdf:RDF>"),
        ("<spdx:versionInfo>", "<spdx:versionInfo LOST='1'>"),
        ("<spdx:Package ", "<spdx:Package LOST='1' "),
    ],
)
def test_what_is_no_rdf_is_named_wherever_it_stands(old: str, new: str) -> None:
    found = chapter(rdf().replace(old, new, 1))
    (entry,) = defects(found)
    assert entry.id == "spdx/rdf"
    assert "LOST" in entry.detail
    assert not entry.whole


@pytest.mark.parametrize("purpose", ["purpose_operatingSystem", "purpose_operating_system"])
def test_words_of_two_words_are_read_in_either_spelling(purpose: str) -> None:
    property_ = f'<spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#{purpose}"/>'
    found = chapter(rdf(property_))
    assert facts(found, Component)[0].kind == "operating-system"
    assert defects(found) == []
