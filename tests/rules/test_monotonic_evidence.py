"""Taking a document away never helps: `open` never becomes `pass`, and `fail` becomes `pass` only
where that document was the accuser."""

from __future__ import annotations

import copy
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from samples_of_rules import AT, SAMPLES, Workshop, load_make

from samples.workshop import sha256

sys.path.insert(0, str(Path(__file__).parents[1] / "judgment"))
from full_sboms import cyclonedx, spdx2, spdx3, xml_of

from provenance.catalogue import entry_ids, load_entry
from provenance.graph.evidence import Said
from provenance.intake import read
from provenance.judgment.policies import load_policy
from provenance.judgment.subjects import choose_images
from provenance.model.component import Relation
from provenance.model.finding import Observation
from provenance.questions.ask import Ask
from provenance.questions.population import Population
from provenance.questions.subjects import Delivery, describe
from provenance.trust.load import load_trust
from provenance.trust.root import NOBODY
from provenance.verification import verify

RULES = entry_ids("provenance.rules")
SUBJECTS = [(rule, kind) for rule in RULES for kind in ("pass", "fail", "open")]

Key = tuple[str, str, str]


class Seen(NamedTuple):
    outcome: str
    accusers: frozenset[str]


def ask_about(
    delivery: Path, policy_file: Path, trust_file: Path | None, earlier: Path | None = None
) -> Ask:
    evidence, policy = read(delivery), load_policy(policy_file)
    trust = NOBODY if trust_file is None else load_trust(trust_file)
    before = None if earlier is None else read(earlier)
    proof = verify(evidence, trust, AT, product=policy.product, baseline=before)
    return Ask(evidence, proof, policy, choose_images(evidence, policy), trust.thresholds)


def everybody(ask: Ask, subjects: Any) -> Iterator[Any]:
    """All subjects of a rule, those included that a question cleared in numbers."""
    if not isinstance(subjects, Population):
        yield from subjects
        return
    of_relations = subjects is ask.relations.all
    for chapter in ask.components.sboms if of_relations else ():
        yield from chapter.said(Relation)
    if not of_relations:
        yield from ask.components.all


def judge_all(ask: Ask) -> dict[Key, Seen]:
    """The worst outcome of every rule at every subject, with the files that accuse."""
    found: dict[Key, Seen] = {}
    for rule in RULES:
        module = load_entry("provenance.rules", rule)
        subjects = module.subjects(ask)
        for subject in everybody(ask, subjects):
            cleared = isinstance(subjects, Population) and not any(
                subject == one for one in subjects.suspects
            )
            seen = None if cleared else module.judge(ask, subject)
            found[key_of(rule, subject)] = worst(seen)
    return found


def key_of(rule: str, subject: Any) -> Key:
    if isinstance(subject, Delivery):
        return rule, "the delivery", ""
    described = describe(subject)
    # two documents may speak of one component, and each of them is judged
    where = str(subject.origin) if isinstance(subject, Said) else ""
    return rule, described.label, f"{described.digest} {where}"


def worst(observed: Any) -> Seen:
    if observed is None:
        return Seen("pass", frozenset())
    several = [observed] if isinstance(observed, Observation) else list(observed)
    outcome = "fail" if any(one.outcome == "fail" for one in several) else "open"
    failing = [one for one in several if one.outcome == outcome]
    places = {
        part for one in failing for o in one.origins for part in (o.path.split("!")[0], o.pointer)
    }
    return Seen(outcome, frozenset(places))


@pytest.mark.parametrize(("rule", "kind"), SUBJECTS)
def test_taking_a_file_away_never_helps(rule: str, kind: str, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    load_make(rule, kind)(workshop)
    workshop.write()
    trust = tmp_path / "trust.toml" if workshop.trust else None
    policy = tmp_path / "policy.toml"
    take_away_each(workshop.delivery, tmp_path, policy, trust, workshop.baseline)


@pytest.mark.parametrize("name", ["gateway-2.4.0", "gateway-2.4.1", "gateway-2.4.1-tampered"])
@pytest.mark.parametrize("believed", [True, False])
def test_nor_does_it_for_real_deliveries(name: str, believed: bool, tmp_path: Path) -> None:
    trust = SAMPLES / "trust.toml" if believed else None
    policy = SAMPLES / "gateway.policy.toml"
    take_away_each(SAMPLES / "deliveries" / name, tmp_path, policy, trust)


def several_sboms(workshop: Workshop) -> None:
    """Five bills of materials of two images, in four formats, that contradict each other."""
    workshop.policy["rules"] = {f'"{rule}"': "warning" for rule in RULES}
    ended = {"ended": ["pkg:generic/zlib@1.3 2020-01-01"]}
    workshop.policy['parameters."lifecycle/end-of-life-component"'] = ended
    workshop.images["boot.img"] = b"boot"
    other = copy.deepcopy(workshop.sbom)
    other["metadata"]["component"]["name"] = "boot"
    other["metadata"]["component"]["hashes"][0]["content"] = sha256(b"boot")
    other["components"][1]["version"] = "1.2.11"
    workshop.extra["boot.cdx.json"] = json.dumps(other).encode()
    workshop.extra["gateway.spdx3.json"] = json.dumps(spdx3()).encode()
    workshop.extra["cut.xml"] = xml_of(cyclonedx())[:1900].encode()
    workshop.extra["security.txt"] = b"Contact: mailto:a@b.example\nExpires: 2020-01-01T00:00:00Z\n"
    linking, linked = spdx2(), spdx2()
    linked["documentNamespace"] = "https://acme.example/other"
    linking["externalDocumentRefs"] = [
        {
            "externalDocumentId": "DocumentRef-x",
            "spdxDocument": linked["documentNamespace"],
            "checksum": {"algorithm": "SHA1", "checksumValue": "ab" * 20},
        }
    ]
    linking["relationships"].append(
        {
            "spdxElementId": "SPDXRef-zlib",
            "relationshipType": "DEPENDS_ON",
            "relatedSpdxElement": "DocumentRef-x:SPDXRef-zlib",
        }
    )
    workshop.extra["linking.spdx.json"] = json.dumps(linking).encode()
    workshop.extra["linked.spdx.json"] = json.dumps(linked).encode()


@pytest.mark.parametrize("deployable", [False, True])
def test_nor_where_several_sboms_speak_of_one_thing(deployable: bool, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    several_sboms(workshop)
    workshop.policy['parameters."sbom/missing-digest"'] = {"deployable": deployable}
    workshop.write()
    take_away_each(workshop.delivery, tmp_path, tmp_path / "policy.toml", tmp_path / "trust.toml")


def take_away_each(
    delivery: Path, scratch: Path, policy: Path, trust: Path | None, earlier: Path | None = None
) -> None:
    before = judge_all(ask_about(delivery, policy, trust, earlier))
    files = [path for path in sorted(delivery.rglob("*")) if path.is_file()]
    for number, path in enumerate(files):
        rest = scratch / f"without-{number}"
        shutil.copytree(delivery, rest)
        name = path.relative_to(delivery).as_posix()
        (rest / name).unlink()
        check(before, judge_all(ask_about(rest, policy, trust, earlier)), name)


def check(before: dict[Key, Seen], after: dict[Key, Seen], removed: str) -> None:
    for key, seen in after.items():
        was = before.get(key)
        if was is None or seen.outcome != "pass":
            continue
        assert was.outcome != "open", f"without {removed}, {key} went from open to pass"
        if was.outcome == "fail":
            assert removed in was.accusers, f"without {removed}, {key} went from fail to pass"
