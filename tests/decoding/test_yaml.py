"""YAML as data: the core schema, what is odd, and what is refused."""

from __future__ import annotations

import contextlib
import re
from decimal import Decimal
from typing import Any

import pytest
import yaml as reference
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import limits
from provenance.decoding import yaml
from provenance.decoding.pile import Pile
from provenance.errors import DecodingError, LimitExceededError


def value(text: str) -> Any:
    found = yaml.load(text.encode())
    assert found.oddities == ()
    return found.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("-12", -12),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("1.10", Decimal("1.10")),
        ("1e3", Decimal("1e3")),
        ("1.2.3", "1.2.3"),
        (".inf", ".inf"),
        ("-", [None]),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("off", "off"),
        ("~", None),
        ("null", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("<<", "<<"),
        ("|\n  a\n  b\n", "a\nb\n"),
        ("", None),
        ("# nothing", None),
    ],
)
def test_scalars_have_the_types_of_the_core_schema(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_mappings_and_lists() -> None:
    text = "a:\n- b: 1\n  c: [x, {d: }]\n- 2\n1: one\ntrue: t\n"
    assert value(text) == {"a": [{"b": 1, "c": ["x", {"d": None}]}, 2], "1": "one", "true": "t"}


def test_a_doubled_name_is_told_and_the_last_is_read() -> None:
    found = yaml.load(b"a:\n- x/y: 1\n  x/y: 2\n")
    assert found.value == {"a": [{"x/y": 2}]}
    assert [(odd.name, odd.pointer) for odd in found.oddities] == [
        ("duplicate-name", "/a/0/x~1y"),
    ]


def test_no_tag_is_acted_upon() -> None:
    found = yaml.load(
        b"a: !!python/object/apply:os.getcwd []\nb: !own 1\nc: !!str 2\nd: !!binary QQ=="
    )
    assert found.value == {"a": [], "b": 1, "c": "2", "d": "QQ=="}
    assert [(odd.name, odd.pointer) for odd in found.oddities] == [
        ("tag", "/a"),
        ("tag", "/b"),
        ("tag", "/d"),
    ]


def test_no_alias_is_followed() -> None:
    with pytest.raises(yaml.AliasError, match="at line 2") as caught:
        yaml.load(b"a: &x [1]\nb: *x\n")
    assert caught.value.pointer == "/b"
    with pytest.raises(yaml.AliasError):
        yaml.load(b"a: &x [*x]\n")
    assert yaml.load(b"a: &x 1\n").value == {"a": 1}


def test_many_laughs_end_at_the_first() -> None:
    lines = [b"a0: &a0 [lol]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 20)]
    with pytest.raises(yaml.AliasError, match="line 2"):
        yaml.load(b"\n".join(lines))


def test_depth_is_bounded() -> None:
    depth = limits.JSON_DEPTH
    assert yaml.load(b"[" * depth + b"]" * depth).value == eval_depth(depth)
    with pytest.raises(LimitExceededError):
        yaml.load(b"[" * 50_000)


def eval_depth(depth: int) -> Any:
    found: list[Any] = []
    for _ in range(depth - 1):
        found = [found]
    return found


@pytest.mark.parametrize(
    "text",
    [b"[", b": b: c", b"\xff\xfe\xfd", b"a: \x00", b"? [a]\n: b\n", b"%YAML 9.9 x", b"\t- a"],
)
def test_what_is_no_yaml_is_an_error_that_says_where(text: bytes) -> None:
    with pytest.raises(DecodingError):
        yaml.load(text)


def test_of_several_documents_the_first_is_read() -> None:
    found = yaml.load(b"--- {a: 1}\n--- {a: 2}\n")
    assert found.value == {"a": 1}
    assert [odd.name for odd in found.oddities] == ["several-documents"]


# The writer knows YAML 1.1, and leaves numbers of YAML 1.2 such as 0E0 without quotation marks.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=12
).filter(lambda text: not re.fullmatch(r"[-+.0-9eExoOa-fA-F]+", text))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(PLAIN)
def test_what_another_writes_is_read_again(plain: Any) -> None:
    text = reference.dump(plain, Dumper=NoAliases, allow_unicode=True)
    assert yaml.load(text.encode()).value == plain


class NoAliases(reference.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@\n \t?,", max_size=60))
def test_any_text_gives_a_value_or_an_error(text: bytes | str) -> None:
    with contextlib.suppress(DecodingError):
        yaml.load(text if isinstance(text, bytes) else text.encode())


def test_an_empty_document_before_is_passed_over() -> None:
    found = yaml.load(b"---\n---\na: 1\n")
    assert found.value == {"a": 1}
    assert found.oddities == ()


@pytest.mark.parametrize("rest", [b"<html>", b"c: ]", b"c: [1, {d"])
def test_what_stood_before_the_fault_is_kept(rest: bytes) -> None:
    found = yaml.load(b"a: 1\nb:\n- x\n" + rest)
    assert (found.value["a"], found.value["b"]) == (1, ["x"])
    assert found.trouble is not None


def apart(text: bytes) -> Any:
    """The value with its piles spelled out."""
    found = yaml.load(text, ("a", "b"))
    return found, {
        name: [one for piece in value.pieces() for one in piece.values()]
        if isinstance(value, Pile)
        else value
        for name, value in found.value.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        b"a: []\n",
        b"a:\n- 1\n- x: [1, {y: 2}]\n- - 1\n- 1.10\n- {z: 99999999999999999999}\nc:\n- 1\n",
        b"c: {a: [1], b: [2]}\na: {b: [1]}\nb: text\n",
        b"a:\n- 1\na:\n- 2\n- x: 1\n  x: 2\n",
        b"a:\n- x: !own 1\n- !own {y: 1}\n- !own z\nb: !own []\n",
        b"a:\n- 1\n- x: 1\n  y: [2, {z: 3}\n",
        b"b:\n- x: 1\n<html>\n",
    ],
)
def test_lists_set_aside_say_the_same(text: bytes) -> None:
    expected = yaml.load(text)
    found, value = apart(text)
    assert value == expected.value
    assert repr(value) == repr(expected.value)
    assert found.oddities == expected.oddities
    assert str(found.trouble) == str(expected.trouble)


def test_a_list_at_the_top_is_one() -> None:
    assert yaml.load(b"- a: [1]\n", ("a",)).value == [{"a": [1]}]
