"""Provenance is signed, and its signer is trusted to speak for the build platform that it names.

*Why it matters.* SLSA provenance says which platform ran the build. Anybody can write the name of
a good platform; only its own key may. The pair of key and platform is what levels hang on: a key
that speaks for one platform must not vouch for builds on another. A statement that no believed
key signed shows nothing either way and is left open. The certificate of a short-lived key also says
where its signer ran; provenance that names another repository, ref, commit, run or workflow is
not what that signer saw.

*Fix.* Sign provenance on the platform that ran the build, give its key the role `provenance` and
its `platform` in the trust root, and name the platforms that you expect in the policy.

*References*

- SLSA 1.2 Build L2 and L3, verification step 1 (key and builder id) [read]
- OWASP SCVS 1.0, 6.1 to 6.7 [read]
"""

from __future__ import annotations

from collections.abc import Iterable

from provenance.graph.evidence import Said
from provenance.model.build import Build
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.certified import contradictions
from provenance.questions.globs import text_matches
from provenance.questions.places import cite

LEVEL = "error"
NEEDS = "statement"


def subjects(ask: Ask) -> Iterable[Said[Build]]:
    """Every build that says where it ran."""
    return ask.builds.claimed


def judge(ask: Ask, subject: Said[Build]) -> Observation | None:
    """Pass where the signer may speak for the platform, and the policy expects it."""
    platform, expected = subject.fact.platform, ask.policy.expect.platforms
    if expected is not None and platform is not None and not _is_expected(platform, expected):
        detail = f"it ran on {platform}"
        return Observation("fail", "nobody expects this platform", detail, (subject.origin,))
    request = f"provenance signed by its build platform, in place of {cite(subject.chapter)}"
    if platform is None:
        detail = "it has no builder id"
        return Observation(
            "open", "it does not say where it ran", detail, (subject.origin,), request
        )
    standing = ask.signatures.standing(subject.chapter, "provenance", platform=platform)
    if standing.outcome == "pass":
        return _contradicted(ask, subject)
    return Observation(
        standing.outcome,
        "nobody who is trusted with this platform stands behind it",
        f"{platform}: {standing.reason}",
        (subject.origin, *standing.origins),
        ask.signatures.or_keys(request),
    )


def _contradicted(ask: Ask, subject: Said[Build]) -> Observation | None:
    for found in ask.signatures.over(subject.chapter):
        denied = contradictions(found, subject.fact) if found.outcome == "pass" else ()
        for what, certified, stated in denied:
            detail = f"{what}: its signer's certificate says {certified}, the provenance {stated}"
            message = "the certificate of its signer says otherwise"
            return Observation("fail", message, detail, (subject.origin, found.origin))
    return None


def _is_expected(platform: str, expected: tuple[str, ...]) -> bool:
    return any(text_matches(wanted, platform) for wanted in expected)
