"""A proof for people and for programs: what holds, what fails and why, what to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from provenance import limits
from provenance.graph.proof import Proof
from provenance.model.authority import Conclusion, Outcome, Verification
from provenance.model.origin import Origin
from provenance.model.summary import visible
from provenance.trust.root import TrustRoot

if TYPE_CHECKING:
    from provenance.attestation import Countercheck

_ANSWER: Final[dict[Outcome, str]] = {
    "pass": "VERIFIED",
    "fail": "FAILED",
    "open": "INCONCLUSIVE",
    "notApplicable": "INCONCLUSIVE",
}
_MARK: Final[dict[Outcome, str]] = {"pass": "✓", "fail": "✗", "open": "?", "notApplicable": "-"}
_NOBODY: Final = "nothing is believed: give a trust root with --trust, or a key with --key"

Plain = dict[str, Any]


def warnings_of(proof: Proof, trust: TrustRoot) -> list[str]:
    """What a reader has to know before the result: whom it rests on, and what was not read."""
    found = [] if proof.believed else [_NOBODY]
    found += trust.warnings
    for chapter in proof.evidence.chapters:
        if chapter.document.status == "unreadable":
            why = f": {chapter.defects[0].detail}" if chapter.defects else ""
            found.append(f"{chapter.document.address} could not be read{why}")
    return found


def is_absence(conclusion: Conclusion) -> bool:
    """Whether a conclusion says that a verified output was not delivered."""
    return conclusion.note and conclusion.about == "delivered"


# -- for programs ----------------------------------------------------------------------------------


def proof_to_plain(proof: Proof, trust: TrustRoot) -> Plain:
    """The whole proof as one JSON object."""
    absent = [found for found in proof.conclusions if is_absence(found)]
    return {
        "outcome": proof.outcome,
        "at": proof.at,
        "trust": None if trust.digest is None else str(trust.digest),
        "signatures": [_signature(found) for found in proof.verifications],
        "conclusions": [_conclusion(f) for f in proof.conclusions if not is_absence(f)],
        "notDelivered": [_absence(found) for found in absent],
        "warnings": warnings_of(proof, trust),
    }


def _signature(found: Verification) -> Plain:
    return {
        **_origin(found.origin),
        "outcome": found.outcome,
        "reason": found.reason,
        "signer": None if found.authority is None else found.authority.name,
        "granted": found.authority is not None and found.authority.within is not None,
        "scheme": found.scheme,
        "signs": str(found.signature.signs),
    }


def _conclusion(found: Conclusion) -> Plain:
    return {
        "about": found.about,
        "subject": found.subject,
        "outcome": found.outcome,
        "note": found.note,
        "reason": found.reason,
        "request": found.request,
        "digest": None if found.digest is None else str(found.digest),
        "origins": [_origin(origin) for origin in found.origins],
    }


def _absence(found: Conclusion) -> Plain:
    return {
        "name": found.subject,
        "digest": None if found.digest is None else str(found.digest),
        "reason": found.reason,
        "origins": [_origin(origin) for origin in found.origins],
    }


def _origin(origin: Origin) -> Plain:
    return {"path": origin.path, "digest": str(origin.digest), "pointer": origin.pointer}


# -- for people ------------------------------------------------------------------------------------


def tell(proof: Proof, trust: TrustRoot) -> Iterator[str]:
    """Lines of text: the answer, what fails or is open, what to ask for, what holds, the rest."""
    yield f"{visible(proof.evidence.name)}  {_ANSWER[proof.outcome]}"
    root = "no trust root" if trust.digest is None else f"trust root {trust.digest}"
    yield f"as of {proof.at} · {root}"
    yield from (f"warning: {visible(warning)}" for warning in warnings_of(proof, trust))
    plain = [found for found in proof.conclusions if not found.note]
    for outcome in ("fail", "open"):
        yield from _section([found for found in plain if found.outcome == outcome])
    requests = dict.fromkeys(found.request for found in plain if found.request)
    if requests:
        yield ""
        yield "Ask for"
        yield from (f"  {number}. {visible(r)}" for number, r in enumerate(requests, 1))
    yield from _section([found for found in plain if found.outcome == "pass"], full=False)
    yield from _notes(found for found in proof.conclusions if found.note and not is_absence(found))
    yield from _absent([found for found in proof.conclusions if is_absence(found)])
    holding = sum(found.outcome == "pass" for found in proof.verifications)
    yield ""
    yield f"{holding} of {len(proof.verifications)} signatures hold"


def _section(found: list[Conclusion], *, full: bool = True) -> Iterator[str]:
    if found:
        yield ""
    for conclusion in found[: limits.LISTED_SUBJECTS]:
        head = f" {_MARK[conclusion.outcome]} {conclusion.about} {visible(conclusion.subject)}"
        if not full:
            yield f"{head}: {visible(conclusion.reason)}"
            continue
        yield head
        yield f"     {visible(conclusion.reason)}"
        yield from (f"     {visible(str(origin))}" for origin in conclusion.origins[:3])
    yield from _more(len(found))


def _more(count: int) -> Iterator[str]:
    if count > limits.LISTED_SUBJECTS:
        yield f"   and {count - limits.LISTED_SUBJECTS} more; --format json lists them all"


def _notes(found: Iterable[Conclusion]) -> Iterator[str]:
    """Notes with one text are one line, with the first few that it is about."""
    subjects: dict[tuple[str, str], dict[str, None]] = {}
    for conclusion in found:
        key = (conclusion.about, conclusion.reason)
        subjects.setdefault(key, {})[conclusion.subject] = None
    if subjects:
        yield ""
    for (about, reason), named in list(subjects.items())[: limits.LISTED_SUBJECTS]:
        first = ", ".join(list(named)[:3])
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        yield f" ~ {about} {visible(first)}{more}: {visible(reason)}"
    yield from _more(len(subjects))


def _absent(found: list[Conclusion]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"{len(found)} verified outputs were not delivered"
    for conclusion in found[: limits.LISTED_SUBJECTS]:
        yield f"   {visible(conclusion.subject)}: {visible(conclusion.reason)}"
    yield from _more(len(found))


# -- a signed verdict ------------------------------------------------------------------------------


def check_to_plain(found: Countercheck, trust: TrustRoot) -> Plain:
    """What checking a signed verdict showed, as one JSON object."""
    return {
        "holds": found.holds,
        "verdict": None if found.verdict is None else found.verdict.verdict,
        "signers": list(found.signers),
        "summaries": found.summaries,
        "derivedAgain": found.derived_again,
        "problems": list(found.problems),
        "warnings": list(trust.warnings),
    }


def tell_check(found: Countercheck, trust: TrustRoot, delivery: str) -> Iterator[str]:
    """Lines of text about a signed verdict: what does not hold, or what does."""
    yield from (f"warning: {visible(warning)}" for warning in trust.warnings)
    yield from (f" ✗ {visible(problem)}" for problem in found.problems)
    if found.holds and found.verdict is not None:
        again = ", and comes out the same when derived again" if found.derived_again else ""
        signers = visible(", ".join(found.signers))
        yield f" ✓ the verdict {found.verdict.verdict} is signed by {signers}"
        yield f" ✓ it is about the files of {visible(delivery)}{again}"
