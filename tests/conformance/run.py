"""Score the readers and the verifier against the shared corpus, and write README.md beside this."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance_page import whole
from conformance_scores import corpus_is_there, score_documents, score_scenarios

PAGE = Path(__file__).with_name("README.md")


def main() -> int:
    """Status 0: the page is written. 1: a scenario is answered wrongly. 2: there is no corpus."""
    if not corpus_is_there():
        print(
            "conformance: the shared corpus is absent; it belongs at ../shared/corpus, or where "
            "PROVENANCE_CORPUS says. Nothing was measured and nothing written.",
            file=sys.stderr,
        )
        return 2
    documents, scenarios = score_documents(), score_scenarios()
    PAGE.write_text(whole(documents, scenarios), encoding="utf-8")
    wrong = [one.name for one in scenarios if not one.agrees]
    print(f"{len(documents)} documents, {len(scenarios)} scenarios: {PAGE.name} written")
    for name in wrong:
        print(f"not answered as it should be: {name}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
