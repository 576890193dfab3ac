"""Other verifiers, asked about the same deliveries in a process that is not ours."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from attack_delivery import Delivery
from attack_material import Plain

SECONDS = 20.0
"""How long a peer may think about one delivery; the slowest here takes two seconds."""


class PeerAnswer(NamedTuple):
    """`accept`, `reject`, `crash`, `absent` (not installed) or `-` (nothing that it judges)."""

    answer: str
    why: str


class Peers:
    """The running server: started when the first question comes."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("peer_server.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        atexit.register(self.close)
        self.versions: dict[str, str] = self._line()

    def ask(self, peer: str, question: Plain, seconds: float = SECONDS) -> PeerAnswer:
        """The answer to one question in plain values."""
        if not self.versions[peer]:
            return PeerAnswer("absent", "it is not installed")
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([peer, question, seconds]) + "\n")
        self._process.stdin.flush()
        return PeerAnswer(*self._line())

    def judge(self, peer: str, plan: Delivery) -> PeerAnswer:
        """What one peer says to a delivery that lies in its folder."""
        question = plan.asked(peer)
        return PeerAnswer("-", "") if question is None else self.ask(peer, question)

    def _line(self):  # type: ignore[no-untyped-def]
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(SECONDS)


@lru_cache
def peers() -> Peers:
    """The server of this run."""
    return Peers()
