"""Who may do one step of a layout, and which of the papers for it they signed.

- Papers are found by content: one for the step, signed by one of its keys or, where the layout
  accepts certificates (ITE-7), by a key with one that leads to a root of the layout.
- Distinct functionaries are counted by key material and by what a certificate proves: a key under
  two ids, or bare and under a certificate, is one functionary, and so is one name with two keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from provenance import limits
from provenance.model.authority import Authority
from provenance.model.build import Step
from provenance.verification.papers import Paper
from provenance.verification.signatures import Found, Holder, Keyring, Signatures

if TYPE_CHECKING:
    from provenance.trust.paths import CertificateAuthorities


_SHOWN: Final = 3
"""Refused certificates that the reason of a step names; remarks have more of them."""


@dataclass
class Crew:
    """The signers of one step, and what was found of each. `links` and `holders` are by key.

    `issuers` are the layout's certificate authorities where the step accepts certificates,
    `certified` who showed one that it accepts, `refusals` why others are not. `broken` are papers
    that claim one of the keys and do not verify, `strangers` those for the step that none of its
    keys made, `unusable` ids of keys of a kind that is not checked here.
    """

    step: Step
    ring: Keyring
    issuers: CertificateAuthorities | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    certified: dict[tuple[bytes, bytes], Authority] = field(default_factory=dict)
    links: dict[bytes, list[Paper[Any]]] = field(default_factory=dict)
    holders: dict[bytes, Holder] = field(default_factory=dict)
    broken: list[Paper[Any]] = field(default_factory=list)
    strangers: list[Paper[Any]] = field(default_factory=list)

    @property
    def authorities(self) -> Iterator[Authority]:
        """Everybody with a key of the step, and then those with a certificate that it accepts."""
        yield from self.ring.authorities
        yield from self.certified.values()

    def functionaries(self) -> list[list[Authority]]:
        """The authorities by who is one and the same signer."""
        if not self.certified:
            return [[authority] for authority in self.ring.authorities]
        # A key links its bare entry with its certificate, a name its keys: the same signer each.
        groups: dict[bytes, list[Authority]] = {}
        for authority in (*self.ring.authorities, *self.certified.values()):
            joined = [authority]
            for mark in (authority.key, authority.signer):
                other = groups.get(mark)
                if other is not None and other is not joined:
                    other += joined
                    joined = other
            for member in joined:
                groups[member.key] = groups[member.signer] = joined
        return list({id(group): group for group in groups.values()}.values())

    def maker(self, found: Found, signatures: Signatures) -> Holder | None:
        """Who of the step made a signature, by a key of the layout or by a certificate."""
        if not found.in_toto:
            return None
        holder = signatures.made_by(found, self.ring)
        if holder is not None or self.issuers is None or not found.said.fact.chain:
            return holder
        chain, role = found.said.fact.chain, f"step:{self.step.name}"
        signer = self.issuers.signer(chain, self.step.certificates, role)
        if isinstance(signer, str):
            self.remark(f"{signer}, and was not accepted")
            if signer not in self.refusals and len(self.refusals) < _SHOWN:
                self.refusals.append(signer)
            return None
        holder = signatures.made_by(found, Keyring((signer,)))
        if holder is None:
            self.remark(f"the certificate of {signer.name} is not of the key that signed")
            return None
        self.certified.setdefault((signer.key, signer.signer), signer)
        return holder

    def remark(self, told: str) -> None:
        """Keep what an auditor should see; not the same twice, and not without end."""
        if told not in self.remarks and len(self.remarks) < limits.LISTED_SUBJECTS:
            self.remarks.append(told)


def muster(
    step: Step,
    grants: Mapping[str, Authority | None],
    issuers: CertificateAuthorities | None = None,
) -> Crew:
    """The distinct keys of a step, with what is wrong about its threshold and keys."""
    members: dict[bytes, Authority] = {}
    crew = Crew(step, Keyring(()), issuers if step.certificates else None)
    for hint in dict.fromkeys(step.keys):
        if hint not in grants:
            crew.remarks.append(f"the key {hint} is not among the keys of the layout")
            continue
        authority = grants[hint]
        if authority is None:
            crew.unusable.append(hint)
        elif authority.key in members:
            told = f"{hint} is a key that the step lists already, and counts as one functionary"
            crew.remarks.append(told)
        else:
            members[authority.key] = authority
    crew.ring = Keyring(members.values())
    crew.faults = _threshold_faults(step, len(members), len(crew.unusable))
    return crew


def _threshold_faults(step: Step, keys: int, unusable: int) -> list[str]:
    if step.threshold < 1:
        return [f"its threshold is {step.threshold}, so that nobody would have to sign"]
    if step.threshold > keys + unusable and not step.certificates:
        return [
            f"its threshold is {step.threshold}, but the layout has {keys} distinct keys for it"
        ]
    return []


def makers(
    crew: Crew, paper: Paper[Any], signatures: Signatures
) -> tuple[dict[bytes, Holder], bool]:
    """Who of a step signed a paper, by key, and whether it claims a key that did not."""
    found: dict[bytes, Holder] = {}
    accused = untried = False
    for one in paper.found:
        holder = crew.maker(one, signatures)
        if holder is not None:
            found.setdefault(holder.authority.key, holder)
        if one.in_toto:
            named = bool(crew.ring.hinted(one.said.fact.hint))
            accused |= named
            untried |= named and one.untried
    return found, accused and not untried


def collect(crew: Crew, links: Sequence[Paper[Any]], signatures: Signatures) -> None:
    """Sort the links for a step by the functionaries of the step that made them."""
    for paper in links:
        found, accused = makers(crew, paper, signatures)
        keep(crew, paper, found)
        if not found:
            (crew.broken if accused else crew.strangers).append(paper)


def keep(crew: Crew, paper: Paper[Any], found: Mapping[bytes, Holder]) -> None:
    """Count a paper as what its makers say of the step."""
    for key, holder in found.items():
        crew.links.setdefault(key, []).append(paper)
        crew.holders.setdefault(key, holder)
