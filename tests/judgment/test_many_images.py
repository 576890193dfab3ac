"""Judging many images takes work in proportion, however many statements and signatures name them.

Work is counted in calls; `tests/conftest.py` says how.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from provenance.graph.evidence import Evidence  # noqa: E402
from provenance.intake import read  # noqa: E402
from provenance.judgment import audit, load_policy  # noqa: E402
from provenance.reports import report  # noqa: E402
from provenance.trust.root import NOBODY  # noqa: E402
from samples.workshop import AT, Workshop, sha256  # noqa: E402

CountCalls = Callable[[Callable[[], object]], int]

COUNT = 500


def _work(evidence: Evidence, count_calls: CountCalls) -> int:
    policy = load_policy("baseline")
    return count_calls(lambda: audit(evidence, policy=policy, trust=NOBODY, at=AT))


def _images(folder: Path, count: int) -> list[tuple[str, bytes]]:
    folder.mkdir()
    images = [(f"part{number:05}.bin", b"\0\1%d" % number) for number in range(count)]
    for name, data in images:
        (folder / name).write_bytes(data)
    return images


def _plain(folder: Path, count: int) -> None:
    _images(folder, count)


def _one_statement_each(folder: Path, count: int) -> None:
    workshop = Workshop(folder.parent / f"w{count}")
    for name, data in _images(folder, count):
        text = json.dumps(workshop.provenance(name, data))
        (folder / f"{name}.intoto.json").write_text(text)


def _one_signature_each(folder: Path, count: int) -> None:
    for name, data in _images(folder, count):
        (folder / f"{name}.sig").write_bytes(b"\0" * 60 + data[2:6].rjust(4, b"\0"))


def _one_sbom_each(folder: Path, count: int) -> None:
    workshop = Workshop(folder.parent / f"w{count}")
    for name, data in _images(folder, count):
        root = workshop.component(name, "1.0", sha256(data), "firmware")
        sbom = {**workshop.sbom, "metadata": {"component": root}, "components": []}
        sbom["dependencies"] = [{"ref": name}]
        (folder / f"{name}.cdx.json").write_text(json.dumps(sbom))


@pytest.mark.parametrize("fill", [_plain, _one_statement_each, _one_signature_each, _one_sbom_each])
def test_twice_the_images_are_twice_the_work(
    tmp_path: Path, count_calls: CountCalls, fill: Callable[[Path, int], None]
) -> None:
    calls = []
    for count in (COUNT // 4, COUNT // 2):
        fill(tmp_path / str(count), count)
        calls.append(_work(read(tmp_path / str(count)), count_calls))
    assert calls[1] < 2.3 * calls[0]


def test_a_finding_names_some_images_and_counts_them_all(tmp_path: Path) -> None:
    _plain(tmp_path / "d", 100)
    verdict = audit(tmp_path / "d", at=AT)
    believed = next(f for f in verdict.findings if f.message == "nobody was believed")
    assert believed.images == tuple(f"part{number:05}.bin" for number in range(20))
    assert believed.image_count == len(verdict.subjects) == 100
    assert {subject.verdict for subject in verdict.subjects} == {"INCONCLUSIVE"}


@pytest.mark.parametrize("form", ["text", "json", "markdown", "sarif"])
def test_a_report_grows_with_the_images_and_not_with_the_findings_of_each(
    tmp_path: Path, form: str
) -> None:
    sizes = []
    for count in (100, 1100):
        _plain(tmp_path / str(count), count)
        sizes.append(len(report(audit(tmp_path / str(count), at=AT), form)))
    assert sizes[1] - sizes[0] < 1000 * 1200
