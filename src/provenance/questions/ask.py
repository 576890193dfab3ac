"""What a rule may ask: one object, with a question book for each subject."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from provenance.graph.evidence import Evidence
from provenance.graph.proof import Proof
from provenance.model.artifact import Artifact
from provenance.model.policy import Policy
from provenance.questions.globs import path_matches
from provenance.questions.kinds import delivered_kinds

if TYPE_CHECKING:
    from provenance.questions.builds import Builds
    from provenance.questions.bytes import Bytes
    from provenance.questions.chronology import Chronology
    from provenance.questions.claims import Claims
    from provenance.questions.components import Components
    from provenance.questions.identities import Identities
    from provenance.questions.listings import Listings, Manifests
    from provenance.questions.logs import Logs
    from provenance.questions.pedigrees import Pedigrees
    from provenance.questions.reconciled import Reconciled
    from provenance.questions.relations import Relations
    from provenance.questions.runs import Runs
    from provenance.questions.signatures import Signatures
    from provenance.questions.summaries import Summaries

T = TypeVar("T")


class Ask:
    """Evidence, proof and policy as a rule sees them. `images` are the subjects of the verdict.

    `thresholds` say how many signers a role of the trust root needs, where it is not one.
    `baseline` asks an earlier delivery, under the same trust root and policy: never merged into
    this one, because old evidence must not vouch for new bytes.
    """

    def __init__(
        self,
        evidence: Evidence,
        proof: Proof,
        policy: Policy,
        images: tuple[Artifact, ...],
        thresholds: tuple[tuple[str, int], ...] = (),
        baseline: Ask | None = None,
    ) -> None:
        self.evidence, self.proof, self.policy, self.images = evidence, proof, policy, images
        self.thresholds, self.baseline = thresholds, baseline
        self._answers: dict[tuple[Hashable, ...], Any] = {}
        self._parameters = {rule: msgspec.json.decode(text) for rule, text in policy.parameters}

    def once(self, make: Callable[..., T], *given: Hashable) -> T:
        """What a question that takes this and some values answers: several rules may ask it."""
        key = (make, *given)
        if key not in self._answers:
            self._answers[key] = make(self, *given)
        return self._answers[key]  # type: ignore[no-any-return]

    def parameter(self, rule: str, name: str, default: Any) -> Any:
        """A parameter that the policy sets for a rule."""
        return self._parameters.get(rule, {}).get(name, default)

    @cached_property
    def image_paths(self) -> tuple[str, ...]:
        """Paths of the images: one tuple for everything that concerns them all."""
        return tuple(image.path for image in self.images)

    @cached_property
    def image_positions(self) -> dict[str, int]:
        """Where each image stands among them, by path."""
        return {path: position for position, path in enumerate(self.image_paths)}

    @cached_property
    def chronology(self) -> Chronology:
        """Questions about the order of what happened."""
        from provenance.questions.chronology import Chronology

        return Chronology(self)

    @cached_property
    def components(self) -> Components:
        """Questions about what documents say is inside."""
        from provenance.questions.components import Components

        return Components(self)

    @cached_property
    def relations(self) -> Relations:
        """Questions about how components hang together."""
        from provenance.questions.relations import Relations

        return Relations(self)

    @cached_property
    def builds(self) -> Builds:
        """Questions about builds, steps and layouts."""
        from provenance.questions.builds import Builds

        return Builds(self)

    @cached_property
    def runs(self) -> Runs:
        """Questions about runs of builds, here and in the baseline."""
        from provenance.questions.runs import Runs

        return Runs(self)

    @cached_property
    def signatures(self) -> Signatures:
        """Questions about who stands behind what."""
        from provenance.questions.signatures import Signatures

        return Signatures(self)

    @cached_property
    def summaries(self) -> Summaries:
        """Questions about what other verifiers found."""
        from provenance.questions.summaries import Summaries

        return Summaries(self)

    @cached_property
    def bytes(self) -> Bytes:
        """Questions about delivered bytes."""
        from provenance.questions.bytes import Bytes

        return Bytes(self)

    @cached_property
    def claims(self) -> Claims:
        """Questions about what delivered files were taken for."""
        from provenance.questions.claims import Claims

        return Claims(self)

    @cached_property
    def identities(self) -> Identities:
        """Questions about components that share an identity within their document."""
        from provenance.questions.identities import Identities

        return Identities(self)

    @cached_property
    def listings(self) -> Listings:
        """Questions about names that are listed with digests."""
        from provenance.questions.listings import Listings

        return Listings(self)

    @cached_property
    def logs(self) -> Logs:
        """Questions about transparency logs."""
        from provenance.questions.logs import Logs

        return Logs(self)

    @cached_property
    def manifests(self) -> Manifests:
        """Questions about lists of the delivery itself."""
        from provenance.questions.listings import Manifests

        return Manifests(self)

    @cached_property
    def pedigrees(self) -> Pedigrees:
        """Questions about components that somebody changed."""
        from provenance.questions.pedigrees import Pedigrees

        return Pedigrees(self)

    @cached_property
    def reconciled(self) -> Reconciled:
        """Questions about components beside what builds read and made."""
        from provenance.questions.reconciled import Reconciled

        return Reconciled(self)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return delivered_kinds(self.evidence)

    def has_kind(self, kind: str) -> bool:
        """Whether a kind of evidence was delivered, believed or not."""
        return kind in self._kinds

    def is_an_image(self, glob: str) -> bool:
        """Whether a glob of the policy means one of the images."""
        return any(path_matches(glob, image.path) for image in self.images)
