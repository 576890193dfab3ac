"""What official schemas say, in words for people; nothing is fetched for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from provenance.decoding.schema import schema_of

CYCLONEDX = ("1.2", "1.2-strict", "1.3", "1.3-strict", "1.4", "1.5", "1.6", "1.7")


@pytest.mark.parametrize("version", CYCLONEDX)
def test_every_schema_finds_all_that_it_refers_to(version: str) -> None:
    schema = schema_of(f"cyclonedx-{version}")
    number = version.partition("-")[0]
    assert schema.is_valid({"bomFormat": "CycloneDX", "specVersion": number, "version": 1})
    licensed = {"type": "library", "name": "a", "version": "1"}
    component = schema.part("#/definitions/component")
    assert component.is_valid(licensed | {"licenses": [{"license": {"id": "MIT"}}]})
    assert not component.is_valid(licensed | {"licenses": [{"license": {"id": "none"}}]})


@pytest.mark.parametrize(
    ("component", "pointer", "keyword", "words"),
    [
        ({"type": "library"}, "", "required", "has no 'name', which is required"),
        ({"type": "book", "name": "a"}, "/type", "enum", "is 'book', which is not allowed here"),
        ({"type": "file", "name": 3}, "/name", "type", "is 3, not text"),
        (
            {"type": "file", "name": "a", "x/y": 1},
            "/x~1y",
            "additionalProperties",
            "is a field that the schema does not know",
        ),
        (
            {"type": "file", "name": "a", "externalReferences": [{"type": "vcs", "url": "a b"}]},
            "/externalReferences/0/url",
            "anyOf",
            "no URL or reference",
        ),
        (
            {"type": "file", "name": "a", "supplier": {"contact": [{"email": "x"}]}},
            "/supplier/contact/0/email",
            "format",
            "no mail address",
        ),
        (
            {"type": "file", "name": "a", "licenses": [{"license": {"id": "x", "url": "y"}}]},
            "/licenses/0/license/id",
            "enum",
            "is 'x'",
        ),
        (
            {"type": "file", "name": "a", "hashes": [{"alg": "MD5", "content": "0"}]},
            "/hashes/0/content",
            "pattern",
            "is '0', which has not the form",
        ),
    ],
)
def test_an_error_has_pointer_keyword_and_words(
    component: object, pointer: str, keyword: str, words: str
) -> None:
    schema = schema_of("cyclonedx-1.6").part("#/definitions/component")
    (error,) = [one for one in schema.errors(component) if one.keyword == keyword]
    assert error.pointer == pointer
    assert words in error.message
    assert len(error.message) < 400


def test_the_form_that_was_meant_is_explained() -> None:
    tools = {"components": [{"type": "book", "name": "a"}], "shelf": 1}
    metadata = schema_of("cyclonedx-1.6").part("#/definitions/metadata")
    found = {(one.pointer, one.keyword) for one in metadata.errors({"tools": tools})}
    assert found == {("/tools/components/0/type", "enum"), ("/tools/shelf", "additionalProperties")}


def test_a_list_is_checked_in_one_go_and_errors_are_bounded() -> None:
    components = schema_of("cyclonedx-1.6").list_of("#/definitions/component")
    assert components.is_valid([{"type": "file", "name": "a"}] * 3)
    errors = list(components.errors([{}] * 100, limit=7))
    assert len(errors) == 7
    assert errors[2].pointer == "/1"


def test_an_unknown_schema_is_no_schema() -> None:
    with pytest.raises(KeyError):
        schema_of("cyclonedx-9.9")


PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared/corpus/schemas/cyclonedx"


def plain(value: Any) -> Any:
    """A schema without what does not matter: names of files, and patterns that forbid nothing."""
    if isinstance(value, dict):
        kept = {name: plain(part) for name, part in value.items() if name != "description"}
        return {name: part for name, part in kept.items() if part != "^(.*)$"}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.replace(".SNAPSHOT", "") if isinstance(value, str) else value


@pytest.mark.parametrize("version", CYCLONEDX)
def test_schemas_are_those_that_were_published(version: str) -> None:
    path = PUBLISHED / f"bom-{version}.schema.json"
    if not path.is_file():
        pytest.skip("corpus absent: the published schemas are not beside the repository")
    published = json.loads(path.read_bytes())
    assert plain(schema_of(f"cyclonedx-{version}").content) == plain(published)


def names(count: int, *wrong: int) -> list[dict[str, Any]]:
    return [{"license": {"name": 7 if at in wrong else "a"}} for at in range(count)]


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        (
            {"licenses": names(5_000, 0, 999, 1_000, 4_999)},
            [f"/licenses/{at}/license/name" for at in (0, 999, 1_000, 4_999)],
        ),
        ({"licenses": names(1_001, 1_000), "odd": 1}, ["/licenses/1000/license/name", "/odd"]),
        (
            {
                "pedigree": {
                    "ancestors": [
                        {"type": "file", "name": "a", "tags": ["b"] * 2_000 + [7] * (at == 1_500)}
                        for at in range(1_600)
                    ]
                }
            },
            ["/pedigree/ancestors/1500/tags/2000"],
        ),
    ],
)
def test_errors_in_long_lists_stand_where_they_are(value: Any, pointers: list[str]) -> None:
    schema = schema_of("cyclonedx-1.6").part("#/definitions/component")
    found = schema.errors({"type": "file", "name": "a"} | value)
    assert sorted({one.pointer for one in found}) == sorted(pointers)


def test_work_on_a_list_of_nothing_but_errors_is_bounded() -> None:
    schema = schema_of("cyclonedx-1.6").part("#/definitions/component")
    component = {"type": "file", "name": "a", "hashes": [{"alg": 1, "content": 7}] * 200_000}
    assert len(list(schema.errors(component, limit=50))) == 50
