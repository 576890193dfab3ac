"""Policies: TOML that an auditor wrote, what it extends, and one digest over the result.

- A policy extends a shipped one by name, or a file by a path relative to its own.
- What it says replaces what it extends, key by key: a rule's setting as a whole, one parameter, one
  expectation. Waivers are added.
- The digest is over the resolved content, so that it is the same wherever the file lies and however
  it is spelled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from os import PathLike
from pathlib import Path
from typing import Any, Final

from provenance.decoding.toml import TomlFile, load_toml
from provenance.errors import UsageError
from provenance.judgment.policy_fields import read_fields
from provenance.model.digest import Digest
from provenance.model.policy import Expectations, Policy, RuleSetting, Waiver
from provenance.model.profile import Field, Profile

_SHIPPED: Final = "provenance.policies"

_MEMBERS: Final = {"spdx-2": "spdx_2", "spdx-3": "spdx_3"}

Plain = dict[str, Any]


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that come with this package."""
    names = (entry.name for entry in files(_SHIPPED).iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


def load_policy(policy: str | PathLike[str], digest: str | None = None) -> Policy:
    """The policy of a shipped name or of a file, with everything that it extends.

    Where a digest is given (`sha256:…`), it has to be that of the policy: an older one, or one that
    somebody changed, judges nothing. Raises `ConfigurationError` with file, line and key, or
    `UsageError` where there is none or another one.
    """
    found = _policy_of(_resolve(_open(policy, Path()), ()))
    if digest is not None and str(found.digest) != f"sha256:{digest.removeprefix('sha256:')}":
        raise UsageError(f"the policy {found.name} is {found.digest}, and not {digest}")
    return found


def _open(policy: str | PathLike[str], folder: Path) -> TomlFile:
    if isinstance(policy, str) and policy in shipped_policies():
        with as_file(files(_SHIPPED).joinpath(f"{policy}.toml")) as path:
            return load_toml(path)
    path = folder / policy
    if isinstance(policy, str) and not path.suffix and not path.exists():
        known = ", ".join(shipped_policies())
        raise UsageError(f"no policy is called {policy!r}; shipped: {known}; else give a TOML file")
    return load_toml(path)


def _resolve(file: TomlFile, above: tuple[Path, ...]) -> Plain:
    """The plain content of a file over that of what it extends."""
    path = file.path.resolve()
    own = read_fields(file)
    if own["profile"]:
        own["profile"]["name"] = own["name"]
    if path in above:
        raise file.error("extends itself, directly or through others", "extends")
    base = file.value.get("extends")
    if base is None:
        return {"extends": [], **own}
    try:
        under = _resolve(_open(base, file.path.parent), (*above, path))
    except UsageError as error:
        if type(error) is not UsageError:
            raise
        raise file.error(str(error), "extends") from error
    return _merge(under, own)


def _merge(under: Plain, own: Plain) -> Plain:
    merged: Plain = {"name": own["name"], "extends": [under["name"], *under["extends"]]}
    for part in ("rules", "product", "verifier"):
        merged[part] = {**under[part], **own[part]}
    expect = {**under["expect"], **own["expect"]}
    if "parameters" in under["expect"] and "parameters" in own["expect"]:
        expect["parameters"] = {**under["expect"]["parameters"], **own["expect"]["parameters"]}
    merged["expect"] = expect
    rules = sorted({*under["parameters"], *own["parameters"]})
    merged["parameters"] = {
        rule: {**under["parameters"].get(rule, {}), **own["parameters"].get(rule, {})}
        for rule in rules
    }
    merged["waivers"] = [*under["waivers"], *own["waivers"]]
    merged["profile"] = own["profile"] or under["profile"]
    fields = {} if own["profile"] else {field["name"]: field for field in under["field"]}
    merged["field"] = [*{**fields, **{field["name"]: field for field in own["field"]}}.values()]
    return merged


def _policy_of(plain: Plain) -> Policy:
    waivers = sorted(plain["waivers"], key=lambda waiver: sorted(waiver.items()))
    plain = {**plain, "waivers": waivers}
    product, settings = plain["product"], plain["rules"]
    return Policy(
        name=plain["name"],
        digest=Digest("sha256", hashlib.sha256(_canonical(plain).encode()).hexdigest()),
        rules=tuple((rule, RuleSetting(**settings[rule])) for rule in sorted(settings)),
        expect=_expectations(plain["expect"]),
        product=product.get("name"),
        version_scheme=product.get("version-scheme"),
        images=_texts(product, "images"),
        other=_texts(product, "other") or (),
        verifier=plain["verifier"].get("id"),
        parameters=tuple((r, _canonical(v)) for r, v in sorted(plain["parameters"].items())),
        waivers=tuple(Waiver(**waiver) for waiver in waivers),
        profile=_profile(plain),
    )


def _profile(plain: Plain) -> Profile | None:
    """Fields without a profile of their own are the policy's."""
    told, rows = plain["profile"], plain["field"]
    if not told and not rows:
        return None
    fields = tuple(Field(**{_MEMBERS.get(k, k): v for k, v in row.items()}) for row in rows)
    return Profile(
        name=plain["profile"].get("name", plain["name"]),
        title=told.get("title", plain["name"]),
        edition=told.get("edition", ""),
        source=told.get("source", ""),
        mark=told.get("mark", "general"),
        start=told.get("from", ""),
        end=told.get("until", ""),
        fields=fields,
    )


def _expectations(plain: Plain) -> Expectations:
    parameters = plain.get("parameters")
    return Expectations(
        evidence=_texts(plain, "evidence") or (),
        platforms=_texts(plain, "platforms"),
        sources=_texts(plain, "sources"),
        build_types=_texts(plain, "build-types"),
        parameters=None if parameters is None else tuple(sorted(parameters.items())),
        refs=_texts(plain, "refs"),
        packages=_texts(plain, "packages"),
    )


def _texts(plain: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    return None if plain.get(key) is None else tuple(plain[key])


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
