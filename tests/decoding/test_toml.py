"""Errors in what an auditor wrote name file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.decoding.toml import load_toml, parse_toml, spell
from provenance.errors import ConfigurationError

SAMPLE = b"""# a comment
name = "a"  # [not a table]
[[key]]
name = "acme"
roles = [
 "a", # ]
 "b",
]
pem = \"\"\"
[key]
x = 1
\"\"\"
[[key]]
name = "b"
p.q = 1
[rules]
"signature/unsigned-image" = { level = "x", blocking = true }
[rules."a/b".c]
d = 1
[key.sub]
z = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("key",), 3),
        (("key", 0), 3),
        (("key", 0, "roles"), 5),
        (("key", 0, "roles", 1), 5),
        (("key", 0, "pem"), 9),
        (("key", 1), 13),
        (("key", 1, "name"), 14),
        (("key", 1, "p", "q"), 15),
        (("rules", "signature/unsigned-image", "level"), 17),
        (("rules", "a/b", "c", "d"), 19),
        (("key", 1, "sub", "z"), 21),
        (("absent",), None),
    ],
)
def test_the_line_of_a_key(path, line):
    assert parse_toml(Path("f.toml"), SAMPLE).line(*path) == line


def test_an_error_says_file_line_and_key():
    error = parse_toml(Path("f.toml"), SAMPLE).error("is odd", "key", 1, "name")
    assert str(error) == "f.toml:14: key[1].name: is odd"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a = 1\nb = = 2\n", "f.toml:2: is not TOML: Invalid value in column 5"),
        (b"a = [1", "f.toml:1: is not TOML: Unclosed array"),
        (b"a = 1\na = 2", "f.toml:2: is not TOML: Cannot overwrite a value"),
        (b"a = 1\n\xff", "f.toml:2: is not UTF-8"),
        (b"a = 2026-02-30", "f.toml:1: is not TOML: Invalid date or datetime"),
        (b"a = " + b"[" * 100_000, "f.toml: is nested too deeply"),
    ],
)
def test_broken_files_are_named_errors(text, message):
    with pytest.raises(ConfigurationError, match=r"f\.toml") as caught:
        parse_toml(Path("f.toml"), text)
    assert str(caught.value).startswith(message)


def test_a_missing_file_is_a_named_error(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        load_toml(tmp_path / "none.toml")


def test_a_byte_order_mark_is_allowed(tmp_path):
    (tmp_path / "f.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    found = load_toml(tmp_path / "f.toml")
    assert found.value == {"a": 1, "b": 2}
    assert found.line("b") == 2


def test_names_that_need_quotation_marks_get_them():
    assert spell(("rules", "a/b", "key", 2)) == 'rules."a/b".key[2]'


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_a_named_error(data):
    try:
        found = parse_toml(Path("f.toml"), data)
    except ConfigurationError:
        return
    assert isinstance(found.value, dict)
