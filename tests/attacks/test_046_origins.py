"""Every sentence of a report points at bytes: each origin of each finding resolves in its document.

All samples of all rules, and the sample deliveries, are judged, and every pointer is followed in
the plainly parsed document.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from attack_material import AT, Workshop

from provenance.decoding.base64text import decode_base64
from provenance.graph.evidence import Evidence
from provenance.intake import read
from provenance.judgment import audit
from provenance.model.origin import Origin
from provenance.model.verdict import Verdict
from provenance.trust.load import load_trust

SAMPLES = Path(__file__).parents[2] / "samples"
MAKES = sorted((SAMPLES / "rules").glob("*/*/*/make.py"))
DELIVERIES = sorted(path for path in (SAMPLES / "deliveries").iterdir() if path.is_dir())


class Library:
    """The bytes of every document of deliveries by digest, opened from the outside in."""

    def __init__(self, evidence: Evidence, *folders: Path) -> None:
        self.texts = {
            hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }
        pending = list(self.texts.values())
        while pending:
            for inner in self._inside(pending.pop()):
                value = hashlib.sha256(inner).hexdigest()
                if value not in self.texts:
                    self.texts[value] = inner
                    pending.append(inner)
        self.containers = {
            chapter.document.digest.value
            for chapter in evidence.chapters
            if chapter.role == "container"
        }

    @staticmethod
    def _inside(text: bytes) -> Iterator[bytes]:
        yield from text.split(b"\n")
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return
        if isinstance(found, dict) and isinstance(found.get("payload"), str):
            yield decode_base64(found["payload"]).content

    def resolve(self, origin: Origin) -> Any:
        """What stands there; a KeyError, IndexError or ValueError where nothing does."""
        value = origin.digest.value
        if value in self.containers:
            return origin.pointer
        text = self.texts[value]
        if origin.pointer.startswith("line="):
            line = text.splitlines()[int(origin.pointer.removeprefix("line=")) - 1]
            assert line.strip()
            return line
        if not origin.pointer:
            return text
        assert origin.pointer.startswith("/")
        node = json.loads(text.decode("utf-8-sig"))
        for token in origin.pointer.split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            node = node[int(token)] if isinstance(node, list) else node[token]
        return node


def _check(verdict: Verdict, folder: Path, earlier: Path | None = None) -> None:
    library = Library(read(folder), folder, *([earlier] if earlier else []))
    for finding in verdict.findings:
        for listed in finding.subjects:
            for origin in listed.origins:
                if "missing" in listed.detail or "missing" in finding.message:
                    # What is missing stands nowhere; where it should be is inside what is there.
                    parent = origin.pointer.rpartition("/")[0]
                    origin = msgspec.structs.replace(origin, pointer=parent)
                try:
                    library.resolve(origin)
                except (KeyError, IndexError, ValueError, AssertionError) as error:
                    pytest.fail(f"{finding.rule}: {listed.subject.label}: {origin}: {error!r}")
            if finding.outcome == "fail":
                assert listed.origins, f"{finding.rule}: {listed.subject.label}: {listed.detail}"


@pytest.mark.parametrize("make", MAKES, ids=lambda path: "/".join(path.parts[-4:-1]))
def test_origins_of_the_sample_of_a_rule(make: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"origins_{'_'.join(make.parts[-4:-1])}", make)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    workshop = Workshop(tmp_path)
    module.make(workshop)
    _check(workshop.audit(), workshop.delivery, workshop.baseline)


@pytest.mark.parametrize("believed", [True, False])
@pytest.mark.parametrize("delivery", DELIVERIES, ids=lambda path: path.name)
def test_origins_of_a_sample_delivery(delivery: Path, believed: bool) -> None:
    if believed:
        root = load_trust(SAMPLES / "trust.toml")
        verdict = audit(delivery, policy=SAMPLES / "gateway.policy.toml", trust=root, at=AT)
    else:
        verdict = audit(delivery, at=AT)
    _check(verdict, delivery)
