"""What a rule saw, and what becomes of it."""

from __future__ import annotations

from msgspec import Struct

from provenance.model.authority import Outcome
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.policy import Level, Waiver


class Subject(Struct, frozen=True, gc=False, order=True):
    """What a rule is asked about, as people and waivers name it.

    `label` is a path, purl or name with version; `digest` its SHA-256 where bytes are meant; `key`
    a purl or digest that a waiver may name (empty: cannot be waived).
    """

    label: str
    digest: Digest | None = None
    key: str = ""


class Observation(Struct, frozen=True, gc=False):
    """Not a pass. `message` is constant for the rule and groups findings; `detail` is about this
    subject.

    `origins` are the places that accuse, the accuser first. An `open` observation has a `request`:
    in plain words what to ask the supplier for, naming subject and digest.
    """

    outcome: Outcome
    message: str
    detail: str = ""
    origins: tuple[Origin, ...] = ()
    request: str = ""


class ListedSubject(Struct, frozen=True, gc=False):
    """One subject of a finding with what was seen there."""

    subject: Subject
    detail: str
    origins: tuple[Origin, ...]


class Finding(Struct, frozen=True, gc=False):
    """Observations of one rule with one outcome and message, grouped.

    `subjects` are the first `limits.LISTED_SUBJECTS`, sorted; `count` is how many there are,
    `digest` covers the whole list. `images` are the first `limits.LISTED_IMAGES` paths concerned
    and `image_count` how many there are. A waived finding keeps its outcome.
    """

    rule: str
    level: Level
    blocking: bool
    outcome: Outcome
    message: str
    count: int
    subjects: tuple[ListedSubject, ...]
    digest: Digest
    images: tuple[str, ...] = ()
    image_count: int = 0
    waiver: Waiver | None = None
    waiver_expired: bool = False


class Tally(Struct, frozen=True, gc=False):
    """How a rule came out, counted in subjects: asked = passed + failed + open + waived.

    `not_applicable` holds who said that the question does not arise; nothing is counted then.
    """

    rule: str
    level: Level
    blocking: bool
    asked: int = 0
    passed: int = 0
    failed: int = 0
    open: int = 0
    waived: int = 0
    not_applicable: str = ""

    @property
    def outcome(self) -> Outcome:
        """The rule as a whole: the worst of its subjects; waived subjects count as settled."""
        if self.not_applicable:
            return "notApplicable"
        if self.failed:
            return "fail"
        return "open" if self.open or not self.asked else "pass"


class Request(Struct, frozen=True, gc=False):
    """What to ask the supplier for, and which rules it would settle."""

    text: str
    rules: tuple[str, ...]
