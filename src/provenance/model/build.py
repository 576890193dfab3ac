"""What was executed, and what somebody planned to be executed. No format in it: links and SLSA
alike.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from provenance.model.artifact import Listing
from provenance.model.digest import Digest
from provenance.model.origin import Place


class Build(Struct, frozen=True, gc=False):
    """One execution. A link has `step` and `command`; SLSA provenance has `platform` and the rest.

    `parameters` are the external ones, flattened to `("target", "arm64")` pairs with dotted names
    and JSON text as value; None where the format has no place for them. Times are as written.
    `source` is the address of the repository that the build was configured from, with `@` and the
    ref where the document states one; `revision` is its commit.
    """

    ref: str
    step: str | None = None
    platform: str | None = None
    build_type: str | None = None
    parameters: tuple[tuple[str, str], ...] | None = None
    invocation: str | None = None
    started: str | None = None
    finished: str | None = None
    command: tuple[str, ...] | None = None
    inputs: Listing | None = None
    outputs: Listing | None = None
    resolved: tuple[ResolvedInput, ...] | None = None
    source: str | None = None
    revision: str | None = None


class ResolvedInput(Struct, frozen=True, gc=False):
    """One resolved dependency of a SLSA provenance: the row of `inputs` with its URI and name.

    `number` is its position in the document's list.
    """

    uri: str | None
    name: str | None
    digests: tuple[Digest, ...]
    number: int = 0


FlowKind = Literal["MATCH", "CREATE", "DELETE", "MODIFY", "ALLOW", "DISALLOW", "REQUIRE"]


class FlowRule(Struct, frozen=True, gc=False):
    """One artifact rule of a layout (in-toto specification 0.9/1.0, section 4.3.3.1).

    `step` and `listing` (`inputs` for MATERIALS, `outputs` for PRODUCTS), `source_prefix` (the
    first IN) and `target_prefix` (the second) are set for MATCH only.
    """

    kind: FlowKind
    pattern: str
    listing: Literal["inputs", "outputs"] | None = None
    step: str | None = None
    source_prefix: str = ""
    target_prefix: str = ""


class AttributeRule(Struct, frozen=True, gc=False):
    """What a predicate has to say, as an expression in the Common Expression Language.

    `optional` marks one that a predicate without the attribute does not break (ITE-10), `warn` one
    that breaks nothing and is only told; `told` is what the layout says of it to people.
    """

    expression: str
    optional: bool = False
    warn: bool = False
    told: str = ""


class ExpectedPredicate(Struct, frozen=True, gc=False):
    """A statement that a step needs (in the manner of ITE-10): its type, who signs it, how many
    of them, and what it has to say. `keys` are hints into `Layout.grants`.
    """

    predicate_type: str
    keys: tuple[str, ...]
    threshold: int = 1
    attributes: tuple[AttributeRule, ...] = ()


class ExpectedSubject(Struct, frozen=True, gc=False):
    """Final outputs whose names match one of some globs, and the statements that each needs."""

    patterns: tuple[str, ...]
    predicates: tuple[ExpectedPredicate, ...]


class CertificateConstraint(Struct, frozen=True, gc=False):
    """Whose certificates a step accepts (ITE-7). Each list must be met; `*` alone accepts any.

    An empty list accepts only a certificate without such a name. `roots` are ids of
    `Layout.roots` to which the chain has to lead; `*` for any of them.
    """

    common_name: str
    dns_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    uris: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()


class Step(Struct, frozen=True, gc=False):
    """A planned action. `keys` are hints into `Layout.grants`, `certificates` whom it accepts
    beside these, `predicates` the statements that stand for it in place of a link. `places` are
    those of the step and of its two lists of rules in the document.
    """

    name: str
    threshold: int
    keys: tuple[str, ...]
    inputs: tuple[FlowRule, ...]
    outputs: tuple[FlowRule, ...]
    command: tuple[str, ...] = ()
    certificates: tuple[CertificateConstraint, ...] = ()
    predicates: tuple[ExpectedPredicate, ...] = ()
    places: tuple[Place, Place, Place] = ("", "", "")


class Inspection(Struct, frozen=True, gc=False):
    """A command that the layout wants the verifier to run. It is never run here."""

    name: str
    inputs: tuple[FlowRule, ...]
    outputs: tuple[FlowRule, ...]
    command: tuple[str, ...] = ()
    places: tuple[Place, Place, Place] = ("", "", "")


class Layout(Struct, frozen=True, gc=False):
    """A supply chain as its owner wants it. `expires` is as written (RFC 3339).

    `roots` and `intermediates` are certificates as PEM, by the id that the document gives them.
    `subjects` is what statements have to say of final outputs.
    """

    ref: str
    steps: tuple[Step, ...]
    inspections: tuple[Inspection, ...]
    expires: str | None
    grants: tuple[Grant, ...]
    roots: tuple[tuple[str, str], ...] = ()
    intermediates: tuple[tuple[str, str], ...] = ()
    subjects: tuple[ExpectedSubject, ...] = ()


class Grant(Struct, frozen=True, gc=False):
    """A key that a document hands out: good only inside the evaluation of that document.

    `hint` is the name under which the document's steps ask for it; `material` is the public key as
    the document spells it (PEM text, or hexadecimal for bare keys); `scheme` is its declared
    scheme.
    """

    hint: str
    key_type: str
    scheme: str
    material: str
