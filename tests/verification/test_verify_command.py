"""provenance verify: status, text and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from workshop import AT, Bench, key, layout, link, step

from provenance.cli import main

ALICE, OWNER = key("alice"), key("owner")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path / "delivery")
    found.plan(layout([step("build", [ALICE])], [ALICE]))
    found.report(link("build", {}, {"fw.bin": "firmware", "map.txt": "map"}), ALICE)
    found.put("fw.bin", "firmware")
    (tmp_path / "owner.pub").write_bytes(OWNER.pem)
    return found


def run(bench: Bench, *options: str, key_file: str | None = "owner.pub") -> int:
    keys = [] if key_file is None else ["--key", str(bench.folder.parent / key_file)]
    return main(["verify", str(bench.folder), "--at", AT, *keys, *options])


def test_status_0_when_all_holds(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bench) == 0
    told = capsys.readouterr().out
    assert told.startswith("delivery  VERIFIED\n")
    assert "2 of 2 signatures hold" in told
    assert "1 verified outputs were not delivered" in told
    assert "every role" in told


def test_status_1_when_delivered_bytes_contradict(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("fw.bin", "TAMPERED")
    assert run(bench) == 1
    told = capsys.readouterr().out
    assert "✗ delivered fw.bin" in told
    assert "/signed/products/fw.bin" in told


def test_status_3_when_a_step_is_missing(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    next(bench.folder.glob("build.*")).unlink()
    assert run(bench) == 3
    assert "1. the link of step 'build' of root.layout" in capsys.readouterr().out


def test_status_3_when_nobody_is_believed(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bench, key_file=None) == 3
    assert "warning: nothing is believed" in capsys.readouterr().out


def test_status_3_when_nothing_was_verifiable(bench: Bench) -> None:
    for path in bench.folder.iterdir():
        path.unlink()
    bench.put("fw.bin", "firmware")
    assert run(bench) == 3


@pytest.mark.parametrize(
    "options",
    [["--at", "tomorrow"], ["--parameter", "x"], ["--rerun"], ["--trust", "absent.toml"]],
)
def test_status_2_for_bad_usage(
    bench: Bench, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bench, *options) == 2
    assert capsys.readouterr().err


def test_status_2_for_a_path_that_is_not_there(bench: Bench) -> None:
    assert main(["verify", str(bench.folder / "nowhere"), "--at", AT]) == 2


def test_json_is_one_object(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bench, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == [
        "outcome",
        "at",
        "trust",
        "signatures",
        "conclusions",
        "notDelivered",
        "warnings",
    ]
    assert found["outcome"] == "pass"
    assert found["at"] == AT
    assert [entry["outcome"] for entry in found["signatures"]] == ["pass", "pass"]
    assert [entry["granted"] for entry in found["signatures"]] == [True, False]
    assert [entry["name"] for entry in found["notDelivered"]] == ["map.txt"]
    assert {"about": "layout", "subject": "root.layout", "outcome": "pass"}.items() <= next(
        c for c in found["conclusions"] if c["about"] == "layout"
    ).items()


def test_a_key_inside_the_delivery_is_used_with_a_warning(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("keys/owner.pub", OWNER.pem)
    assert run(bench, key_file="delivery/keys/owner.pub") == 0
    assert "inside the delivery" in capsys.readouterr().out


def test_an_unreadable_document_is_said_first(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.put("root.layout", (bench.folder / "root.layout").read_bytes()[:200])
    assert run(bench) == 3
    assert "warning: root.layout could not be read" in capsys.readouterr().out


def test_nothing_from_a_delivery_reaches_the_terminal_raw(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.plan(layout([step("\x1b[2Jbuild", [ALICE])], [ALICE]))
    assert run(bench) == 3
    assert "\x1b" not in capsys.readouterr().out


def test_the_clock_is_read_where_no_time_is_stated(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bench.folder), "--key", str(bench.folder.parent / "owner.pub")]) == 0
    assert "as of 20" in capsys.readouterr().out
