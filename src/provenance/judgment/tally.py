"""Ask every rule of a policy about every subject that it has, and count.

Passes are counted and forgotten, so that a rule over 100,000 components costs a call for each of
them and no memory. A rule whose question arises, but which found nobody to ask, is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import ModuleType
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from provenance import limits
from provenance.catalogue import load_entry
from provenance.graph.evidence import Said
from provenance.judgment.waivers import Waivers
from provenance.model.authority import Outcome
from provenance.model.component import Component
from provenance.model.finding import Observation, Subject, Tally
from provenance.model.policy import RuleSetting, Waiver
from provenance.questions.ask import Ask
from provenance.questions.kinds import (
    NAMES,
    ask_for,
    concluded_kinds,
    delivered_kinds,
    expected_kinds,
)
from provenance.questions.population import Population
from provenance.questions.subjects import Delivery, describe, images_concerned

_RULES: Final = "provenance.rules"


class Seen(NamedTuple):
    """One observation with its subject; `settled` where a waiver that still lives accepts it."""

    subject: Subject
    observation: Observation
    images: tuple[str, ...]
    waiver: Waiver | None = None
    expired: bool = False

    @property
    def outcome(self) -> Outcome:
        """The outcome of the observation."""
        return self.observation.outcome

    @property
    def settled(self) -> bool:
        """Whether somebody accepted it, and still does."""
        return self.waiver is not None and not self.expired


class Crowd(NamedTuple):
    """Components that a rule judges alike, but for detail and origins: these, `judge` tells.

    There may be a hundred thousand of them, of which a finding lists a few. Nobody waived any.
    """

    observation: Observation
    rows: list[Said[Component]]
    images: tuple[str, ...]
    judge: Callable[[Ask, Said[Component]], Observation]
    ask: Ask

    def see(self, said: Said[Component]) -> Seen:
        """What was seen at one of them."""
        return Seen(describe(said), _readable(self.judge(self.ask, said)), self.images)


class Asked(NamedTuple):
    """A rule of the policy, how it came out, and everything that it saw that is not a pass."""

    rule: str
    tally: Tally
    seen: tuple[Seen, ...] = ()
    crowds: tuple[Crowd, ...] = ()


def ask_rules(
    ask: Ask, waivers: Waivers, progress: Callable[[str], None] | None = None
) -> tuple[Asked, ...]:
    """Every rule that the policy does not turn off, by id."""
    delivered = delivered_kinds(ask.evidence) | concluded_kinds(ask.proof)
    expected = expected_kinds(ask.policy, delivered)
    found = []
    for rule, setting in ask.policy.rules:
        if setting.level == "off":
            continue
        if progress is not None:
            progress(rule)
        module = load_entry(_RULES, rule)
        if module.NEEDS and module.NEEDS not in delivered | expected:
            reason = f"nobody expects {NAMES[module.NEEDS]} and none was delivered"
            found.append(Asked(rule, _tally(rule, setting, not_applicable=reason)))
        else:
            found.append(_ask_rule(ask, rule, module, setting, waivers))
    return tuple(found)


def _tally(rule: str, setting: RuleSetting, **counts: Any) -> Tally:
    return Tally(rule, setting.level, setting.blocks, **counts)


def _ask_rule(
    ask: Ask, rule: str, module: ModuleType, setting: RuleSetting, waivers: Waivers
) -> Asked:
    inquiry = _Inquiry(ask, rule, module.judge, waivers)
    subjects = module.subjects(ask)
    if isinstance(subjects, Population):
        inquiry.asked = subjects.cleared
        for group in subjects.alike:
            inquiry.ask_alike(group)
        subjects = subjects.suspects
    inquiry.ask_each(subjects)
    if not inquiry.asked:
        inquiry.note(_nobody_to_ask(ask, rule, module, waivers))
        inquiry.asked = 1
    asked, counts = inquiry.asked, inquiry.counts
    passed = asked - sum(counts.values())
    tally = _tally(rule, setting, asked=asked, passed=passed, **counts)
    return Asked(rule, tally, tuple(inquiry.seen), tuple(inquiry.crowds.values()))


class _Inquiry:
    """One rule, its subjects, and what came of it."""

    def __init__(self, ask: Ask, rule: str, judge: Callable[..., Any], waivers: Waivers) -> None:
        self._ask, self._rule, self._judge, self._waivers = ask, rule, judge, waivers
        self._waived = waivers.concern(rule)
        self.asked, self.counts = 0, {"failed": 0, "open": 0, "waived": 0}
        self.seen: list[Seen] = []
        self.crowds: dict[tuple[str, str], Crowd] = {}

    def ask_each(self, subjects: Iterable[Any]) -> None:
        """Ask about every subject by itself."""
        ask, judge = self._ask, self._judge
        for subject in subjects:
            self.asked += 1
            observed = judge(ask, subject)
            if observed is None:
                continue
            if (
                type(subject) is Said
                and type(subject.fact) is Component
                and self._can_be_counted(observed)
            ):
                self._join(observed, (subject,))
            else:
                self.note(_several(ask, self._rule, subject, observed, self._waivers))

    def ask_alike(self, group: Sequence[Said[Component]]) -> None:
        """Ask about the first one of many that are alike."""
        observed = self._judge(self._ask, group[0])
        if self._can_be_counted(observed):
            self.asked += len(group)
            self._join(observed, group)
        else:
            self.ask_each(group)

    def note(self, several: list[Seen]) -> None:
        """Keep what was seen at one subject."""
        self.seen += several
        self.counts[_count_of(several)] += 1

    def _can_be_counted(self, observed: object) -> bool:
        """Whether it is enough to count this: nobody is asked for anything, or waived it."""
        return type(observed) is Observation and not observed.request and not self._waived

    def _join(self, observed: Observation, rows: Sequence[Said[Component]]) -> None:
        crowd = self.crowds.get((observed.outcome, observed.message))
        if crowd is None:
            crowd = Crowd(observed, [], self._ask.image_paths, self._judge, self._ask)
            self.crowds[observed.outcome, observed.message] = crowd
        crowd.rows.extend(rows)
        self.counts["failed" if observed.outcome == "fail" else "open"] += len(rows)


def _several(
    ask: Ask,
    rule: str,
    subject: Any,
    observed: Observation | Iterable[Observation],
    waivers: Waivers,
) -> list[Seen]:
    """What was seen at one subject, with the waiver that covers it."""
    several = [observed] if isinstance(observed, Observation) else observed
    observations = [_readable(one) for one in several]
    described, images = describe(subject), images_concerned(ask, subject)
    if len(described.label) > limits.SENTENCE_LENGTH:
        described = replace(described, label=_short(described.label))
    # the folder itself has no path in the delivery
    if described.label == "." and not isinstance(subject, Said):
        described = replace(described, label=ask.evidence.name)
    waiver = waivers.find(rule, described)
    expired = waiver is not None and waivers.expired(waiver)
    return [Seen(described, one, images, waiver, expired) for one in observations]


def _readable(seen: Observation) -> Observation:
    """A document can say something at any length; what is told of it has to be read by somebody."""
    if max(len(seen.detail), len(seen.request)) <= limits.SENTENCE_LENGTH:
        return seen
    return replace(seen, detail=_short(seen.detail), request=_short(seen.request))


def _short(text: str) -> str:
    left = len(text) - limits.SENTENCE_LENGTH
    return text if left <= 0 else f"{text[: limits.SENTENCE_LENGTH]}… and {left} characters more"


def _count_of(seen: list[Seen]) -> str:
    """What a subject counts as: the worst that nobody accepted."""
    if seen[0].settled:
        return "waived"
    return "failed" if any(one.outcome == "fail" for one in seen) else "open"


def _nobody_to_ask(ask: Ask, rule: str, module: ModuleType, waivers: Waivers) -> list[Seen]:
    """The delivery itself stands for the subjects that are missing."""
    delivery = Delivery(ask.evidence.name, ask.evidence.digest)
    kind = NAMES[module.NEEDS] if module.NEEDS else "an image"
    observation = Observation(
        "open",
        "there is nothing to judge by this rule",
        f"it needs {kind} that can be judged",
        request=ask.signatures.or_keys(ask_for(module.NEEDS or "an image", ask.evidence)),
    )
    return _several(ask, rule, delivery, observation, waivers)
