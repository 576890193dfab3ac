"""Which key made which signature.

- A key id orders the tries and decides nothing: hinted keys come first and all of them, others are
  tried too, up to `limits.KEY_TRIES`. It accuses, though: a signature that names a key which we
  believe and did not make it is a failure, not a stranger's.
- Nothing is checked twice, however many envelopes repeat a signature.
- A signature with a certificate, or in a Sigstore bundle, is checked with all that came along
  (`keyless`), and then against keys: by the key of the certificate it may be somebody's too.
- A DSSE envelope in which one key id stands twice is malformed, as the reference implementation of
  in-toto has it: two readers may each take another one of the two. Neither counts, and where the id
  names a key that is believed or granted, it is a failure. In a Metablock the reference takes the
  first that it finds, and a repeated signature counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from provenance import limits
from provenance.catalogue import load_entries
from provenance.errors import DecodingError, LimitExceededError, UnreadableError
from provenance.graph.evidence import Chapter, Evidence, Said
from provenance.model.authority import Authority, Outcome, Verification
from provenance.model.build import Layout
from provenance.model.origin import Span
from provenance.model.statement import Signature
from provenance.trust.keys import key_object
from provenance.trust.root import TrustRoot

if TYPE_CHECKING:
    from provenance.verification.keyless import Bundles, Keyless

IN_TOTO: Final = "application/vnd.in-toto+json"
"""The payload type of links, layouts and statements in DSSE (in-toto attestation framework)."""

_DOUBLED: Final = "stands under a key id that its envelope holds twice, which makes it malformed"


class Holder(NamedTuple):
    """A key that made a signature, as the authority that we know it by, and with which scheme."""

    authority: Authority
    scheme: str


class Keyring:
    """Authorities, found by what a signature hints at."""

    def __init__(self, authorities: Iterable[Authority]) -> None:
        self.authorities = tuple(authorities)
        self._distinct = tuple({(one.key, one.scheme): one for one in self.authorities}.values())
        self._by_hint: dict[str, list[Authority]] = {}
        for authority in self.authorities:
            for hint in dict.fromkeys(authority.hints):
                self._by_hint.setdefault(hint, []).append(authority)

    def hinted(self, hint: str) -> Sequence[Authority]:
        """Every authority that goes by this hint."""
        return self._by_hint.get(hint, ()) if hint else ()

    def tries(self, hint: str) -> Iterator[Authority]:
        """Whom to try: all that the hint names, then others, but not without end."""
        hinted = self.hinted(hint)
        yield from hinted
        known = {(one.key, one.scheme) for one in hinted}
        others = (one for one in self._distinct if (one.key, one.scheme) not in known)
        yield from islice(others, limits.KEY_TRIES)


class Found:
    """One signature of the delivery, and what is known of it so far.

    `fault` is why it counts for nothing, `believed` who of the trust root made it (None: not
    yet tried), `granted` who made it by the grace of a layout, `accused` the key that it claims.
    `keyless` is what certificate, log entry and timestamps showed, where it came with any.
    """

    __slots__ = ("accused", "believed", "fault", "granted", "keyless", "malformed", "said")

    def __init__(self, said: Said[Signature], *, malformed: bool) -> None:
        self.said, self.malformed = said, malformed
        self.fault = _DOUBLED if malformed else ""
        self.believed: tuple[Holder, ...] | None = None
        self.granted: Holder | None = None
        self.accused: Authority | None = None
        self.keyless: Keyless | None = None

    @property
    def certified(self) -> bool:
        """Whether it came with a certificate or in a bundle."""
        signature = self.said.fact
        return bool(signature.chain) or signature.bundle is not None

    @property
    def accusation(self) -> str:
        """What is false about it, where it claims somebody who did not make it."""
        if self.keyless is not None and self.keyless.accused is not None:
            return f"a signature does not hold: {self.keyless.reason}"
        named = "" if self.accused is None else self.accused.name
        return f"the signature that names the key {named} is not by it"

    @property
    def untried(self) -> bool:
        """Whether it counts for nothing although nobody knows that it is false."""
        return bool(self.fault) and not self.malformed

    @property
    def in_toto(self) -> bool:
        """Whether it can stand under a link, layout or statement: Metablock, or DSSE so typed."""
        signature = self.said.fact
        if signature.envelope == "dsse":
            return signature.payload_type == IN_TOTO
        return signature.envelope == "metablock"


_Try = tuple[bytes, bytes, bytes | Span, str]
"""Key material, signature, message, and the scheme that the signature says it is of."""


class Signatures:
    """All signatures of a delivery under one trust root. `checks` counts keys that were tried."""

    def __init__(self, evidence: Evidence, trust: TrustRoot) -> None:
        self._evidence = evidence
        self._root = Keyring(trust.authorities)
        self._signers = trust.sigstores
        self._believes = trust.believes
        self._failed: set[tuple[str, _Try]] = set()
        self._held: dict[_Try, str] = {}
        self._unreadable: dict[Span, str] = {}
        self._over: dict[str, list[Found]] = {}
        self.checks = 0
        self.all = [found for one in evidence.with_facts(Signature) for found in _of_chapter(one)]
        for found in self.all:
            self._over.setdefault(found.said.fact.signs.value, []).append(found)
            if found.malformed:
                self._name(found, self._root)
        for several in self._over.values():
            if len(several) > limits.SIGNATURES_PER_MESSAGE:
                self._bound(several)

    @property
    def bundled(self) -> bool:
        """Whether any signature came in a bundle, with what a log says of it."""
        return any(found.said.fact.bundle is not None for found in self.all)

    def over(self, sha256: str) -> Sequence[Found]:
        """Signatures over the bytes with this SHA-256."""
        return self._over.get(sha256, ())

    def believed(self, found: Found) -> tuple[Holder, ...]:
        """Who of the trust root made a signature: all entries of the one key that verifies it."""
        if found.believed is None and found.certified:
            found.believed = () if found.fault else self._try_certified(found)
        elif found.believed is None and found.granted is not None:
            found.believed = self._same_key(found.granted)
        elif found.believed is None:
            found.believed = () if found.fault else self._try_root(found)
        return found.believed

    def made_by(self, found: Found, ring: Keyring) -> Holder | None:
        """Which key of a step of a layout made a signature."""
        if found.fault and not found.malformed:
            return None
        holder = None if found.malformed else self._first(found, ring)
        if holder is None:
            self._name(found, ring)
        elif found.granted is None:
            found.granted = holder
        return holder

    def accuse(self, found: Found, ring: Keyring) -> None:
        """Notice a signature that names a key which a layout grants, and is not by it."""
        hinted = ring.hinted(found.said.fact.hint)
        if found.malformed or (
            hinted and not found.fault and self._first(found, Keyring(hinted)) is None
        ):
            self._name(found, ring)

    def _name(self, found: Found, ring: Keyring) -> None:
        """Remember the key that a signature names and is not by."""
        hinted = ring.hinted(found.said.fact.hint)
        found.accused = found.accused or (hinted[0] if hinted else None)

    def check_all(self) -> None:
        """Check every signature that nobody has asked for yet, once all layouts are evaluated.

        Each would be checked in the end. In the order of the delivery what they are over is found
        in memory one after the other, in that of digests anywhere.
        """
        for found in self.all:
            self.believed(found)

    def verifications(self) -> list[Verification]:
        """What is known of each signature, in the order of the delivery."""
        return [self._verification(found) for found in self.all]

    @cached_property
    def _granted(self) -> frozenset[str]:
        """Every key id that a layout of the delivery gives to a key."""
        layouts = (said.fact for said in self._evidence.said(Layout))
        return frozenset(grant.hint for layout in layouts for grant in layout.grants)

    def _bound(self, several: list[Found]) -> None:
        """Beyond a number of signatures over the same bytes, only hinted ones are worth a try.

        Keys of the trust root come first, then those that a layout of the delivery grants, and of
        every hint the first one before the second of any: else junk would drown what counts.
        """
        turns: dict[str, int] = {}
        ranked: list[tuple[int, int, int, Found]] = []
        for found in sorted(several, key=lambda one: one.said.fact.value):
            hint = found.said.fact.hint
            turns[hint] = turns.get(hint, 0) + 1
            named = 0 if self._root.hinted(hint) else 1 if hint in self._granted else 2
            ranked.append((named, turns[hint], len(ranked), found))
        ordered = [found for _, _, _, found in sorted(ranked, key=lambda one: one[:3])]
        for found in ordered[limits.SIGNATURES_PER_MESSAGE :]:
            number = limits.SIGNATURES_PER_MESSAGE
            found.fault = found.fault or f"is one of more than {number} over the same bytes"

    @cached_property
    def _bundles(self) -> Bundles:
        from provenance.verification.keyless import Bundles  # few deliveries have any

        return Bundles(self._signers)

    def _try_certified(self, found: Found) -> tuple[Holder, ...]:
        """Signers by identity, then keys: where somebody has made it, only the same key has too.

        A certificate that somebody put beside a signature does not keep a key from being found.
        """
        message = found.said.fact.message
        if isinstance(message, Span):
            # A copy of a bundle is not checked again: what kept the first from it keeps all.
            found.fault = found.fault or self._unreadable.get(message, "")
        shown = found.keyless = self._bundles.check(
            found.said.fact, lambda authority: self._scheme(found, authority)
        )
        if found.fault:
            return ()
        makers = tuple(Holder(authority, scheme) for authority, scheme in shown.makers)
        found.accused = found.accused or shown.accused
        if found.granted is not None:
            return (*makers, *self._same_key(found.granted))
        if not makers:
            return self._try_root(found)
        same = self._same_material(makers[0].authority.key)
        return (*makers, *(self._try_root(found, same) if same.authorities else ()))

    def _scheme(self, found: Found, authority: Authority) -> str | None:
        first = self._first(found, Keyring((authority,)))
        return None if first is None else first.scheme

    def _same_material(self, key: bytes) -> Keyring:
        return Keyring(one for one in self._root.authorities if one.key == key)

    def _try_root(self, found: Found, ring: Keyring | None = None) -> tuple[Holder, ...]:
        first = self._first(found, self._root if ring is None else ring)
        if first is None:
            self._name(found, self._root)
            return ()
        return self._same_key(first)

    def _same_key(self, holder: Holder) -> tuple[Holder, ...]:
        """Every entry of the trust root that has the key of a proven signer."""
        key = holder.authority.key
        same = (one for one in self._root.authorities if one.key == key)
        return tuple(Holder(one, holder.scheme) for one in same)

    def _first(self, found: Found, ring: Keyring) -> Holder | None:
        message: bytes | None = None
        signature = found.said.fact
        for authority in ring.tries(signature.hint):
            attempt = (authority.key, signature.value, signature.message, signature.scheme)
            held = self._held.get(attempt)
            if held is not None and authority.scheme in ("", held):
                return Holder(authority, held)
            if (authority.scheme, attempt) in self._failed:
                continue
            message = self._message(found) if message is None else message
            if message is None:
                return None
            self.checks += 1
            held = check(authority, signature.value, message, signature.scheme)
            if held is not None:
                self._held[attempt] = held
                return Holder(authority, held)
            self._failed.add((authority.scheme, attempt))
        return None

    def _message(self, found: Found) -> bytes | None:
        message = found.said.fact.message
        if isinstance(message, bytes):
            return message
        try:
            return self._read(message)
        except (UnreadableError, DecodingError) as error:
            found.fault = self._unreadable[message] = str(error)
            return None

    def _read(self, span: Span) -> bytes:
        """Delivered bytes; as many are asked for as there are, for a reader makes room for them."""
        artifacts = self._evidence.by_digest.get(span.blob, ())
        size = span.size
        if size is None:
            size = artifacts[0].size - span.start if artifacts else 0
        if size > limits.DOCUMENT_BYTES:
            raise LimitExceededError(f"is over more than {limits.DOCUMENT_BYTES} bytes")
        with self._evidence.open(span.blob) as stream:
            stream.seek(span.start)
            return stream.read(size)

    def _verification(self, found: Found) -> Verification:
        plain = self._plain_verification(found)
        shown = found.keyless
        if shown is None:
            return plain
        reason = shown.reason if not found.fault and plain.outcome == "open" else plain.reason
        return replace(
            plain,
            reason=reason,
            times=shown.times,
            short_lived=shown.short_lived,
            claims=shown.claims if shown.makers else (),
            logged=bool(shown.makers),
        )

    def _plain_verification(self, found: Found) -> Verification:
        signature, origin = found.said.fact, found.said.origin
        holders = self.believed(found)
        if found.fault:
            false = found.malformed and found.accused is not None
            outcome: Outcome = "fail" if false else "open"
            return Verification(signature, outcome, found.fault, origin)
        holder = holders[0] if holders else found.granted
        if holder is not None:
            who = f"made by {holder.authority.name}"
            reason = who if holders else f"{who}, whom a layout lets speak inside it"
            return Verification(signature, "pass", reason, origin, *holder)
        if found.keyless is not None and found.keyless.accused is not None:
            return Verification(signature, "fail", found.keyless.reason, origin)
        if found.accused is not None:
            reason = f"names the key {found.accused.name}, which did not make it over these bytes"
            return Verification(signature, "fail", reason, origin)
        return Verification(signature, "open", self._stranger(signature), origin)

    def _stranger(self, signature: Signature) -> str:
        if not self._believes:
            return "no key is believed"
        named = f" (it names {signature.hint})" if signature.hint else ""
        return f"made by no key that is believed{named}"


def check(authority: Authority, value: bytes, message: bytes, declared: str = "") -> str | None:
    """The scheme with which a key made a signature over a message, or None.

    `declared` is what the signature says of itself; the key may be bound to a scheme as well.
    """
    key = key_object(authority.key)
    for scheme in _schemes_for(authority.key):
        held: str | None = scheme.check(key, value, message, declared or authority.scheme)
        if held is not None and declared and authority.scheme:
            held = scheme.check(key, value, message, authority.scheme)
        if held is not None:
            return held
    return None


@lru_cache(maxsize=16_384)
def _schemes_for(der: bytes) -> tuple[ModuleType, ...]:
    key = key_object(der)
    return tuple(scheme for _, scheme in load_entries("provenance.schemes") if scheme.fits(key))


def _of_chapter(chapter: Chapter) -> list[Found]:
    if len(chapter.facts(Signature)) == 1:
        return [Found(said, malformed=False) for said in chapter.said(Signature)]
    hints = Counter(s.hint for s in chapter.facts(Signature) if s.envelope == "dsse" and s.hint)
    return [Found(said, malformed=hints[said.fact.hint] > 1) for said in chapter.said(Signature)]
