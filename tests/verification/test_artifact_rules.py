"""Artifact rules: by hand where we differ from the reference, by machine where we must not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_toto.exceptions import RuleVerificationError
from in_toto.models.link import Link
from in_toto.verifylib import verify_item_rules

from provenance.model.build import FlowRule
from provenance.model.digest import Digest
from provenance.verification.artifact_rules import Flow, Outcome, apply_rules
from provenance.verification.digest_sets import compare
from provenance.verification.globs import folder_prefix

A = "a" * 64
B = "b" * 64


def sha256(value: str) -> tuple[Digest, ...]:
    return (Digest("sha256", value, "file"),)


def rule(text: str) -> FlowRule:
    words = text.split()
    if words[0] != "MATCH":
        return FlowRule(words[0], words[1])  # type: ignore[arg-type]
    source, target = "", ""
    rest = words[2:]
    if rest[0] == "IN":
        source, rest = rest[1], rest[2:]
    listing = "inputs" if rest[1] == "MATERIALS" else "outputs"
    if rest[2] == "IN":
        target, rest = rest[3], [*rest[:2], *rest[4:]]
    return FlowRule("MATCH", words[1], listing, rest[3], source, target)  # type: ignore[arg-type]


def run(rules: list[str], flow: Flow, side: str = "outputs", **others: Flow | None) -> Outcome:
    return apply_rules([rule(text) for text in rules], side, flow, others)  # type: ignore[arg-type]


def made(**outputs: str) -> Flow:
    return Flow(
        {}, {name.replace("__", "/").replace("_", "."): sha256(v) for name, v in outputs.items()}
    )


class TestDigestSets:
    def test_one_shared_strong_algorithm_is_enough(self) -> None:
        both = (Digest("sha256", A, "file"), Digest("sha512", "c" * 128, "file"))
        assert compare(both, sha256(A)) == "same"

    def test_one_contradiction_is_enough_whatever_else_agrees(self) -> None:
        one = (Digest("sha256", A), Digest("sha512", "c" * 128))
        other = (Digest("sha256", A), Digest("sha512", "d" * 128))
        assert compare(one, other) == "different"

    @pytest.mark.parametrize("algorithm", ["md5", "sha1", "crc32", "unheard-of"])
    def test_a_weak_digest_shows_difference_but_never_equality(self, algorithm: str) -> None:
        assert compare((Digest(algorithm, "00"),), (Digest(algorithm, "00"),)) == "unknown"
        assert compare((Digest(algorithm, "00"),), (Digest(algorithm, "01"),)) == "different"

    def test_empty_sets_and_disjoint_ones_show_nothing(self) -> None:
        assert compare((), ()) == "unknown"
        assert compare(sha256(A), (Digest("sha512", "c" * 128),)) == "unknown"


class TestOwnSemantics:
    def test_require_asks_about_the_step_and_not_about_the_queue(self) -> None:
        outcome = run(["CREATE fw.bin", "REQUIRE fw.bin", "DISALLOW *"], made(fw_bin=A))
        assert not outcome.breaches

    def test_require_of_an_absent_artifact_fails(self) -> None:
        outcome = run(["REQUIRE fw.bin"], made(other_bin=A))
        assert outcome.breaches[0].names == ("fw.bin",)

    def test_create_of_an_absent_product_is_remarked(self) -> None:
        outcome = run(["CREATE fw.bin", "DISALLOW *"], made())
        assert outcome.remarks == ["CREATE fw.bin: the step made nothing of that name"]

    def test_a_list_that_nothing_closes_is_remarked_with_what_it_lets_through(self) -> None:
        outcome = run(["CREATE fw.bin"], made(fw_bin=A, evil_bin=B))
        assert outcome.remarks == [
            "no DISALLOW * closes the list of outputs; no rule explains 'evil.bin'"
        ]

    def test_a_disallow_behind_an_allow_is_remarked(self) -> None:
        outcome = run(["ALLOW *", "DISALLOW *.bin"], made(evil_bin=A))
        assert outcome.remarks[0] == (
            "DISALLOW *.bin comes after an ALLOW that let through 'evil.bin'"
        )

    def test_a_weak_match_does_not_explain_and_says_why(self) -> None:
        weak = {"fw.bin": (Digest("md5", "0" * 32),)}
        outcome = run(
            ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"],
            Flow({}, weak),
            build=Flow({}, weak),
        )
        assert "md5 alone does not show that bytes are equal" in outcome.breaches[0].reason

    def test_a_different_digest_is_shown_on_both_sides(self) -> None:
        outcome = run(
            ["MATCH fw.bin WITH PRODUCTS FROM build", "DISALLOW *"],
            made(fw_bin=A),
            build=made(fw_bin=B),
        )
        assert f"sha256:{A}" in outcome.breaches[0].reason
        assert f"sha256:{B}" in outcome.breaches[0].reason

    def test_what_a_missing_step_may_explain_waits_and_the_rest_fails(self) -> None:
        rules = ["MATCH src/* WITH PRODUCTS FROM clone", "DISALLOW *"]
        outcome = run(rules, made(src__a=A, evil_bin=B), clone=None)
        assert outcome.waiting == {"src/a": "clone"}
        assert [breach.names for breach in outcome.breaches] == [("evil.bin",)]

    def test_a_match_with_a_step_that_the_layout_does_not_have_explains_nothing(self) -> None:
        outcome = run(["MATCH * WITH PRODUCTS FROM nowhere", "DISALLOW *"], made(fw_bin=A))
        assert outcome.breaches
        assert outcome.remarks == [
            "MATCH * WITH PRODUCTS FROM nowhere: the layout has no step 'nowhere'"
        ]

    def test_globs_are_case_sensitive_and_a_star_crosses_folders(self) -> None:
        assert run(["ALLOW SRC/*", "DISALLOW *"], made(src__a=A)).breaches
        assert not run(["ALLOW s*c", "DISALLOW *"], made(src__a__c=A)).breaches

    @pytest.mark.parametrize("spelling", ["out", "out/", "out//", "out\\"])
    def test_prefixes_have_one_slash_at_their_end(self, spelling: str) -> None:
        assert folder_prefix(spelling) == "out/"


class _Counted(dict[str, tuple[Digest, ...]]):
    looks = 0

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        type(self).looks += 1
        return super().get(key, default)  # type: ignore[arg-type]


def test_one_literal_rule_per_artifact_looks_once_at_each() -> None:
    names = [f"build/dir{i % 37}/artifact-{i:07d}.o" for i in range(16_000)]
    there = _Counted({name: sha256(f"{i:064x}") for i, name in enumerate(names)})
    own = Flow({}, dict(there))
    rules = [FlowRule("MATCH", name, "outputs", "before") for name in names]
    outcome = apply_rules(
        [*rules, FlowRule("DISALLOW", "*")], "outputs", own, {"before": Flow({}, there)}
    )
    assert not outcome.breaches
    assert _Counted.looks == len(names)


# -- the same answer as the reference, on what a machine comes up with -----------------------------

NAMES = ["a", "b", "A", "src/a", "src/b", "src/x/a", "out/a", "out/src/a", "[a]", "a\n"]
GLOBS = [*NAMES, "*", "src/*", "*a", "?", "s*a", "[ab]", "[!a]", "src/?", "**", "out/*", "[", "*/a"]
PREFIXES = ["", "src", "src/", "out", "out\\src", "nowhere"]

listing = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([A, B]), max_size=6)
plain = st.tuples(
    st.sampled_from(["CREATE", "DELETE", "MODIFY", "ALLOW", "DISALLOW"]), st.sampled_from(GLOBS)
)
match = st.tuples(
    st.just("MATCH"),
    st.sampled_from(GLOBS),
    st.sampled_from(PREFIXES),
    st.sampled_from(["inputs", "outputs"]),
    st.sampled_from(PREFIXES),
    st.sampled_from(["own", "other", "nowhere"]),
)
chains = st.lists(st.one_of(plain, match), max_size=5)


def _reference(rules: list[tuple[str, ...]], side: str, links: dict[str, Link]) -> bool:
    spelled = []
    for words in rules:
        if words[0] != "MATCH":
            spelled.append(list(words))
            continue
        _, pattern, source, listing_name, target, step = words
        kind = "MATERIALS" if listing_name == "inputs" else "PRODUCTS"
        head = ["MATCH", pattern, *(["IN", source] if source else []), "WITH", kind]
        spelled.append([*head, *(["IN", target] if target else []), "FROM", step])
    try:
        verify_item_rules("own", "materials" if side == "inputs" else "products", spelled, links)
    except RuleVerificationError:
        return False
    return True


@settings(max_examples=600, deadline=None)
@given(chains, listing, listing, listing, listing, st.sampled_from(["inputs", "outputs"]))
def test_same_answer_as_the_reference(
    rules: list[tuple[str, ...]],
    inputs: dict[str, str],
    outputs: dict[str, str],
    other_inputs: dict[str, str],
    other_outputs: dict[str, str],
    side: str,
) -> None:
    def link(name: str, materials: dict[str, str], products: dict[str, str]) -> Link:
        as_in_toto = [{n: {"sha256": v} for n, v in part.items()} for part in (materials, products)]
        return Link(name=name, materials=as_in_toto[0], products=as_in_toto[1])

    def flow(materials: dict[str, str], products: dict[str, str]) -> Flow:
        parts = [{n: sha256(v) for n, v in part.items()} for part in (materials, products)]
        return Flow(parts[0], parts[1])

    links = {
        "own": link("own", inputs, outputs),
        "other": link("other", other_inputs, other_outputs),
    }
    flows: dict[str, Flow | None] = {
        "own": flow(inputs, outputs),
        "other": flow(other_inputs, other_outputs),
    }
    typed = [
        FlowRule("MATCH", w[1], w[3], w[5], w[2], w[4]) if w[0] == "MATCH" else FlowRule(*w)  # type: ignore[arg-type]
        for w in rules
    ]
    outcome = apply_rules(typed, side, flows["own"], flows)  # type: ignore[arg-type]
    assert (not outcome.breaches) == _reference(rules, side, links)
