"""The fields of one policy file, checked one by one; every fault names file, line and key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from provenance.catalogue import entry_ids, load_entry
from provenance.decoding.toml import Step, TomlFile
from provenance.graph.identity import is_of_nothing
from provenance.model.digest import check_digest
from provenance.questions.formats import parse_format

Path = tuple[Step, ...]
Check = Callable[[TomlFile, Any, Path], Any]

_RULES: Final = "provenance.rules"
_LEVELS: Final = ("error", "warning", "note", "off")
_EVIDENCE: Final = ("sbom", "provenance", "layout", "manifest", "signature")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_LATER: Final[Mapping[Path, str]] = {
    ("expect", "refs"): "expected refs come with a later version of this tool",
    ("plugins",): "entries of other packages come with a later version of this tool",
}


def read_fields(file: TomlFile) -> dict[str, Any]:
    """The content of a policy file in one spelling, with an entry for each part."""
    value = _table(file, file.value, (), _TOP)
    if "name" not in value:
        raise file.error("is missing: every policy has a name", "name")
    for part in ("rules", "expect", "product", "verifier", "parameters"):
        value.setdefault(part, {})
    value.setdefault("waivers", value.pop("waiver", []))
    value.pop("extends", None)
    return value


def _table(file: TomlFile, value: Any, path: Path, fields: Mapping[str, Check]) -> dict[str, Any]:
    """A table with known keys only, each checked."""
    found: dict[str, Any] = {}
    for key, inner in _pairs(file, value, path):
        here = (*path, key)
        if here in _LATER:
            raise file.error(f"is not known yet: {_LATER[here]}", *here)
        if key not in fields:
            raise file.error(f"is not known here; known: {', '.join(sorted(fields))}", *here)
        found[key] = fields[key](file, inner, here)
    return found


def _pairs(file: TomlFile, value: Any, path: Path) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise file.error("has to be a table", *path)
    return list(value.items())


def _text(file: TomlFile, value: Any, path: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise file.error("has to be a text that is not empty", *path)
    return value


def _texts(file: TomlFile, value: Any, path: Path) -> list[str]:
    """An array of texts; order and repetition say nothing."""
    if not isinstance(value, list):
        raise file.error("has to be an array of texts", *path)
    return sorted({_text(file, item, path) for item in value})


def _flag(file: TomlFile, value: Any, path: Path) -> bool:
    if not isinstance(value, bool):
        raise file.error("has to be true or false", *path)
    return value


def _level(file: TomlFile, value: Any, path: Path) -> str:
    if value not in _LEVELS:
        raise file.error(f"{value!r} is no level; levels: {', '.join(_LEVELS)}", *path)
    return str(value)


def _evidence(file: TomlFile, value: Any, path: Path) -> list[str]:
    kinds = _texts(file, value, path)
    for kind in kinds:
        if kind not in _EVIDENCE:
            known = ", ".join(_EVIDENCE)
            raise file.error(f"{kind!r} is no kind of evidence; known: {known}", *path)
    return kinds


def _rules(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    return {
        rule: _setting(file, setting, _rule(file, rule, (*path, rule)))
        for rule, setting in _pairs(file, value, path)
    }


def _rule(file: TomlFile, rule: str, path: Path) -> Path:
    if rule not in entry_ids(_RULES):
        raise file.error("is no rule; `provenance explain` lists them", *path)
    return path


def _setting(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    if isinstance(value, str):
        return {"level": _level(file, value, path), "blocking": None}
    found = _table(file, value, path, {"level": _level, "blocking": _flag})
    if "level" not in found:
        raise file.error("needs a level", *path)
    return {"level": found["level"], "blocking": found.get("blocking")}


def _rule_parameters(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    found = {}
    for rule, inner in _pairs(file, value, path):
        _rule(file, rule, (*path, rule))
        known = getattr(load_entry(_RULES, rule), "PARAMETERS", {})
        fields = {name: _parameter_check(kind) for name, kind in known.items()}
        if not fields:
            raise file.error("has no parameters", *path, rule)
        found[rule] = _table(file, inner, (*path, rule), fields)
    return found


def _expected_parameters(file: TomlFile, value: Any, path: Path) -> dict[str, str]:
    """Dotted names to JSON text, as builds state their parameters."""
    found: dict[str, str] = {}
    for key, inner in _pairs(file, value, path):
        here = (*path, key)
        name = key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        if isinstance(inner, dict) and inner:
            deeper = _expected_parameters(file, inner, here)
            found.update((f"{name}.{below}", text) for below, text in deeper.items())
        else:
            found[name] = _json_text(file, inner, here)
    return found


def _json_text(file: TomlFile, value: Any, path: Path) -> str:
    try:
        return json.dumps(
            value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        )
    except (TypeError, ValueError) as error:
        raise file.error("has no counterpart in JSON; write it as a text", *path) from error


def _waivers(file: TomlFile, value: Any, path: Path) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise file.error("has to be an array of tables: [[waiver]]", *path)
    return [_waiver(file, item, (*path, number)) for number, item in enumerate(value)]


def _waiver(file: TomlFile, value: Any, path: Path) -> dict[str, str]:
    found = _table(file, value, path, _WAIVER)
    for key in _WAIVER:
        if key not in found:
            raise file.error(f"needs {key!r}: a waiver has an owner, a reason and an end", *path)
    return found


def _waived_rule(file: TomlFile, value: Any, path: Path) -> str:
    rule = _text(file, value, path)
    _rule(file, rule, path)
    return rule


def _waived_subject(file: TomlFile, value: Any, path: Path) -> str:
    """A digest or a purl: a bare name would also waive what somebody names like that tomorrow."""
    text = _text(file, value, path)
    if text.startswith("pkg:") and "/" in text:
        return text
    algorithm, colon, digest = text.partition(":")
    problem = check_digest(algorithm, digest) if colon else "is a bare name"
    if not problem and is_of_nothing(digest):
        problem = "is the digest of nothing, which anybody can state of anything"
    if problem:
        raise file.error(f"{problem}; name a digest (sha256:…) or a purl (pkg:…)", *path)
    return text


def _date(file: TomlFile, value: Any, path: Path) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        text = _text(file, value, path)
        if _DAY.fullmatch(text) is None:
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise file.error("has to be a date such as 2027-01-31", *path) from error


def _formats(file: TomlFile, value: Any, path: Path) -> list[str]:
    texts = _texts(file, value, path)
    for text in texts:
        if parse_format(text) is None:
            raise file.error(f"{text!r} is no format such as SPDX>=2.2,<3 until 2027-01-31", *path)
    return texts


def _parameter_check(kind: str | tuple[str, ...] | list[str]) -> Check:
    """How a parameter is checked: by its kind, or against the words that it may be or hold."""
    if isinstance(kind, str):
        return _PARAMETER_KINDS[kind]
    check = _one_word if isinstance(kind, tuple) else _words
    return partial(check, known=tuple(kind))


def _one_word(file: TomlFile, value: Any, path: Path, *, known: tuple[str, ...]) -> str:
    if value not in known:
        raise file.error(f"{value!r} is none of: {', '.join(known)}", *path)
    return str(value)


def _words(file: TomlFile, value: Any, path: Path, *, known: tuple[str, ...]) -> list[str]:
    return [_one_word(file, text, path, known=known) for text in _texts(file, value, path)]


_PARAMETER_KINDS: Final[Mapping[str, Check]] = {
    "texts": _texts,
    "flag": _flag,
    "formats": _formats,
}
_WAIVER: Final[Mapping[str, Check]] = {
    "rule": _waived_rule,
    "subject": _waived_subject,
    "owner": _text,
    "reason": _text,
    "until": _date,
}


def _product(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    fields = {"name": _text, "version-scheme": _text, "images": _texts, "other": _texts}
    return _table(file, value, path, fields)


def _verifier(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    return _table(file, value, path, {"id": _text})


def _expect(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    fields: dict[str, Check] = {
        "evidence": _evidence,
        "platforms": _texts,
        "sources": _texts,
        "build-types": _texts,
        "parameters": _expected_parameters,
    }
    return _table(file, value, path, fields)


_TOP: Final[Mapping[str, Check]] = {
    "name": _text,
    "extends": _text,
    "rules": _rules,
    "expect": _expect,
    "product": _product,
    "verifier": _verifier,
    "parameters": _rule_parameters,
    "waiver": _waivers,
}
