"""The text report: what a busy person reads first, and nothing that a terminal obeys."""

from __future__ import annotations

import re

import msgspec
import pytest
from handmade import BAD, DOUBTFUL, GOOD, VERDICTS, sha
from syrupy.assertion import SnapshotAssertion

from provenance.model.finding import ListedSubject, Request, Subject
from provenance.reports.text import render

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_it_stays_as_people_know_it(name: str, snapshot: SnapshotAssertion) -> None:
    assert render(VERDICTS[name]) == snapshot


def test_a_good_delivery_takes_five_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    quiet = msgspec.structs.replace(
        GOOD, inputs=tuple(file for file in GOOD.inputs if file.role == "image")
    )
    assert len(render(quiet).splitlines()) == 5
    assert len(render(quiet, color=True).splitlines()) == 5


def test_lines_fit_unless_a_digest_does_not() -> None:
    assert max(len(line) for line in render(BAD).splitlines()) <= 100


def test_digests_are_whole_when_piped_and_short_on_a_terminal() -> None:
    digest = str(sha("gateway.img"))
    assert digest in render(BAD)
    assert "\x1b" not in render(BAD)
    colored = render(BAD, color=True)
    assert digest not in colored
    assert f"{digest[:15]}…" in ESCAPE.sub("", colored)


def test_the_answer_comes_first_and_then_what_was_not_believed() -> None:
    first, second, *_ = render(DOUBTFUL).splitlines()
    assert first.endswith("INCONCLUSIVE")
    assert "Nothing was believed" in second
    assert "--trust" in " ".join(render(DOUBTFUL).split())


def test_what_blocks_comes_before_what_does_not_and_waived_findings_are_shown_last() -> None:
    text = render(BAD)
    order = [text.index(finding.rule) for finding in BAD.findings]
    assert order == sorted(order)
    assert "waived until 2027-01-31, psirt@acme.example: supplier agreement 2026-114" in text


def test_an_expired_waiver_is_shown_and_counts_no_more() -> None:
    dead = msgspec.structs.replace(BAD.findings[3], waiver_expired=True)
    text = render(msgspec.structs.replace(BAD, findings=(dead,)))
    assert "waiver expired 2027-01-31" in text
    assert " ✗ source/mutable-source" in text


@pytest.mark.parametrize("color", [False, True])
def test_a_hostile_name_cannot_speak_to_the_terminal(color: bool) -> None:
    evil = "a\x1b[2J\r\nPASSED\u202e\x9b.img"
    listed = ListedSubject(Subject(evil, None, evil), evil, ())
    finding = msgspec.structs.replace(BAD.findings[0], subjects=(listed,), images=(evil,))
    hostile = msgspec.structs.replace(BAD, delivery=evil, findings=(finding,), notes=(evil,))
    plain = ESCAPE.sub("", render(hostile, color=color))
    assert not set(plain) & {"\x1b", "\r", "\u202e", "\x9b"}
    assert not any(line.startswith("PASSED") for line in plain.splitlines())


def test_rules_that_say_the_same_are_one_entry_with_every_name() -> None:
    first = BAD.findings[0]
    alike = tuple(
        msgspec.structs.replace(first, rule=rule)
        for rule in ("sbom/missing-digest", "sbom/unsigned-sbom", "sbom/unnamed-component")
    )
    text = render(msgspec.structs.replace(BAD, findings=alike))
    assert " ✗ 3 rules " in text
    assert all(one.rule in text for one in alike)
    assert text.count(" ✗ ") == 1


def test_what_a_subject_is_called_is_not_said_twice() -> None:
    listed = (
        ListedSubject(Subject("zlib 1.3"), "zlib 1.3: it has none", ()),
        ListedSubject(Subject("musl 1.2"), "nothing leads to musl 1.2", ()),
        ListedSubject(Subject("uclibc 1.0"), "it has none", ()),
    )
    finding = msgspec.structs.replace(BAD.findings[0], count=3, subjects=listed)
    text = render(msgspec.structs.replace(BAD, findings=(finding,)))
    assert [line.strip() for line in text.splitlines() if line.startswith("     - ")] == [
        "- zlib 1.3: it has none",
        "- nothing leads to musl 1.2",
        "- uclibc 1.0: it has none",
    ]


def test_one_request_for_many_files_is_said_once() -> None:
    names = [f"part-{n}.bin, {sha(str(n))}" for n in range(3)]
    requests = tuple(
        Request(f"a signature over {name}, by a key trusted with images", ("a/b",))
        for name in names
    )
    text = render(msgspec.structs.replace(BAD, requests=requests))
    assert "1. a signature over each of these, by a key trusted with images:" in text
    assert all(f"     - {name}" in text for name in names)
    assert "  2. " not in text


def test_an_unused_waiver_says_why() -> None:
    waiver = BAD.unused_waivers[0]
    later = msgspec.structs.replace(waiver, until="2099-01-31")
    text = " ".join(render(msgspec.structs.replace(BAD, unused_waivers=(waiver, later))).split())
    assert f"{waiver.subject} is over ({waiver.owner}, until {waiver.until})" in text
    assert f"{waiver.subject} matches nothing ({waiver.owner}, until 2099-01-31)" in text
