"""License expressions: what parses, which ids are known, and that size is bounded."""

from __future__ import annotations

import pytest

from provenance import limits
from provenance.decoding import license_expression
from provenance.decoding.license_expression import (
    license_fault,
    local_refs,
    normal_expression,
    unknown_ids,
)


@pytest.mark.parametrize(
    "text",
    [
        "MIT",
        "mit",
        "GPL-2.0+",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "(MIT OR Apache-2.0) AND BSD-3-Clause",
        "LicenseRef-acme AND MIT",
        "DocumentRef-tool:LicenseRef-acme",
        "GPL-2.0-or-later WITH AdditionRef-acme",
    ],
)
def test_expressions_that_the_specification_has(text: str) -> None:
    assert license_fault(text) is None
    assert unknown_ids(text) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        ("(MIT OR", "requires two or more"),
        ("MIT AND AND Zlib", "Invalid operator sequence"),
        ("Apache 2.0", "'Apache 2.0' is no license id"),
        ("GPL-2.0-only WITH MIT", "cannot be used as an exception"),
        ("BSD, MIT", ""),
        ("( AND MIT", "nothing beside it"),
        ("MIT or ( )", "nothing beside it"),
    ],
)
def test_expressions_that_do_not_parse(text: str, fault: str) -> None:
    found = license_fault(text)
    assert found is not None
    assert fault in found
    assert unknown_ids(text) == ()


@pytest.mark.parametrize("text", ["GPLv2", "BSD", "GPLv2 OR MIT"])
def test_ids_that_are_on_no_list_are_named(text: str) -> None:
    assert license_fault(text) is None
    assert unknown_ids(text) == (text.split()[0],)


def test_what_a_document_has_to_define() -> None:
    assert local_refs("MIT AND (LicenseRef-b OR LicenseRef-a) AND LicenseRef-b") == (
        "LicenseRef-a",
        "LicenseRef-b",
    )
    assert local_refs("MIT") == ()


def test_one_spelling() -> None:
    assert normal_expression("mit or apache-2.0") == normal_expression("Apache-2.0 OR MIT")
    assert normal_expression("(((") == "((("


@pytest.mark.parametrize(
    "text",
    [
        " AND ".join(["MIT"] * 100_000),
        "(" * 60_000,
        "(MIT AND " * 3_000 + "MIT" + ")" * 3_000,
        "MIT OR " * 9_000 + "Zlib",
    ],
)
def test_giants_end(text: str) -> None:
    fault = license_fault(text)
    if len(text) > limits.LICENSE_EXPRESSION:
        assert "characters" in (fault or "")
    assert isinstance(normal_expression(text), str)
    assert isinstance(unknown_ids(text), tuple)


@pytest.mark.parametrize(
    "text",
    [
        "GPL-2.0-with-classpath-exception",
        "(CDDL-1.0 OR GPL-2.0-with-GCC-exception)",
        "eCos-2.0",
        "wxWindows AND MIT",
        "LicenseRef-GPL-2.0-with-classpath-exception",
    ],
)
def test_deprecated_ids_are_ids(text: str) -> None:
    assert license_fault(text) is None
    assert unknown_ids(text) == ()


def test_ids_that_need_no_parser_are_what_the_parser_takes_them_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = license_expression._plain_ids()
    assert "MIT" in plain
    assert "Classpath-exception-2.0" not in plain
    monkeypatch.setattr(license_expression, "_plain_ids", frozenset)
    look = license_expression._fault.__wrapped__, license_expression._unknown.__wrapped__
    assert {look[0](one) for one in plain} == {None}
    assert {look[1](one) for one in plain} == {()}
