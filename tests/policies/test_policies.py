"""Policies: what is read, what is merged, what is refused where, and what the schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from provenance.catalogue import entry_ids, load_entry
from provenance.decoding.toml import parse_toml
from provenance.errors import ConfigurationError, UsageError
from provenance.judgment import load_policy, shipped_policies
from provenance.model.policy import Policy, Waiver

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas" / "policy.schema.json").read_text())
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
DIGEST = "sha256:" + "5d" * 32

EXAMPLE = f"""name = "acme-gateway"
extends = "baseline"

[product]
name = "acme/gateway"
version-scheme = "semver"
images = ["*.img", "boot/*.bin"]
other = ["docs/**"]

[verifier]
id = "https://audit.example/procurement"

[rules]
"signature/unsigned-image" = {{ level = "error", blocking = true }}
"sbom/missing-identifier" = "off"

[expect]
evidence = ["sbom", "provenance", "layout"]
platforms = ["https://ci.acme.example/gateway"]
sources = ["git+https://git.acme.example/", "https://www.kernel.org/"]
build-types = ["https://acme.example/firmware/v1"]
parameters.target = "gateway-arm64"

[parameters."crypto/disallowed-hash"]
allowed = ["sha256", "sha384", "sha512", "sha3-256"]

[[waiver]]
rule = "provenance/missing-provenance"
subject = "{DIGEST}"
owner = "psirt@acme.example"
reason = "radio blob, supplier agreement 2026-114"
until = 2027-01-31
"""


def plain(text: str) -> Any:
    """A TOML text as JSON has it: dates are texts."""
    value = parse_toml(Path("policy.toml"), text.encode()).value
    return json.loads(json.dumps(value, default=lambda day: day.isoformat()))


def policy_of(folder: Path, text: str, name: str = "policy.toml") -> Policy:
    path = folder / name
    path.write_text(text)
    return load_policy(path)


def test_the_example_is_read(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, EXAMPLE)
    assert policy.name == "acme-gateway"
    assert policy.images == ("*.img", "boot/*.bin")
    assert policy.other == ("docs/**",)
    assert policy.expect.evidence == ("layout", "provenance", "sbom")
    assert policy.expect.parameters == (("target", '"gateway-arm64"'),)
    assert dict(policy.rules)["sbom/missing-identifier"].level == "off"
    assert dict(policy.rules)["artifact/digest-mismatch"].blocks
    assert not dict(policy.rules)["dependency/unreachable-component"].blocks
    reason = "radio blob, supplier agreement 2026-114"
    rule = "provenance/missing-provenance"
    assert policy.waivers == (Waiver(rule, DIGEST, "psirt@acme.example", reason, "2027-01-31"),)


def test_the_schema_takes_the_example_and_everything_shipped() -> None:
    VALIDATOR.validate(plain(EXAMPLE))
    assert shipped_policies() == SHIPPED
    for name in shipped_policies():
        path = ROOT / "src" / "provenance" / "policies" / f"{name}.toml"
        VALIDATOR.validate(plain(path.read_text()))
        assert load_policy(name).name == name
    VALIDATOR.validate(plain((ROOT / "samples" / "gateway.policy.toml").read_text()))


def test_the_schema_names_every_rule_and_parameter() -> None:
    rules = entry_ids("provenance.rules")
    assert tuple(SCHEMA["$defs"]["rule"]["enum"]) == rules
    named = {
        rule: getattr(load_entry("provenance.rules", rule), "PARAMETERS", {}) for rule in rules
    }
    written = SCHEMA["properties"]["parameters"]["properties"]
    assert {rule: set(part["properties"]) for rule, part in written.items()} == {
        rule: set(parameters) for rule, parameters in named.items() if parameters
    }


SHIPPED = (
    "baseline",
    "bsi-2.0",
    "bsi-2.1",
    "cisa-2026",
    "cra",
    "fda-2026",
    "fsct-3",
    "minimal",
    "ntia-2021",
    "openchain-telco-1.1",
    "strict",
)

OF_PROFILES = {
    "lifecycle/end-of-life-component",
    "lifecycle/missing-disclosure-contact",
    "lifecycle/support-ended",
    "lifecycle/unstated-support",
    "sbom/missing-conditional-field",
    "sbom/missing-deployable-properties",
    "vulnerability/mixed-into-sbom",
}
"""Rules that only a profile asks for."""


def test_baseline_asks_every_rule_at_its_own_level() -> None:
    levels = {rule: setting.level for rule, setting in load_policy("baseline").rules}
    assert tuple(sorted(levels)) == entry_ids("provenance.rules")
    for rule, level in levels.items():
        own = load_entry("provenance.rules", rule).LEVEL
        assert level == ("off" if rule in OF_PROFILES else own), rule
    assert load_policy("baseline").expect.evidence == ("provenance", "sbom")


BROKEN = [
    ("", "name", None),
    ('name = ""', "name", 1),
    ("name = 3", "name", 1),
    ('name = "x"\ncolor = "blue"', "color", 2),
    ('name = "x"\n[rules]\n"no/such-rule" = "error"', 'rules."no/such-rule"', 3),
    ('name = "x"\n[rules]\n"sbom/unsigned-sbom" = "fatal"', 'rules."sbom/unsigned-sbom"', 3),
    (
        'name = "x"\n[rules]\n"sbom/unsigned-sbom" = { blocking = true }',
        'rules."sbom/unsigned-sbom"',
        3,
    ),
    ('name = "x"\n[expect]\nevidence = ["horoscope"]', "expect.evidence", 3),
    ('name = "x"\n[expect]\nplatforms = "https://ci"', "expect.platforms", 3),
    ('name = "x"\n[expect]\nrefs = "refs/tags/v2.*"', "expect.refs", 3),
    ('name = "x"\n[expect]\npackages = ["gateway"]', "expect.packages", 3),
    ('name = "x"\n[expect]\npackages = ["pkg:npm"]', "expect.packages", 3),
    ('name = "x"\n[product]\nimages = [""]', "product.images", 3),
    ('name = "x"\n[verifier]\nname = "me"', "verifier.name", 3),
    (
        'name = "x"\n[parameters."crypto/disallowed-hash"]\nforbidden = ["md5"]',
        'parameters."crypto/disallowed-hash".forbidden',
        3,
    ),
    (
        'name = "x"\n[parameters."sbom/unsigned-sbom"]\nallowed = []',
        'parameters."sbom/unsigned-sbom"',
        2,
    ),
]


@pytest.mark.parametrize(("text", "key", "line"), BROKEN)
def test_what_is_wrong_is_named(text: str, key: str, line: int | None, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        policy_of(tmp_path, text)
    assert caught.value.key == key
    assert caught.value.line == line
    assert not VALIDATOR.is_valid(plain(text))


WAIVER = {
    "rule": '"sbom/unsigned-sbom"',
    "subject": f'"{DIGEST}"',
    "owner": '"a@b.example"',
    "reason": '"because"',
    "until": "2027-01-31",
}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rule", '"no/such-rule"'),
        ("subject", '"bootloader.bin"'),
        ("subject", '"sha256:XYZ"'),
        ("owner", '""'),
        ("reason", None),
        ("until", '"tomorrow"'),
        ("until", '"2027-02-40"'),
    ],
)
def test_a_waiver_has_subject_owner_reason_and_end(
    key: str, value: str | None, tmp_path: Path
) -> None:
    fields = {name: text for name, text in {**WAIVER, key: value}.items() if text is not None}
    text = 'name = "x"\n[[waiver]]\n' + "\n".join(f"{k} = {v}" for k, v in fields.items())
    with pytest.raises(ConfigurationError) as caught:
        policy_of(tmp_path, text)
    assert (caught.value.line or 0) >= 2
    assert not VALIDATOR.is_valid(plain(text))


def test_a_later_version_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="later version"):
        policy_of(tmp_path, 'name = "x"\n[plugins]\nmine = "x"')


def test_refs_and_packages_are_part_of_what_is_expected(tmp_path: Path) -> None:
    told = 'refs = ["refs/tags/v2.*"]\npackages = ["pkg:npm/%40acme/gw", "https://acme.example/gw"]'
    text = f'name = "x"\n[expect]\n{told}'
    policy = policy_of(tmp_path, text)
    assert policy.expect.refs == ("refs/tags/v2.*",)
    assert policy.expect.packages == ("https://acme.example/gw", "pkg:npm/%40acme/gw")
    assert VALIDATOR.is_valid(plain(text))
    other = policy_of(tmp_path, text.replace("v2", "v3"))
    assert other.digest != policy.digest
    extended = policy_of(tmp_path, text, "base.toml")
    again = policy_of(tmp_path, 'name = "y"\nextends = "base.toml"\n[expect]\nrefs = []')
    assert again.expect.refs == ()
    assert again.expect.packages == extended.expect.packages


def test_extension_merges_key_by_key(tmp_path: Path) -> None:
    policy_of(
        tmp_path,
        'name = "base"\nextends = "minimal"\n[expect]\nplatforms = ["a"]\nparameters.x = 1\n'
        '[parameters."crypto/disallowed-hash"]\nallowed = ["sha256"]\n',
        "base.toml",
    )
    policy = policy_of(
        tmp_path,
        'name = "own"\nextends = "base.toml"\n[expect]\nparameters.y.z = true\n'
        '[rules]\n"artifact/digest-mismatch" = "note"\n',
    )
    assert policy.expect.platforms == ("a",)
    assert policy.expect.parameters == (("x", "1"), ("y.z", "true"))
    assert policy.parameters == (("crypto/disallowed-hash", '{"allowed":["sha256"]}'),)
    assert dict(policy.rules)["artifact/digest-mismatch"].level == "note"
    assert dict(policy.rules)["process/vacuous-audit"].level == "error"


def test_an_endless_extension_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\nextends = "b.toml"\n')
    (tmp_path / "b.toml").write_text('name = "b"\nextends = "a.toml"\n')
    with pytest.raises(ConfigurationError, match="extends itself"):
        load_policy(tmp_path / "a.toml")


def test_an_unknown_policy_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"baseline, .*minimal, .*strict"):
        load_policy("lenient")
    with pytest.raises(ConfigurationError) as caught:
        policy_of(tmp_path, 'name = "x"\nextends = "lenient"')
    assert (caught.value.line, caught.value.key) == (2, "extends")


def test_the_digest_follows_content_not_spelling_nor_place(tmp_path: Path) -> None:
    one = policy_of(tmp_path, EXAMPLE)
    (tmp_path / "elsewhere").mkdir()
    respelled = EXAMPLE.replace(
        'evidence = ["sbom", "provenance", "layout"]', "evidence = ['layout', 'provenance', 'sbom']"
    )
    respelled = respelled.replace('= "off"', '= { level = "off" }').replace(
        "until = 2027-01-31", 'until = "2027-01-31"'
    )
    two = policy_of(tmp_path / "elsewhere", f"# a remark\n{respelled}", "other.toml")
    assert one.digest == two.digest
    for old, new in (
        ("gateway-arm64", "gateway-riscv"),
        ("baseline", "strict"),
        ('= "off"', '= "note"'),
        ("2027-01-31", "2027-02-01"),
    ):
        assert policy_of(tmp_path, EXAMPLE.replace(old, new)).digest != one.digest


def test_a_file_is_extended_wherever_both_lie(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "base.toml").write_text('name = "base"\nextends = "minimal"\n')
        (tmp_path / folder / "own.toml").write_text('name = "own"\nextends = "base.toml"\n')
    digests = {load_policy(tmp_path / folder / "own.toml").digest for folder in ("one", "two")}
    assert len(digests) == 1
