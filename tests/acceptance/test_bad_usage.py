"""What cannot be used is named, with its file, and ends with status 2 and nothing on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest
from acceptance_runs import DELIVERIES, SAMPLES, Ran, Run

GOOD = DELIVERIES / "gateway-2.4.0"
PUBLIC = SAMPLES / "keys" / "acme-build.pub"

POLICIES = {
    "no TOML": ("name =", "bad.toml:1"),
    "no name": ('extends = "baseline"', "bad.toml: name"),
    "unknown rule": ('name = "x"\n[rules]\n"nope/rule" = "off"', 'bad.toml:3: rules."nope/rule"'),
    "unknown level": (
        'name = "x"\n[rules]\n"sbom/missing-digest" = "fatal"',
        'bad.toml:3: rules."sbom/missing-digest"',
    ),
    "unknown key": ('name = "x"\nnam = "y"', "bad.toml:2: nam"),
    "unknown base": ('name = "x"\nextends = "nowhere"', "bad.toml:2: extends"),
    "a name waived": (
        'name = "x"\n[[waiver]]\nrule = "sbom/missing-digest"\nsubject = "zlib"\n'
        'owner = "o"\nreason = "r"\nuntil = 2027-01-01',
        "bad.toml:4: waiver[0].subject",
    ),
}
ROOTS = {
    "no TOML": ("[[key]", "bad.toml:1"),
    "nobody": ("[role.image]\nthreshold = 1", "bad.toml: "),
    "no roles": ('[[key]]\nname = "x"', "bad.toml:1: key[0]"),
    "no such file": (
        '[[key]]\nname = "x"\npath = "none.pub"\nroles = ["image"]',
        "bad.toml:3: key[0].path",
    ),
    "unknown role": (
        f'[[key]]\nname = "x"\npath = "{PUBLIC}"\nroles = ["imag"]',
        "bad.toml:4: key[0].roles",
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_is_wrong_names_file_line_and_key(
    name: str, tmp_path: Path, run: Run
) -> None:
    text, where = POLICIES[name]
    (tmp_path / "bad.toml").write_text(text)
    refused(run("audit", GOOD, "--policy", tmp_path / "bad.toml"), where)


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize("verb", ["audit", "verify"])
def test_a_trust_root_that_is_wrong_names_file_line_and_key(
    verb: str, name: str, tmp_path: Path, run: Run
) -> None:
    text, where = ROOTS[name]
    (tmp_path / "bad.toml").write_text(text)
    refused(run(verb, GOOD, "--trust", tmp_path / "bad.toml"), where)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["audit"], "DELIVERY"),
        (["audit", "nowhere"], "nowhere"),
        (["audit", GOOD, "--policy", "strct"], "strct"),
        (["audit", GOOD, "--at", "yesterday"], "yesterday"),
        (["audit", GOOD, "--key", SAMPLES / "trust.toml"], "trust.toml"),
        (["audit", GOOD, "--output", "verdict.pdf"], "verdict.pdf"),
        (["audit", GOOD, "--output", "verdict.jsonl"], "--sign"),
        (["verify"], "PATH"),
        (["verify", "nowhere"], "nowhere"),
        (["verify", GOOD, "--rerun"], "--delivery"),
        (
            ["verify", SAMPLES / "trust.toml", "--delivery", GOOD, "--at", "2026-01-01"],
            "--delivery",
        ),
        (["report", SAMPLES / "trust.toml"], "trust.toml"),
        (["attest", SAMPLES / "trust.toml", "--key", PUBLIC], "trust.toml"),
        (["trace", GOOD, "nothing"], "nothing"),
        (["explain", "no/rule"], "no/rule"),
        (["judge"], "judge"),
    ],
    ids=lambda value: (
        " ".join(Path(word).name for word in value) if isinstance(value, list) else ""
    ),
)
def test_what_cannot_be_done_is_a_sentence(words: list[str | Path], said: str, run: Run) -> None:
    refused(run(*words), said)


def refused(ran: Ran, said: str) -> None:
    status, out, err = ran
    assert status == 2
    assert out == ""
    assert said in err
    assert "Traceback" not in err
