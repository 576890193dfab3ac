"""Predicates of the in-toto attestation framework about what was executed and what was found."""

from __future__ import annotations

from typing import Final

from provenance.decoding.details import json_text
from provenance.decoding.fields import Fields, quote
from provenance.model.artifact import Listing
from provenance.model.build import Build
from provenance.model.predicate import Claim, Pointers, Release, TestResult, Trace
from provenance.readers.attestation._kept import Kept, stated_time
from provenance.readers.attestation._resources import (
    as_listing,
    inner_resource,
    listed,
    resolved_inputs,
    resources,
)

_LINK: Final = ("name", "command", "materials")
_LINK_MORE: Final = frozenset(("byproducts", "environment"))
_TEST: Final = ("result", "configuration", "url", "passedTests", "warnedTests", "failedTests")
_RESULTS: Final = ("PASSED", "WARNED", "FAILED")
_ASSERTION: Final = ("attribute", "target", "conditions", "evidence")
_RELEASE: Final = ("purl", "releaseId", "packageId")
_TRACE: Final = ("monitor", "monitorLog", "metadata")
_TRACE_MORE: Final = frozenset(("monitoredProcess",))
_MONITOR_MORE: Final = frozenset(("configSource", "tracePolicy"))
_LOGS: Final = ("process", "network", "fileAccess")
_TIMES: Final = ("buildStartedOn", "buildFinishedOn")


def subjects_as_outputs(subjects: Listing) -> Listing:
    """The subjects once more, as what a build made."""
    return Listing(
        "outputs", subjects.names, subjects.digests, at=subjects.at, numbers=subjects.numbers
    )


def link_v03(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """The execution that a link predicate records; its products are the subjects."""
    materials = resolved_inputs(predicate, "materials", kept)
    build = Build(
        "build",
        step=predicate.text("name", required=True),
        command=predicate.texts("command"),
        inputs=as_listing(predicate, "materials", materials),
        outputs=subjects_as_outputs(subjects),
    )
    kept.add(predicate.pointer, build)
    kept.rest(predicate, _LINK, _LINK_MORE)


def test_result_v01(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """How tests of the subjects came out (test-result.md, version 0.1)."""
    result = predicate.text("result", required=True)
    if result is not None and result not in _RESULTS:
        detail = f"is {quote(result)}, not {', '.join(_RESULTS)}"
        predicate.note("bad-result", "result", detail, read_as="as written")
    failed = predicate.texts("failedTests") or ()
    if result == "PASSED" and failed:
        detail = f"names {len(failed)} failed tests, and the result is PASSED"
        predicate.note("contradicting-result", "failedTests", detail)
    found = TestResult(
        "test-result",
        result,
        listed(predicate, "configuration", kept, required=True),
        predicate.text("url"),
        predicate.texts("passedTests") or (),
        predicate.texts("warnedTests") or (),
        failed,
    )
    kept.add(predicate.pointer, found)
    kept.rest(predicate, _TEST)


def scai(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """Each attribute that is asserted, as a claim (scai.md, versions 0.2 and 0.3)."""
    number = 0
    for part in predicate.objects("attributes", required=True):
        number += 1
        evidence = inner_resource(part, "evidence", kept)
        conditions = part.get("conditions", dict)
        claim = Claim(
            f"attribute-{part.number}",
            part.text("attribute", required=True) or "",
            inner_resource(part, "target", kept),
            () if evidence is None else (evidence,),
            conditions=json_text(conditions) if conditions else "",
        )
        kept.add(part.pointer, claim)
        kept.rest(part, _ASSERTION)
    if not number and type(predicate.value.get("attributes")) is list:
        predicate.note("no-attributes", "attributes", "asserts nothing")
    predicate.get("producer", dict)
    kept.rest(predicate, ("attributes",), frozenset(("producer",)))


def release(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """The release that the subjects are (release.md, versions 0.1 and 0.2)."""
    purl = predicate.text("purl", required=True)
    if purl is not None and "@" not in purl.partition("?")[0].partition("#")[0]:
        predicate.note("purl-without-version", "purl", "has no version, which a release must have")
    found = Release("release", purl, predicate.text("releaseId"), predicate.text("packageId"))
    kept.add(predicate.pointer, found)
    kept.rest(predicate, _RELEASE)


def reference_v01(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """Documents that lie elsewhere (reference.md, version 0.1)."""
    attester = predicate.inner("attester", required=True)
    for part in predicate.objects("references"):
        for name in ("downloadLocation", "mediaType"):
            part.text(name, required=True)
    references = resources(predicate, "references", kept, required=True)
    named = attester.text("id", required=type(predicate.value.get("attester")) is dict)
    kept.add(predicate.pointer, Pointers("reference", named, references))
    kept.rest(attester, ("id",), kind="attester")
    kept.rest(predicate, ("attester", "references"))


def runtime_trace_v01(predicate: Fields, subjects: Listing, kept: Kept) -> None:
    """What a monitor saw (runtime-trace.md, version 0.1)."""
    monitor = predicate.inner("monitor", required=True)
    log = predicate.inner("monitorLog", required=True)
    predicate.get("monitoredProcess", dict, required=True)
    metadata = predicate.inner("metadata")
    observed = []
    for kind in _LOGS:
        observed += [(kind, json_text(part.value)) for part in log.objects(kind)]
    if predicate.value.get("monitorLog") is not None and not any(log.value.get(k) for k in _LOGS):
        predicate.note("empty-log", "monitorLog", f"has none of {', '.join(_LOGS)}")
    found = Trace(
        "runtime-trace",
        monitor.text("type", required=type(predicate.value.get("monitor")) is dict),
        tuple(observed),
        stated_time(metadata, _TIMES[0]),
        stated_time(metadata, _TIMES[1]),
    )
    kept.add(predicate.pointer, found)
    kept.rest(monitor, ("type",), _MONITOR_MORE, kind="monitor")
    kept.rest(log, _LOGS, kind="monitorLog")
    kept.rest(metadata, _TIMES, kind="metadata")
    kept.rest(predicate, _TRACE, _TRACE_MORE)
