"""Paths of X.509 certificates (RFC 5280, section 6) from a signer to a root that a layout names.

1. Paths are looked for among the layout's own certificates, the shortest first, and not without
   end: nothing that comes with a signature leads to a root.
2. Each path is validated as a whole at the stated time by `cryptography`, whose rules for servers
   are replaced by those for signers: the leaf may sign, and is no authority; every other one is.
3. The names of the leaf are held against the constraints of the step (ITE-7).

Revocation is not checked. Of the kinds of key that certificates may have, `cryptography` validates
RSA, ECDSA and ML-DSA in authorities, and any in a leaf; an authority with Ed25519 does not hold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from provenance import limits
from provenance.decoding.time import parse_time
from provenance.errors import UsageError
from provenance.model.authority import Authority
from provenance.model.build import CertificateConstraint
from provenance.model.digest import Digest
from provenance.trust.certificates import UNREADABLE
from provenance.trust.keys import key_hints, read_key

_FOR_SIGNERS: Final = frozenset(
    {
        ExtendedKeyUsageOID.CODE_SIGNING,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
        # what SPIFFE gives to workloads, for which ITE-7 was written
        ExtendedKeyUsageOID.CLIENT_AUTH,
        ExtendedKeyUsageOID.SERVER_AUTH,
    }
)
_ANY: Final = ("*",)
_UNCHECKED: Final = (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)
_SHOWN: Final = 120


class _Named(NamedTuple):
    """A certificate, and by which ids the layout knows it."""

    ids: tuple[str, ...]
    certificate: x509.Certificate


class CertificateAuthorities:
    """The roots and intermediates of one layout, at one time. `faults` are those not readable."""

    def __init__(
        self,
        roots: Iterable[tuple[str, str]],
        intermediates: Iterable[tuple[str, str]],
        at: str,
        within: Digest,
    ) -> None:
        self.faults: list[str] = []
        self._roots = self._load(roots, "root")
        self._between = self._load(intermediates, "intermediate")
        self._at, self._moment, self._within = at, parse_time(at), within
        self._leaves: dict[bytes, _Leaf | str] = {}
        self._issued: dict[tuple[bytes, bytes], bool] = {}

    def signer(
        self, chain: Sequence[bytes], accepted: Iterable[CertificateConstraint], role: str
    ) -> Authority | str:
        """Whom the certificate of a signature shows to have made it, or why it shows nobody.

        `chain` is DER, the leaf first; what follows it is not used. The authority has one role.
        """
        if chain[0] not in self._leaves:
            self._leaves[chain[0]] = self._examine(chain[0])
        leaf = self._leaves[chain[0]]
        if isinstance(leaf, str):
            return leaf
        refusals = [leaf.names.unmet(constraint) for constraint in accepted]
        if "" not in refusals:
            return f"the certificate of {leaf.names.label} {'; '.join(dict.fromkeys(refusals))}"
        return Authority(
            leaf.names.label,
            leaf.key,
            (role,),
            key_hints(leaf.key),
            within=self._within,
            identity=leaf.names.identity,
            issuer=leaf.root,
        )

    def _load(self, pems: Iterable[tuple[str, str]], kind: str) -> list[_Named]:
        found: dict[bytes, _Named] = {}
        for hint, pem in pems:
            try:
                certificate = x509.load_pem_x509_certificate(pem.encode())
                certificate.public_key()
                print_ = certificate.fingerprint(hashes.SHA256())
            except UNREADABLE as error:
                self.faults.append(f"its {kind} certificate {hint[:40]!r} cannot be used: {error}")
                continue
            ids = found[print_].ids if print_ in found else ()
            found[print_] = _Named((*ids, hint), certificate)
        return list(found.values())

    # -- one leaf ----------------------------------------------------------------------------------

    def _examine(self, der: bytes) -> _Leaf | str:
        try:
            certificate = x509.load_der_x509_certificate(der)
            names = _names_of(certificate)
            key = read_key(der).der
        except (*UNREADABLE, UsageError) as error:
            return f"its certificate cannot be used: {error}"
        why, held = "leads to no root of the layout", dict[str, _Named]()
        for path, root in self._paths(certificate):
            shown = root.certificate.fingerprint(hashes.SHA256()).hex()
            refusal = "" if shown in held else self._refusal(path, root)
            if not refusal:
                held[shown] = root
                continue
            why = f"does not hold at {self._at}: {refusal}"
        if not held:
            return f"the certificate of {names.label} {why}"
        # Authorities are renewed and certify each other: a step may ask for any of the roots.
        ids = tuple(hint for root in held.values() for hint in root.ids)
        return _Leaf(key, next(iter(held)), names._replace(roots=ids))

    def _paths(self, leaf: x509.Certificate) -> Iterator[tuple[list[x509.Certificate], _Named]]:
        """Certificates from the leaf up to one below a root, with the root; the shortest first."""
        pending = deque([[leaf]])
        found = steps = 0
        while pending and steps < limits.CERTIFICATE_PATHS * limits.CERTIFICATE_PATH:
            path = pending.popleft()
            steps += 1
            for root in self._issuers(path[-1], self._roots):
                yield path, root
                found += 1
                if found >= limits.CERTIFICATE_PATHS:
                    return
            if len(path) < limits.CERTIFICATE_PATH:
                above = (named.certificate for named in self._issuers(path[-1], self._between))
                pending.extend([*path, one] for one in above if one not in path)

    def _issuers(self, below: x509.Certificate, candidates: Iterable[_Named]) -> Iterator[_Named]:
        for named in candidates:
            above = named.certificate
            pair = (below.fingerprint(hashes.SHA256()), above.fingerprint(hashes.SHA256()))
            if below.issuer != above.subject:
                continue
            if pair not in self._issued:
                self._issued[pair] = _is_issued(below, above)
            if self._issued[pair]:
                yield named

    def _refusal(self, path: list[x509.Certificate], root: _Named) -> str:
        """Why a path does not hold as a whole, or nothing."""
        if self._moment is None:
            return "no time is stated"
        for above in (*path[1:], root.certificate):
            if isinstance(above.public_key(), _UNCHECKED):
                return "an authority with a key of the kind Ed25519 or Ed448 is not checked here"
        try:
            policy = PolicyBuilder().store(Store([root.certificate]))
            policy = policy.time(self._moment.replace(microsecond=0, tzinfo=None))
            policy = policy.max_chain_depth(limits.CERTIFICATE_PATH)
            policy = policy.extension_policies(ca_policy=_AUTHORITY, ee_policy=_SIGNER)
            policy.build_client_verifier().verify(path[0], path[1:])
        except (*UNREADABLE, VerificationError) as error:
            told = str(error).removeprefix("validation failed: ").partition(" (encountered")[0]
            return told.removeprefix("candidates exhausted: ")[:200]
        return ""


class _Leaf(NamedTuple):
    """A certificate that leads to roots: its key, the first one's digest, what names it shows."""

    key: bytes
    root: str
    names: _Names


def _is_issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


# -- what a signer's certificate must be for -------------------------------------------------------


def _no_authority(_: Policy, __: x509.Certificate, found: x509.BasicConstraints | None) -> None:
    if found is not None and found.ca:
        raise ValueError("is of an authority, not of a signer")


def _may_sign(_: Policy, __: x509.Certificate, found: x509.KeyUsage | None) -> None:
    if found is not None and not found.digital_signature:
        raise ValueError("is not for signatures (keyUsage)")


def _for_signers(_: Policy, __: x509.Certificate, found: x509.ExtendedKeyUsage | None) -> None:
    if found is not None and not _FOR_SIGNERS.intersection(found):
        raise ValueError("is for other purposes than signing (extendedKeyUsage)")


def _an_authority(_: Policy, __: x509.Certificate, found: x509.BasicConstraints) -> None:
    if not found.ca:
        raise ValueError("is not of an authority (basicConstraints)")


def _may_certify(_: Policy, __: x509.Certificate, found: x509.KeyUsage | None) -> None:
    if found is not None and not found.key_cert_sign:
        raise ValueError("is not for certificates (keyUsage)")


_AGNOSTIC: Final = Criticality.AGNOSTIC
_SIGNER: Final = (
    ExtensionPolicy.permit_all()
    .may_be_present(x509.BasicConstraints, _AGNOSTIC, _no_authority)
    .may_be_present(x509.KeyUsage, _AGNOSTIC, _may_sign)
    .may_be_present(x509.ExtendedKeyUsage, _AGNOSTIC, _for_signers)
)
_AUTHORITY: Final = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, _AGNOSTIC, _an_authority)
    .may_be_present(x509.KeyUsage, _AGNOSTIC, _may_certify)
)


# -- names, and what a step wants of them (ITE-7) --------------------------------------------------


class _Names(NamedTuple):
    """What a certificate calls its owner, and to which roots of the layout it leads."""

    subject: str
    common_name: tuple[str, ...]
    dns_names: tuple[str, ...]
    emails: tuple[str, ...]
    organizations: tuple[str, ...]
    uris: tuple[str, ...]
    roots: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How people call the owner."""
        options = (*self.common_name, *self.uris, *self.emails, *self.dns_names, self.subject)
        return next((name for name in options if name), "nobody by name")[:_SHOWN]

    @property
    def identity(self) -> str:
        """Everything that the certificate proves of who its owner is."""
        others = sorted({*self.dns_names, *self.emails, *self.uris})
        return " ".join((self.subject, *others)).strip()

    def unmet(self, wanted: CertificateConstraint) -> str:
        """The first constraint that the names do not meet, or nothing.

        Every name that a constraint lists must be there and no other; `*` allows any, nothing
        allows none.
        """
        common = (wanted.common_name,) if wanted.common_name else ()
        pairs = (
            ("common name", common, self.common_name),
            ("DNS names", wanted.dns_names, self.dns_names),
            ("email addresses", wanted.emails, self.emails),
            ("organizations", wanted.organizations, self.organizations),
            ("URIs", wanted.uris, self.uris),
        )
        for kind, listed, own in pairs:
            if listed != _ANY and (set(listed) != set(own) or len(set(own)) != len(own)):
                return f"has other {kind} than the step accepts"
        if wanted.roots != _ANY and not set(wanted.roots).intersection(self.roots):
            return "leads to another root than the step accepts"
        return ""


def _names_of(certificate: x509.Certificate) -> _Names:
    subject = certificate.subject
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        found = x509.SubjectAlternativeName([])
    return _Names(
        subject.rfc4514_string(),
        _texts(subject, NameOID.COMMON_NAME),
        tuple(found.get_values_for_type(x509.DNSName)),
        tuple(found.get_values_for_type(x509.RFC822Name)),
        _texts(subject, NameOID.ORGANIZATION_NAME),
        tuple(found.get_values_for_type(x509.UniformResourceIdentifier)),
    )


def _texts(name: x509.Name, kind: x509.ObjectIdentifier) -> tuple[str, ...]:
    return tuple(str(part.value) for part in name.get_attributes_for_oid(kind) if part.value)
