"""Signatures that come with a Sigstore bundle: which signers of the trust root made them.

- A signer is believed by identity and issuer of a certificate that the instance issued, or by key
  where the log of the instance has the signature.
- A bundle that claims a signer whom we believe and does not hold is a failure. One that claims a
  stranger stays open, and so does a signature that came without a log entry or timestamp: what is
  missing is not false.
- The same bundle is checked once, however many copies were delivered.
- What needs the extra `sigstore` stays open without it, and the reason says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NamedTuple

from provenance.model.authority import Authority, TrustedTime
from provenance.model.statement import Signature
from provenance.model.transparency import Bundle
from provenance.trust.purposes import matches
from provenance.trust.root import SigstoreSigner

if TYPE_CHECKING:
    from provenance.trust.certificates import Leaf
    from provenance.trust.sigstore import Shown

NO_EXTRA: Final = (
    "the extra sigstore, which checks it, is not installed: "
    "pip install 'firmware-provenance[sigstore]'"
)

Scheme = Callable[[Authority], str | None]
"""With which scheme a key made the signature at hand, or None."""


class Keyless(NamedTuple):
    """What a bundle showed. `makers` are entries of the trust root with the scheme that held.

    `accused` is whom it claims to be by where that is false, `claims` what its certificate says.
    """

    makers: tuple[tuple[Authority, str], ...] = ()
    reason: str = ""
    accused: Authority | None = None
    times: tuple[TrustedTime, ...] = ()
    short_lived: bool = False
    claims: tuple[tuple[str, str], ...] = ()


class Bundles:
    """Checks bundles under the signers of one trust root."""

    def __init__(self, signers: Iterable[SigstoreSigner]) -> None:
        signers = tuple(signers)
        self._named = tuple(one for one in signers if one.identity)
        self._keyed = tuple(one for one in signers if one.key)
        self._known: dict[tuple[bytes, bytes], Keyless] = {}

    def check(self, signature: Signature, scheme_of: Scheme) -> Keyless:
        """Who made a signature that came with a certificate or in a bundle."""
        content = signature.bundle.content if signature.bundle is not None else signature.chain[0]
        key = (content, signature.value)
        if key not in self._known:
            self._known[key] = self._check(signature, scheme_of)
        return self._known[key]

    def _check(self, signature: Signature, scheme_of: Scheme) -> Keyless:
        bundle = signature.bundle
        if signature.chain:
            return self._check_certified(signature, bundle, scheme_of)
        if bundle is None or not self._keyed:
            return Keyless(reason=_by_key(signature))
        return self._check_keyed(signature, bundle, scheme_of)

    # -- certificates ------------------------------------------------------------------------------

    def _check_certified(
        self, signature: Signature, bundle: Bundle | None, scheme_of: Scheme
    ) -> Keyless:
        from provenance.trust.certificates import read_leaf

        leaf = read_leaf(signature.chain[0])
        if leaf is None:
            return Keyless(reason="its certificate cannot be read")
        found = self._judge(signature, bundle, leaf, scheme_of)
        return found._replace(short_lived=leaf.short_lived, claims=leaf.claims)

    def _judge(
        self, signature: Signature, bundle: Bundle | None, leaf: Leaf, scheme_of: Scheme
    ) -> Keyless:
        if bundle is None:
            return Keyless(
                reason=f"its certificate is of {leaf.signer}, and neither a log entry nor a "
                "timestamp shows when it was made"
            )
        named = [one for one in self._named if _is(one, leaf)]
        shown = _first_that_holds(_roots(named or self._named), signature, bundle)
        if shown is None:
            return Keyless(reason=self._unchecked(leaf))
        text, result = shown
        if result.missing:
            return Keyless(reason=f"its certificate is of {leaf.signer}, and {result.fault}")
        if result.fault:
            return _refused(result.fault, named, leaf)
        scheme = scheme_of(_authority(None, leaf))
        if not scheme:
            return _refused("the key of its certificate did not make it", named, leaf)
        makers = [_authority(one, leaf) for one in named if one.trusted_root == text]
        if not makers:
            return Keyless(
                reason=f"signed by {leaf.signer}, whom nobody believes", times=result.times
            )
        return Keyless(tuple((one, scheme) for one in makers), times=result.times)

    def _unchecked(self, leaf: Leaf) -> str:
        if not self._named:
            return f"its certificate is of {leaf.signer}, and nobody is believed by certificate"
        return NO_EXTRA

    # -- keys --------------------------------------------------------------------------------------

    def _check_keyed(self, signature: Signature, bundle: Bundle, scheme_of: Scheme) -> Keyless:
        makers: list[tuple[Authority, str]] = []
        faults: list[tuple[str, Authority]] = []
        times: tuple[TrustedTime, ...] = ()
        missing = ""
        for signer in self._keyed:
            authority = _authority(signer, None)
            scheme = scheme_of(authority)
            if scheme is None:
                continue
            shown = _keyed(signer, signature, bundle)
            if shown is None:
                return Keyless(reason=NO_EXTRA)
            if shown.missing:
                missing = f"made by the key {authority.name}, and {shown.fault}"
            elif shown.fault:
                faults.append((shown.fault, authority))
            else:
                makers.append((authority, scheme))
                times = shown.times
        if makers:
            return Keyless(tuple(makers), times=times)
        if faults:
            fault, authority = faults[0]
            return Keyless(reason=_false(authority, fault), accused=authority)
        return Keyless(reason=missing or _by_key(signature))


@cache
def has_extra() -> bool:
    """Whether what the extra `sigstore` brings is installed."""
    return all(find_spec(name) is not None for name in ("sigstore", "rfc3161_client"))


def _first_that_holds(
    roots: Iterable[bytes | None], signature: Signature, bundle: Bundle
) -> tuple[bytes | None, Shown] | None:
    """The first trusted root under which a bundle holds, else the first; None where there is none,
    or one without what it takes to ask it.
    """
    from provenance.trust.sigstore import check_certified

    shown: list[tuple[bytes | None, Shown]] = []
    unasked = False
    for text in roots:
        if _lacks_extra(text, bundle):
            unasked = True
            continue
        result = check_certified(text, signature, bundle)
        if not result.fault:
            return text, result
        shown.append((text, result))
    return shown[0] if shown and not unasked else None


def _keyed(signer: SigstoreSigner, signature: Signature, bundle: Bundle) -> Shown | None:
    if _lacks_extra(signer.trusted_root, bundle):
        return None
    from provenance.trust.sigstore import check_keyed

    return check_keyed(signer.trusted_root, signature, bundle, signer.key)


def _lacks_extra(text: bytes | None, bundle: Bundle) -> bool:
    """Whether the embedded trusted root or a timestamp asks for what is not installed."""
    return (text is None or bool(bundle.timestamps)) and not has_extra()


def _roots(signers: Iterable[SigstoreSigner]) -> list[bytes | None]:
    return list(dict.fromkeys(signer.trusted_root for signer in signers))


def _is(signer: SigstoreSigner, leaf: Leaf) -> bool:
    """Whether a certificate claims to be of a signer: exact issuer, identity by glob."""
    if not leaf.identity or not leaf.issuer:
        return False
    return signer.issuer == leaf.issuer and matches(signer.identity, leaf.identity)


def _refused(fault: str, named: list[SigstoreSigner], leaf: Leaf) -> Keyless:
    """A false claim of a signer whom we believe is a failure; a stranger's claim is nothing."""
    if not named:
        return Keyless(reason=f"it claims to be by {leaf.signer}, which does not hold: {fault}")
    authority = _authority(named[0], leaf)
    return Keyless(reason=_false(authority, fault), accused=authority)


def _false(authority: Authority, fault: str) -> str:
    return f"it claims to be by {authority.name}, which does not hold: {fault}"


def _by_key(signature: Signature) -> str:
    named = f" (it names {signature.hint})" if signature.hint else ""
    return f"made by no key that is believed{named}"


def _authority(signer: SigstoreSigner | None, leaf: Leaf | None) -> Authority:
    """A signer as an authority: the key is that of the certificate, the name that of the entry."""
    key = leaf.key if leaf is not None else signer.key if signer is not None else b""
    identity, issuer = (leaf.identity, leaf.issuer) if leaf is not None else ("", "")
    if signer is None:
        return Authority("", key, (), identity=identity, issuer=issuer)
    return Authority(
        signer.name,
        key,
        signer.roles,
        platform=signer.platform,
        products=signer.products,
        valid_from=signer.valid_from,
        valid_until=signer.valid_until,
        identity=identity,
        issuer=issuer,
    )
