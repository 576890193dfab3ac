"""Score the readers and the verifier against the shared corpus, and write README.md beside this."""

from __future__ import annotations

import sys
from pathlib import Path

from attack_scores import score_attacks
from attestation_scores import score_attestations
from conformance_page import Scores, whole
from conformance_scores import (
    corpus_is_there,
    score_conversions,
    score_documents,
    score_purls,
    score_scenarios,
)
from merkle_scores import score_proofs
from policy_scores import score_policies
from sigstore_scores import score_bundles
from slsa_scores import judge_all

_SHOWN = 20
PAGE = Path(__file__).with_name("README.md")


def main() -> int:
    """Status 0: the page is written. 1: so it is, and something is wrong. 2: there is no corpus."""
    if not corpus_is_there():
        print(
            "conformance: the shared corpus is absent; it belongs at ../shared/corpus, or where "
            "PROVENANCE_CORPUS says. Nothing was measured and nothing written.",
            file=sys.stderr,
        )
        return 2
    attacks = score_attacks()
    scores = Scores(
        score_documents(),
        score_policies()[2],
        score_purls(),
        score_conversions(),
        score_scenarios(),
        attacks,
        score_proofs(),
        list(judge_all()),
        score_bundles(),
        score_attestations(),
    )
    PAGE.write_text(whole(scores), encoding="utf-8")
    wrong = [one.name for one in scores.scenarios if not one.agrees]
    wrong += [one.path for one in scores.documents if not one.fits]
    wrong += [one.path for one in scores.documents if one.walked not in (None, one.counts)]
    wrong += [one.case.case for one in scores.policies if not one.agrees]
    wrong += [path for one in scores.proofs for path in one.wrong]
    wrong += [one.path for one in scores.attestations if not one.fits]
    wrong += [one.case.name for one in scores.bundles if not one.agrees]
    wrong += [one.trial.name for one in scores.slsa if not one.agrees]
    wrong += [path for one in scores.conversions for path in one.failed]
    wrong += [one.name for one in attacks.cases if not (one.held and one.fair)]
    print(f"{len(scores.documents)} documents, {len(scores.scenarios)} scenarios: {PAGE.name}")
    for name in wrong[:_SHOWN]:
        print(f"not as it should be: {name}", file=sys.stderr)
    if len(wrong) > _SHOWN:
        print(f"and {len(wrong) - _SHOWN} more, which the page names", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
