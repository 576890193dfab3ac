"""The verdict as SARIF 2.1.0 (OASIS standard, 27 March 2020), for code scanning and dashboards.

- One result per listed subject of a finding (section 3.27), `kind` being `fail` or `open`; one per
  rule that passed or is not applicable. Only `fail` has a level (section 3.27.10).
- A waiver is a suppression (section 3.35); a result that nobody waived says so with an empty list.
- Paths are relative to `DELIVERY`, which stays unresolved (section 3.14.14): it may lie anywhere.
- A place inside a document is a logical location, its JSON Pointer the fully qualified name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from provenance.model.digest import Digest
from provenance.model.finding import Finding, ListedSubject, Tally
from provenance.model.origin import Origin
from provenance.model.summary import (
    describe_waiver,
    earlier_deliveries,
    is_waived,
    ordered_findings,
    visible,
)
from provenance.model.verdict import InputFile, Verdict
from provenance.pages import find_page

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BASE: Final = "DELIVERY"
_LINE: Final = re.compile(r"line=([1-9][0-9]*)")
_BYTES: Final = re.compile(r"byte=([0-9]+)-([0-9]+)")
_HASH_NAMES: Final = {
    "sha1": "sha-1",
    "sha256": "sha-256",
    "sha384": "sha-384",
    "sha512": "sha-512",
}
_Plain = dict[str, Any]


def render(verdict: Verdict, *, color: bool = False) -> str:
    """The verdict as a SARIF log with one run. Never colored."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_Run(verdict).plain()]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


class _Run:
    """One verdict as a run (section 3.14), with the positions that results refer to."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._rules = {tally.rule: at for at, tally in enumerate(verdict.rules)}
        self._files = {file.path: at for at, file in enumerate(verdict.inputs)}
        self._images = {subject.path: subject.digests for subject in verdict.subjects}

    def plain(self) -> _Plain:
        verdict = self._verdict
        name, policy = visible(verdict.delivery), visible(verdict.policy.name)
        return {
            "tool": {"driver": self._driver()},
            "automationDetails": {"id": f"{quote(policy)}/{quote(name)}"},
            "invocations": [{"executionSuccessful": True}],
            "originalUriBaseIds": {_BASE: {"description": {"text": f"The delivery {name}."}}},
            "artifacts": [self._artifact(file) for file in verdict.inputs],
            "results": [*self._findings(), *self._settled()],
            "columnKind": "unicodeCodePoints",
            "properties": _run_properties(verdict),
        }

    def _driver(self) -> _Plain:
        tool = self._verdict.tool
        rules = [_rule(tally) for tally in self._verdict.rules]
        return {"name": tool.name, "version": tool.version, "rules": rules}

    def _findings(self) -> Iterator[_Plain]:
        for finding in ordered_findings(self._verdict):
            for listed in finding.subjects:
                yield self._result(finding, listed)

    def _result(self, finding: Finding, listed: ListedSubject) -> _Plain:
        label = visible(listed.subject.label)
        text = f"{label}: {listed.detail or finding.message}"
        origins = listed.origins or self._own_place(listed)
        found = [self._location(origin) for origin in origins]
        # section 3.27.22: related locations are distinct; one finding may have 100,000 of them
        places = list({json.dumps(place): place for place in found}.values())
        return {
            **self._rule_reference(finding.rule),
            "kind": finding.outcome,
            "level": finding.level if finding.outcome == "fail" else "none",
            "message": _message(text),
            "locations": places[:1],
            **({"relatedLocations": places[1:]} if places[1:] else {}),
            "partialFingerprints": {"ruleAndSubject/v1": _fingerprint(finding, listed)},
            "suppressions": _suppressions(finding),
            "properties": {
                "message": visible(finding.message),
                "subject": {"label": label, "digest": _digest(listed.subject.digest)},
                "blocking": finding.blocking,
                "count": finding.count,
                "listDigest": str(finding.digest),
                "images": [visible(image) for image in finding.images],
                "imageCount": finding.image_count,
            },
        }

    def _own_place(self, listed: ListedSubject) -> tuple[Origin, ...]:
        """Nothing accuses where evidence is missing; the place is then the subject itself."""
        subject = listed.subject
        if subject.digest is None or subject.label not in self._files:
            return ()
        return (Origin(subject.label, subject.digest),)

    def _settled(self) -> Iterator[_Plain]:
        for tally in self._verdict.rules:
            if tally.not_applicable:
                text = f"not applicable: {tally.not_applicable}"
                yield self._summary(tally, "notApplicable", text)
            elif tally.asked and tally.passed == tally.asked:
                yield self._summary(tally, "pass", f"{tally.passed} of {tally.asked} passed")

    def _summary(self, tally: Tally, kind: str, text: str) -> _Plain:
        reference = self._rule_reference(tally.rule)
        return {**reference, "kind": kind, "level": "none", "message": _message(text)}

    def _artifact(self, file: InputFile) -> _Plain:
        digests = self._images.get(file.path, (file.digest,))
        return {
            "location": {"uri": quote(visible(file.path)), "uriBaseId": _BASE},
            "length": file.size,
            "hashes": {_HASH_NAMES.get(d.algorithm, d.algorithm): d.value for d in digests},
            "properties": {"role": file.role, "format": file.format, "status": file.status},
        }

    def _rule_reference(self, rule: str) -> _Plain:
        position = self._rules.get(rule)
        return {"ruleId": rule} if position is None else {"ruleId": rule, "ruleIndex": position}

    def _location(self, origin: Origin) -> _Plain:
        path = self._file_of(origin.path)
        place: _Plain = {"uri": quote(visible(path)), "uriBaseId": _BASE}
        if path in self._files:
            place["index"] = self._files[path]
        region = _region(origin.pointer) if origin.path == path else {}
        inner = origin.path.removeprefix(path)
        name = f"{inner}#{origin.pointer}" if inner else origin.pointer
        return {
            "physicalLocation": {"artifactLocation": place, **region},
            **({"logicalLocations": [{"fullyQualifiedName": visible(name)}]} if name else {}),
        }

    def _file_of(self, address: str) -> str:
        """The delivered file in which an address lies: `a.jsonl` of `a.jsonl!2!payload`."""
        parts = address.split("!")
        candidates = ("!".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((path for path in candidates if path in self._files), parts[0])


def _message(text: str) -> _Plain:
    """A message without placeholders and links (sections 3.11.5 and 3.11.6)."""
    doubled = visible(text).replace("{", "{{").replace("}", "}}")
    return {"text": re.sub(r"([\\\[\]])", r"\\\1", doubled)}


def _digest(digest: Digest | None) -> str:
    return "" if digest is None else str(digest)


def _rule(tally: Tally) -> _Plain:
    """One rule as a reportingDescriptor (section 3.49), with its page as help."""
    page = find_page(tally.rule)
    level = "none" if tally.level == "off" else tally.level
    plain: _Plain = {"id": tally.rule, "defaultConfiguration": {"level": level}}
    if page is not None:
        plain["shortDescription"] = {"text": page.requirement}
        plain["fullDescription"] = {"text": page.why or page.requirement}
        references = "".join(f"\n- {reference}" for reference in page.references)
        text = f"{page.why}\n\nFix: {page.fix}\n\nReferences:{references}"
        markdown = f"{page.why}\n\n**Fix:** {page.fix}\n\n**References**\n{references}"
        plain["help"] = {"text": text, "markdown": markdown}
    plain["properties"] = {
        "tags": [tally.rule.partition("/")[0]],
        "blocking": tally.blocking,
        "asked": tally.asked,
        "passed": tally.passed,
        "failed": tally.failed,
        "open": tally.open,
        "waived": tally.waived,
    }
    return plain


def _region(pointer: str) -> _Plain:
    """The region of a place (section 3.30), where it is counted in lines or bytes of the file."""
    if found := _LINE.fullmatch(pointer):
        return {"region": {"startLine": int(found[1])}}
    if found := _BYTES.fullmatch(pointer):
        start, end = int(found[1]), int(found[2])
        return {"region": {"byteOffset": start, "byteLength": max(end - start, 0)}}
    return {}


def _fingerprint(finding: Finding, listed: ListedSubject) -> str:
    """Equal for the same rule, message and subject in any other run (section 3.27.17)."""
    named = listed.subject.key or listed.subject.label
    parts = json.dumps([finding.rule, finding.message, named], ensure_ascii=True)
    return hashlib.sha256(parts.encode()).hexdigest()


def _suppressions(finding: Finding) -> list[_Plain]:
    if finding.waiver is None or not is_waived(finding):
        return []
    text = describe_waiver(finding.waiver)
    return [{"kind": "external", "status": "accepted", "justification": text}]


def _run_properties(verdict: Verdict) -> _Plain:
    trust = verdict.trust
    return {
        "verdict": verdict.verdict,
        "at": verdict.at,
        "inputDigest": str(verdict.input_digest),
        "policy": {"name": verdict.policy.name, "digest": str(verdict.policy.digest)},
        "trust": {"digest": _digest(trust.digest), "keys": [visible(key) for key in trust.keys]},
        "subjects": [
            {"path": visible(subject.path), "verdict": subject.verdict}
            for subject in verdict.subjects
        ],
        "requests": [visible(request.text) for request in verdict.requests],
        "notes": [visible(note) for note in (*verdict.notes, *trust.warnings)],
        **dict(earlier_deliveries(verdict)),
    }
