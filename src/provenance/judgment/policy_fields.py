"""The fields of one policy file, checked one by one; every fault names file, line and key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from provenance.catalogue import entry_ids, load_entry
from provenance.decoding.toml import TomlFile
from provenance.graph.identity import is_of_nothing
from provenance.judgment.checked import (
    Check,
    Path,
    checked_date,
    checked_flag,
    checked_number,
    checked_pairs,
    checked_table,
    checked_text,
    checked_texts,
)
from provenance.judgment.profile_fields import read_asked, read_profile
from provenance.model.digest import check_digest
from provenance.questions.formats import parse_format
from provenance.questions.packages import is_package, package_pattern_fault

_RULES: Final = "provenance.rules"
_LEVELS: Final = ("error", "warning", "note", "off")
_EVIDENCE: Final = (
    *("sbom", "provenance", "layout", "manifest", "signature", "log"),
    *("summary", "source", "test", "claim"),
)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def read_fields(file: TomlFile) -> dict[str, Any]:
    """The content of a policy file in one spelling, with an entry for each part."""
    value = checked_table(file, file.value, (), _TOP)
    if "name" not in value:
        raise file.error("is missing: every policy has a name", "name")
    for part in ("rules", "expect", "product", "verifier", "parameters", "profile"):
        value.setdefault(part, {})
    value.setdefault("field", [])
    value.setdefault("waivers", value.pop("waiver", []))
    value.pop("extends", None)
    return value


def _level(file: TomlFile, value: Any, path: Path) -> str:
    if value not in _LEVELS:
        raise file.error(f"{value!r} is no level; levels: {', '.join(_LEVELS)}", *path)
    return str(value)


def _evidence(file: TomlFile, value: Any, path: Path) -> list[str]:
    kinds = checked_texts(file, value, path)
    for kind in kinds:
        if kind not in _EVIDENCE:
            known = ", ".join(_EVIDENCE)
            raise file.error(f"{kind!r} is no kind of evidence; known: {known}", *path)
    return kinds


def _rules(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    return {
        rule: _setting(file, setting, _rule(file, rule, (*path, rule)))
        for rule, setting in checked_pairs(file, value, path)
    }


def _rule(file: TomlFile, rule: str, path: Path) -> Path:
    if rule not in entry_ids(_RULES):
        raise file.error("is no rule; `provenance explain` lists them", *path)
    return path


def _setting(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    if isinstance(value, str):
        return {"level": _level(file, value, path), "blocking": None}
    found = checked_table(file, value, path, {"level": _level, "blocking": checked_flag})
    if "level" not in found:
        raise file.error("needs a level", *path)
    return {"level": found["level"], "blocking": found.get("blocking")}


def _rule_parameters(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    found = {}
    for rule, inner in checked_pairs(file, value, path):
        _rule(file, rule, (*path, rule))
        known = getattr(load_entry(_RULES, rule), "PARAMETERS", {})
        fields = {name: _parameter_check(kind) for name, kind in known.items()}
        if not fields:
            raise file.error("has no parameters", *path, rule)
        found[rule] = checked_table(file, inner, (*path, rule), fields)
    return found


def _expected_parameters(file: TomlFile, value: Any, path: Path) -> dict[str, str]:
    """Dotted names to JSON text, as builds state their parameters."""
    found: dict[str, str] = {}
    for key, inner in checked_pairs(file, value, path):
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
    found = checked_table(file, value, path, _WAIVER)
    for key in _WAIVER:
        if key not in found:
            raise file.error(f"needs {key!r}: a waiver has an owner, a reason and an end", *path)
    return found


def _waived_rule(file: TomlFile, value: Any, path: Path) -> str:
    rule = checked_text(file, value, path)
    _rule(file, rule, path)
    return rule


def _waived_subject(file: TomlFile, value: Any, path: Path) -> str:
    """A digest or a purl: a bare name would also waive what somebody names like that tomorrow."""
    text = checked_text(file, value, path)
    if text.startswith("pkg:") and "/" in text:
        return text
    algorithm, colon, digest = text.partition(":")
    problem = check_digest(algorithm, digest) if colon else "is a bare name"
    if not problem and is_of_nothing(digest):
        problem = "is the digest of nothing, which anybody can state of anything"
    if problem:
        raise file.error(f"{problem}; name a digest (sha256:…) or a purl (pkg:…)", *path)
    return text


def _formats(file: TomlFile, value: Any, path: Path) -> list[str]:
    texts = checked_texts(file, value, path)
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
    return [_one_word(file, text, path, known=known) for text in checked_texts(file, value, path)]


_PARAMETER_KINDS: Final[Mapping[str, Check]] = {
    "texts": checked_texts,
    "flag": checked_flag,
    "number": checked_number,
    "formats": _formats,
}
_WAIVER: Final[Mapping[str, Check]] = {
    "rule": _waived_rule,
    "subject": _waived_subject,
    "owner": checked_text,
    "reason": checked_text,
    "until": checked_date,
}


def _product(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    fields = {
        "name": checked_text,
        "version-scheme": checked_text,
        "images": checked_texts,
        "other": checked_texts,
    }
    return checked_table(file, value, path, fields)


def _verifier(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    return checked_table(file, value, path, {"id": checked_text})


def _packages(file: TomlFile, value: Any, path: Path) -> list[str]:
    """Package URLs and other URIs: a bare name would fit whatever somebody calls like that."""
    texts = checked_texts(file, value, path)
    for text in texts:
        if is_package(text) and package_pattern_fault(text) is None:
            continue
        fault = package_pattern_fault(text) or "is a bare name"
        raise file.error(f"{text!r} {fault}; write a purl (pkg:npm/…) or a URI", *path)
    return texts


def _expect(file: TomlFile, value: Any, path: Path) -> dict[str, Any]:
    fields: dict[str, Check] = {
        "evidence": _evidence,
        "platforms": checked_texts,
        "sources": checked_texts,
        "build-types": checked_texts,
        "parameters": _expected_parameters,
        "refs": checked_texts,
        "packages": _packages,
    }
    return checked_table(file, value, path, fields)


_TOP: Final[Mapping[str, Check]] = {
    "profile": read_profile,
    "field": read_asked,
    "name": checked_text,
    "extends": checked_text,
    "rules": _rules,
    "expect": _expect,
    "product": _product,
    "verifier": _verifier,
    "parameters": _rule_parameters,
    "waiver": _waivers,
}
