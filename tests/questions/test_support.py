"""How long somebody stands behind components, by documents and by a list that an auditor brings."""

from __future__ import annotations

import pytest

from provenance.model.component import Component, Identifier, Support
from provenance.questions.support import end_of, ends_of, has_ended, is_silent, unreadable

AT = "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("until", "ended"),
    [
        ("2026-11-21", True),
        ("2026-11-22", False),
        ("2026-11-22T11:00:00Z", True),
        ("2026-11-22T13:00:00+02:00", True),
        ("2031-12-31", False),
        ("soon", None),
    ],
)
def test_a_bare_date_ends_with_its_day(until: str, ended: bool | None) -> None:
    assert has_ended(until, AT) is ended


def part(
    purl: str | None = None, name: str = "openssl", version: str | None = "1.1.1"
) -> Component:
    identifiers = () if purl is None else (Identifier("purl", purl),)
    return Component("r", name, version, "library", identifiers)


LINE = "pkg:generic/openssl@1.1.1 2023-09-11"


@pytest.mark.parametrize(
    ("component", "line", "meant"),
    [
        (part("pkg:generic/openssl@1.1.1"), LINE, True),
        (part("pkg:generic/openssl@1.1.1w"), LINE, True),
        (part("pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u5"), LINE, True),
        (part("pkg:deb/debian/openssl@1:1.1.1n"), LINE, True),
        (part("pkg:generic/openssl@1.1.10"), LINE, False),
        (part("pkg:generic/openssl@3.0.11"), LINE, False),
        (part("pkg:generic/libressl@1.1.1"), LINE, False),
        (part(version="1.1.1w"), LINE, True),
        (part(name="OpenSSL"), LINE, True),
        (part(version=None), LINE, False),
        (part("pkg:deb/debian/openssl@1.1.1"), "pkg:rpm/redhat/openssl@1.1.1 2023-09-11", False),
        (part("pkg:generic/openssl@0.9.8"), "pkg:generic/openssl 2023-09-11", True),
        (part("pkg:nothing"), LINE, True),
    ],
)
def test_a_line_means_a_package_and_its_releases(
    component: Component, line: str, meant: bool
) -> None:
    assert (end_of(component, ends_of((line,))) is not None) is meant


def test_lines_that_mean_nothing_are_told() -> None:
    odd = ("openssl 2023-09-11", "pkg:generic/openssl", "pkg:generic/openssl@1 once", "")
    assert unreadable((*odd, LINE)) == list(odd)


@pytest.mark.parametrize(
    ("component", "silent"),
    [
        (Component("r", "a", "1", "library"), True),
        (Component("r", "a", "1", "file"), False),
        (Component("r", "a", "1", support=Support("actively maintained")), True),
        (Component("r", "a", "1", support=Support("abandoned")), False),
        (Component("r", "a", "1", support=Support("support", "2030-01-01")), False),
        (Component("r", "a", "1", gaps=(("support", "unknown"),)), False),
    ],
)
def test_a_stated_gap_is_an_answer(component: Component, silent: bool) -> None:
    assert is_silent(component) is silent
