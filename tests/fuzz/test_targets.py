"""Every reader is a fuzz target with seeds, and stands a few changes of each without a crash."""

from __future__ import annotations

import random
from pathlib import Path

import fuzz_run
import pytest
from fuzz_delivery import Bench, changed
from fuzz_seeds import READERS, made, readers_of

from provenance.blobs import MemoryBlob
from provenance.catalogue import entry_ids
from provenance.decoding.sketch import Sketch

CHANGES = 40


@pytest.fixture(scope="module")
def small() -> dict[str, list[bytes]]:
    """The seeds that need neither samples nor corpus, by reader."""
    found: dict[str, list[bytes]] = {name: [] for name in READERS}
    for content in made():
        for name in readers_of(content):
            found[name].append(content)
    return found


def test_every_reader_is_a_target() -> None:
    assert tuple(READERS) == entry_ids("provenance.readers")


@pytest.mark.parametrize("reader", READERS)
def test_a_target_stands_its_seeds_and_changes_of_them(
    reader: str, small: dict[str, list[bytes]], tmp_path: Path
) -> None:
    assert small[reader], "no made seed is recognised by this reader"
    bench = Bench(tmp_path, READERS[reader])
    choice = random.Random(reader)
    for seed in small[reader]:
        bench.deliver(seed)
        for _ in range(CHANGES):
            bench.deliver(changed(seed, choice))


def test_no_seed_is_recognised_by_two_readers() -> None:
    assert [
        names
        for content in made()
        if len(names := [n for n in readers_of(content) if not hasattr(READERS[n], "SUFFIX")]) > 1
    ] == []


def test_a_reader_without_seeds_would_be_noticed() -> None:
    assert readers_of(b"nothing that any reader knows\0\1" * 2_000) == []
    assert not READERS["sbom/coswid"].recognise(Sketch(MemoryBlob("a", b"\0")))


@pytest.mark.parametrize("words", [[], ["ten"], ["1", "sbom/nothing"]])
def test_a_wrong_word_is_a_sentence(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fuzz_run.py", *words])
    assert fuzz_run.main() == 2
    assert capsys.readouterr().err
