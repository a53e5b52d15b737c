"""Whether an identity can serve as a headend's certificate, and if not, why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound, KeyUsage
from cryptography.x509.oid import PublicKeyAlgorithmOID, SignatureAlgorithmOID

from flexvpn.base.plurals import counted
from flexvpn.certificates.authorities import FOR_SERVERS, authority_faults
from flexvpn.certificates.chain import authorities_beyond_gap, issued, self_signed
from flexvpn.certificates.fault import Fault, Unfit, called, failing, shown, subject, warning
from flexvpn.certificates.names import CertificateNames
from flexvpn.certificates.pkcs12 import key_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from flexvpn.certificates.pkcs12 import Identity

SMALLEST_RSA = 2048
LARGEST_RSA = 4096
SOON = timedelta(days=30)
_WEAK_DIGESTS = (hashes.SHA1, hashes.MD5)


def assess(
    identity: Identity, host_names: Sequence[str], now: datetime, trust: Sequence[Certificate] = ()
) -> tuple[Fault, ...]:
    """Every reason why ``identity`` cannot serve clients that connect to ``host_names``; empty if it can.

    Args:
        identity: what the PKCS12 file holds.
        host_names: host names or addresses that the client profile names for this headend.
        now: the present, with a time zone.
        trust: authorities that the client trusts; empty skips that check.
    """
    leaf = identity.certificate
    return (
        *_private_key(identity),
        *_public_key(leaf),
        *_public_keys(identity.chain),
        *_validity(identity.chain, now),
        *_signatures(identity.chain),
        *_purposes(leaf),
        *_names(leaf, host_names),
        *authority_faults(identity.chain),
        *_issuers(identity, now, trust),
    )


def _private_key(identity: Identity) -> Iterator[Fault]:
    if identity.key is None:
        yield failing(Unfit.NO_KEY, "the file holds no private key", "export it with its key")
    elif not identity.key_fits:
        yield failing(
            Unfit.KEY_MISMATCH,
            "the private key does not belong to any certificate of the file",
            "put the key that the certificate was requested with beside it",
        )


def _public_key(leaf: Certificate) -> Iterator[Fault]:
    facts = key_facts(leaf)
    if facts.kind != "RSA":
        yield failing(
            Unfit.NOT_RSA,
            f"the key is {facts}: AnyConnect-EAP needs the router to authenticate with rsa-sig",
            "request the certificate for an RSA key of 2048 bits or more",
        )
    elif leaf.public_key_algorithm_oid == PublicKeyAlgorithmOID.RSASSA_PSS:
        yield failing(
            Unfit.NOT_RSA,
            f"the key is {facts} for RSASSA-PSS alone: rsa-sig needs one that is not so restricted",
            "request the certificate for an ordinary RSA key (rsaEncryption)",
        )
    elif facts.bits < SMALLEST_RSA:
        yield failing(Unfit.WEAK_KEY, f"the key is {facts}: too weak, clients refuse it", "2048 bits or more")
    elif facts.bits > LARGEST_RSA:
        yield failing(
            Unfit.LARGE_KEY, f"the key is {facts}: IOS-XE takes up to {LARGEST_RSA} bits", "2048 to 4096 bits"
        )


def _public_keys(chain: Sequence[Certificate]) -> Iterator[Fault]:
    """A chain is as strong as its weakest key, and clients look at each."""
    for certificate in chain[1:]:
        facts = key_facts(certificate)
        if facts.kind == "RSA" and facts.bits < SMALLEST_RSA:
            yield failing(
                Unfit.WEAK_KEY,
                f"the key of {called(certificate, chain)} is {facts}: too weak, clients refuse it",
                "have the certificate issued by an authority with a key of 2048 bits or more",
            )


def _validity(chain: Sequence[Certificate], now: datetime) -> Iterator[Fault]:
    for certificate in chain:
        starts, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        who = called(certificate, chain)
        if now < starts:
            yield failing(
                Unfit.NOT_YET_VALID,
                f"{who} is not valid before {_day(starts)}",
                "look at the clock, or wait",
            )
        elif now > ends:
            yield failing(Unfit.EXPIRED, f"{who} expired on {_day(ends)}", "have it renewed")
        elif now + SOON > ends:
            days = (ends - now).days
            yield warning(
                Unfit.EXPIRES_SOON,
                f"{who} expires on {_day(ends)}, in {counted(days, 'day')}",
                "have it renewed",
            )


def _signatures(chain: Sequence[Certificate]) -> Iterator[Fault]:
    for certificate in chain:
        # A root is trusted because it is installed: nobody verifies its signature on itself.
        if len(chain) > 1 and self_signed(certificate):
            continue
        who = called(certificate, chain)
        try:
            digest = certificate.signature_hash_algorithm
        except UnsupportedAlgorithm:
            oid = certificate.signature_algorithm_oid.dotted_string
            problem = f"{who} is signed with an algorithm that is not known here ({oid})"
            yield failing(Unfit.WEAK_SIGNATURE, problem, "have it signed with RSA and SHA-256")
            continue
        if isinstance(digest, _WEAK_DIGESTS):
            yield failing(
                Unfit.WEAK_SIGNATURE,
                f"{who} is signed with {digest.name.upper()}: clients refuse that",
                "have it signed with SHA-256",
            )
        elif certificate.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS:
            yield warning(
                Unfit.PSS_SIGNATURE,
                f"{who} is signed with RSASSA-PSS: many clients and network devices cannot verify that",
                "have it signed with PKCS #1 v1.5 (on a Microsoft authority: AlternateSignatureAlgorithm=0)",
            )


def _purposes(leaf: Certificate) -> Iterator[Fault]:
    try:
        uses = leaf.extensions.get_extension_for_class(ExtendedKeyUsage).value
    except ExtensionNotFound:
        yield warning(
            Unfit.NOT_FOR_SERVERS,
            "the certificate does not say that it is for server authentication",
            "some clients insist on the extended key usage serverAuth",
        )
    else:
        if not FOR_SERVERS & set(uses):
            yield failing(
                Unfit.NOT_FOR_SERVERS,
                "the certificate is not for server authentication",
                "it needs the extended key usage serverAuth",
            )
    try:
        usage = leaf.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        # RFC 5280, 4.2.1.3: a key without this extension may be used for anything.
        return
    if not usage.digital_signature:
        yield failing(
            Unfit.NOT_FOR_SIGNING,
            "the certificate's key may not sign, and IKEv2 authenticates by signing",
            "it needs the key usage digitalSignature",
        )
    elif not (usage.key_encipherment or usage.key_agreement):
        # Cisco's guide to the client asks for digitalSignature and one of these two.
        yield warning(
            Unfit.NOT_FOR_ENCIPHERING,
            "the certificate's key usage lacks keyEncipherment and keyAgreement: AnyConnect asks for one of them",
            "have it issued with keyEncipherment beside digitalSignature",
        )


def _names(leaf: Certificate, host_names: Iterable[str]) -> Iterator[Fault]:
    names = CertificateNames.of(leaf)
    for host in host_names:
        if names.include(host):
            continue
        if names.common_name_only(host):
            yield warning(
                Unfit.COMMON_NAME_ONLY,
                f"{host} is only the common name, where a client need not look (RFC 6125) or must not (RFC 9525)",
                "have the name put among the subject alternative names",
            )
            continue
        yield failing(
            Unfit.HOST_NAME,
            f"the certificate is not for {host}: its subject alternative names are {shown(str(names))}",
            f"clients connect to {host} and refuse a certificate for another name",
        )


def _issuers(identity: Identity, now: datetime, trust: Sequence[Certificate]) -> Iterator[Fault]:
    top = identity.chain[-1]
    if self_signed(identity.certificate):
        yield failing(
            Unfit.SELF_SIGNED,
            "the certificate is self-signed, and IKEv2 with EAP needs a proper identity certificate",
            "have it issued by an authority that the clients trust",
        )
        return
    if len(identity.chain) == 1:
        issuer = shown(top.issuer.rfc4514_string()) or "without a name"
        yield failing(
            Unfit.INCOMPLETE_CHAIN,
            f"the chain is incomplete: the file lacks the issuer, {issuer}",
            "export it with its chain",
        )
    # A client that trusts the missing issuer itself does not need it; the router sends only what is below the gap.
    elif not any(issued(anchor, top) for anchor in trust) and (
        beyond := authorities_beyond_gap(identity.chain, identity.unrelated)
    ):
        yield _gap(top, beyond)
    if trust:
        yield from _trusted(identity.chain, now, trust)


def _gap(top: Certificate, beyond: Iterable[Certificate]) -> Fault:
    missing = shown(top.issuer.rfc4514_string()) or "without a name"
    return failing(
        Unfit.INCOMPLETE_CHAIN,
        f"the chain has a gap: the file lacks {missing}, the issuer of {subject(top)}, and nothing in it connects"
        f" {subject(top)} with {', '.join(subject(authority) for authority in beyond)}",
        f"add the certificate of {missing}, or take out what is not of this chain",
    )


def _trusted(chain: Sequence[Certificate], now: datetime, trust: Sequence[Certificate]) -> Iterator[Fault]:
    """A client accepts a chain if an authority that it trusts issued a certificate of it, or is its root."""
    vouching = [anchor for anchor in trust if any(issued(anchor, certificate) for certificate in chain)]
    if not vouching:
        yield failing(
            Unfit.NOT_TRUSTED,
            f"the client trusts none of its authorities, up to {subject(chain[-1])}",
            "install the authority on the clients, or use one that they trust",
        )
    elif all(anchor.not_valid_after_utc < now for anchor in vouching):
        last = max(vouching, key=lambda anchor: anchor.not_valid_after_utc)
        yield failing(
            Unfit.NOT_TRUSTED,
            f"the authority {subject(last)} that the client trusts expired on {_day(last.not_valid_after_utc)}",
            "install the authority's new certificate on the clients",
        )


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
