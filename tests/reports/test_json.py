"""The JSON report: valid by its schema, stable, and readable again without loss."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from handmade import BAD, GOOD, VERDICTS

from provenance.decoding.verdict import verdict_from_plain, verdict_to_plain
from provenance.errors import DecodingError
from provenance.model.statement import VERDICT_TYPE
from provenance.reports.json import render

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schemas" / "verdict.schema.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_it_is_valid_by_its_schema(name: str) -> None:
    validator = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    text = render(VERDICTS[name])
    assert text.endswith("}\n")
    assert [str(error) for error in validator.iter_errors(json.loads(text))] == []


def test_the_schema_is_named_as_the_predicate_type() -> None:
    assert SCHEMA["$id"] == VERDICT_TYPE
    jsonschema_rs.meta.validate(SCHEMA)


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_it_is_read_again_without_loss(name: str) -> None:
    verdict = VERDICTS[name]
    again = verdict_from_plain(json.loads(render(verdict)))
    assert again == verdict
    assert render(again) == render(verdict)


def test_members_are_those_that_were_promised() -> None:
    plain = verdict_to_plain(BAD)
    promised = "verdict at subjects policy trust tool inputs rules findings coverage requests"
    assert set(promised.split()) <= set(plain)
    finding = plain["findings"][0]
    promised = "rule level outcome message count subjects digest images imageCount"
    assert set(promised.split()) <= set(finding)
    assert set(finding["subjects"][0]["origins"][0]) == {"document", "digest", "pointer"}
    assert plain["findings"][3]["waiver"]["owner"] == "psirt@acme.example"


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("verdict",), "GREEN", "/verdict"),
        (("subjects", 1, "digests", 0), "sha256:77", "/subjects/1/digests/0"),
        (("subjects", 1, "digests", 0), "SHA-256:77", "/subjects/1/digests/0"),
        (("findings", 0, "subjects", 0, "origins"), {}, "/findings/0/subjects/0/origins"),
        (("findings", 0, "surprise"), 1, "/findings/0/surprise"),
        (("rules", 0, "failed"), True, "/rules/0/failed"),
        (("rules", 0, "outcome"), "pass", "/rules/0/outcome"),
        (("coverage",), None, "/coverage"),
    ],
)
def test_what_is_no_verdict_is_refused_with_its_place(path, value, pointer) -> None:  # type: ignore[no-untyped-def]
    plain = copy.deepcopy(verdict_to_plain(BAD))
    node = plain
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(DecodingError) as caught:
        verdict_from_plain(plain)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize("value", [None, [], "x", {}, {"verdict": "PASSED"}])
def test_other_json_is_refused(value: object) -> None:
    with pytest.raises(DecodingError):
        verdict_from_plain(value)


def test_every_missing_member_is_named() -> None:
    plain = verdict_to_plain(GOOD)
    assert sorted(plain) == sorted(SCHEMA["required"])
    for member in plain:
        cut = {name: value for name, value in plain.items() if name != member}
        with pytest.raises(DecodingError):
            verdict_from_plain(cut)


def test_a_name_that_is_not_unicode_does_not_stop_a_report() -> None:
    odd = msgspec.structs.replace(GOOD, delivery="gate\udcffway")
    assert json.loads(render(odd).encode())["delivery"] == "gate\\udcffway"
