"""042: what a certificate says of its signer, and provenance that says otherwise."""

from __future__ import annotations

import pytest

from provenance.model.authority import Authority, Verification
from provenance.model.build import Build
from provenance.model.digest import Digest
from provenance.model.origin import Origin
from provenance.model.statement import Signature
from provenance.questions.certified import contradictions

DIGEST = Digest("sha256", "77" * 32, "file")
WORKFLOW = "https://github.com/acme/gateway/.github/workflows/release.yml@refs/tags/v2.4.0"
CLAIMS = {
    "build-signer": WORKFLOW,
    "invocation": "https://github.com/acme/gateway/actions/runs/1/attempts/1",
    "repository": "acme/gateway",
    "source": "https://github.com/acme/gateway",
    "source-digest": "ab" * 20,
    "source-ref": "refs/tags/v2.4.0",
}
SAID = {
    "platform": WORKFLOW,
    "invocation": CLAIMS["invocation"],
    "source": "git+https://github.com/acme/gateway@refs/tags/v2.4.0",
    "revision": "ab" * 20,
}


def found(
    said: dict[str, str | None], claims: dict[str, str], platform: str | None = None
) -> list[str]:
    signature = Signature("dsse", b"", b"", DIGEST)
    authority = Authority("ci", b"key", ("provenance",), platform=platform)
    verification = Verification(
        signature, "pass", "", Origin("a", DIGEST, ""), authority, claims=tuple(claims.items())
    )
    build = Build("build", **said)  # type: ignore[arg-type]
    return [one.what for one in contradictions(verification, build)]


def test_042_what_agrees_is_no_contradiction() -> None:
    assert found(SAID, CLAIMS) == []
    assert found({**SAID, "source": "https://github.com/acme/gateway.git"}, CLAIMS) == []
    assert found({}, CLAIMS) == []
    assert found(SAID, {}) == []
    assert found({**SAID, "invocation": "1-1", "platform": "https://runner"}, CLAIMS) == []


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("source", "git+https://github.com/evil/gateway@refs/tags/v2.4.0", "repository"),
        ("source", "git+https://github.com.evil/acme/gateway@refs/tags/v2.4.0", "repository"),
        ("source", "git+https://github.com/acme/gateway@refs/heads/main", "ref"),
        ("revision", "cd" * 20, "commit"),
        ("invocation", "https://github.com/acme/gateway/actions/runs/2/attempts/1", "run"),
        ("platform", WORKFLOW.replace("release", "test"), "platform"),
    ],
)
def test_042_provenance_says_otherwise(field: str, value: str, what: str) -> None:
    assert found({**SAID, field: value}, CLAIMS) == [what]


def test_042_early_certificates_name_the_repository_without_its_host() -> None:
    early = {name: text for name, text in CLAIMS.items() if name != "source"}
    assert found(SAID, early) == []
    other = {**SAID, "source": "git+https://github.com/acme/other@refs/tags/v2.4.0"}
    assert found(other, early) == ["repository"]


def test_042_a_trust_root_says_for_which_platforms_a_workflow_speaks() -> None:
    """A delegator signs for builders that it calls; whoever believes it says which ones."""
    other = {**SAID, "platform": WORKFLOW.replace("release", "builder")}
    assert found(other, CLAIMS, "https://github.com/acme/*") == []
