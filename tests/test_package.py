"""The package from outside: its example runs, its names are lazy and typed, fleets keep order."""

from __future__ import annotations

import doctest
import pickle
import subprocess
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest

import provenance
from provenance.errors import UsageError
from provenance.fleet import Audited, audit_many

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
DELIVERIES = [
    SAMPLES / "deliveries" / name
    for name in ("gateway-2.4.1-tampered", "nothing-there", "gateway-2.4.0", "gateway-2.4.1")
]
AT = "2026-11-22T12:00:00Z"


def test_the_example_of_the_package_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(provenance, raise_on_error=False)
    assert found.attempted > 8
    assert found.failed == 0


@pytest.mark.parametrize("name", provenance.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(provenance, name)
    assert name in dir(provenance)
    assert isinstance(value, str) or (value.__doc__ or "").strip()


def test_verbs_are_functions_even_where_a_module_was_imported_first() -> None:
    code = (
        "import provenance.reports, provenance.graph.tracing, provenance.attestation;"
        "import provenance; print(callable(provenance.report), callable(provenance.trace),"
        " callable(provenance.attest), provenance.__version__)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert shown.stdout.split() == ["True", "True", "True", version("firmware-provenance")]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="judge"):
        provenance.judge  # noqa: B018


# -- fleets ---------------------------------------------------------------------------------------


def audited(executor: Executor | None) -> list[Audited]:
    policy, trust = SAMPLES / "gateway.policy.toml", SAMPLES / "trust.toml"
    return list(audit_many(DELIVERIES, executor, policy=policy, trust=trust, at=AT))


def test_a_fleet_keeps_the_order_and_a_bad_path_stops_nobody() -> None:
    found = audited(None)
    assert [one.delivery for one in found] == list(map(str, DELIVERIES))
    answers = [one.verdict.verdict if one.verdict is not None else "" for one in found]
    assert answers == ["FAILED", "", "PASSED", "PASSED"]
    assert "nothing-there" in found[1].error


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same_answers(kind: type[Executor]) -> None:
    with kind(max_workers=2) as executor:  # type: ignore[call-arg]
        assert audited(executor) == audited(None)


def test_what_an_executor_sends_can_be_sent() -> None:
    (one,) = audit_many([DELIVERIES[2]], at=AT)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301


def test_a_fault_in_policy_or_trust_ends_the_run_before_it_starts(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        audit_many(DELIVERIES, policy=tmp_path / "none.toml", at=AT)
    with pytest.raises(UsageError):
        audit_many(DELIVERIES, trust=tmp_path / "none.toml", at=AT)
