"""What a rule may ask: one object, with a question book for each subject."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from provenance.graph.evidence import Evidence
from provenance.graph.proof import Proof
from provenance.model.artifact import Artifact
from provenance.model.policy import Policy

if TYPE_CHECKING:
    from provenance.questions.builds import Builds
    from provenance.questions.bytes import Bytes
    from provenance.questions.components import Components
    from provenance.questions.signatures import Signatures


class Ask:
    """Evidence, proof and policy as a rule sees them. `images` are the subjects of the verdict."""

    def __init__(
        self, evidence: Evidence, proof: Proof, policy: Policy, images: tuple[Artifact, ...]
    ) -> None:
        self.evidence, self.proof, self.policy, self.images = evidence, proof, policy, images
        self._parameters = {rule: msgspec.json.decode(text) for rule, text in policy.parameters}

    def parameter(self, rule: str, name: str, default: Any) -> Any:
        """A parameter that the policy sets for a rule."""
        return self._parameters.get(rule, {}).get(name, default)

    @cached_property
    def components(self) -> Components:
        """Questions about what documents say is inside."""
        from provenance.questions.components import Components

        return Components(self)

    @cached_property
    def builds(self) -> Builds:
        """Questions about builds, steps and layouts."""
        from provenance.questions.builds import Builds

        return Builds(self)

    @cached_property
    def signatures(self) -> Signatures:
        """Questions about who stands behind what."""
        from provenance.questions.signatures import Signatures

        return Signatures(self)

    @cached_property
    def bytes(self) -> Bytes:
        """Questions about delivered bytes."""
        from provenance.questions.bytes import Bytes

        return Bytes(self)
