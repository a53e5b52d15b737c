"""A certification authority for tests and the demo, and the PKCS12 files that a router may be given."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Hash = hashes.SHA256 | hashes.SHA384 | hashes.SHA512

_CA_BITS = 2048
_ROUNDS = 2048
_CA_DAYS = 3650
_CURVES: dict[str, type[ec.EllipticCurve]] = {"256": ec.SECP256R1, "384": ec.SECP384R1, "521": ec.SECP521R1}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A certificate that may sign others, with its key."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerOrder:
    """What the server's certificate shall be; the defaults are what the document needs."""

    host: str
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    key: str = "rsa:2048"
    digest: str = "sha256"
    days: int = 397
    start: datetime | None = None
    server_auth: bool = True
    digital_signature: bool = True
    alternative_name: bool = True


@dataclass(frozen=True, slots=True)
class Server:
    """The server's certificate with its key and issuers, nearest first."""

    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = ()


def make_key(kind: str) -> PrivateKey:
    """`rsa:BITS` or `ec:256|384|521`.

    Raises:
        ValueError: any other word.
    """
    family, _, size = kind.partition(":")
    if family == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=int(size or _CA_BITS))
    if family == "ec" and (size or "256") in _CURVES:
        return ec.generate_private_key(_CURVES[size or "256"]())
    raise ValueError(f"no such kind of key: {kind}")


def make_root(
    name: str = "Example Root CA", *, kind: str = "rsa:2048", now: datetime | None = None
) -> Issuer:
    """A self-signed CA."""
    key = make_key(kind)
    subject = _name(name)
    builder = _builder(subject, subject, key, _start(now), _CA_DAYS)
    return Issuer(_as_ca(builder, key, key).sign(key, hashes.SHA256()), key)


def make_intermediate(
    root: Issuer, name: str = "Example Issuing CA", *, kind: str = "rsa:2048", now: datetime | None = None
) -> Issuer:
    """A CA below another."""
    key = make_key(kind)
    builder = _builder(_name(name), root.certificate.subject, key, _start(now), _CA_DAYS)
    return Issuer(_as_ca(builder, key, root.key).sign(root.key, hashes.SHA256()), key)


def make_server(
    order: ServerOrder, issuer: Issuer | None, above: tuple[x509.Certificate, ...] = ()
) -> Server:
    """A server certificate, self-signed where no issuer is given; `above` are the issuer's own issuers."""
    key = make_key(order.key)
    subject = _name(order.host)
    signer = issuer.key if issuer else key
    issued_by = issuer.certificate.subject if issuer else subject
    builder = _for_server(_builder(subject, issued_by, key, _start(order.start), order.days), order)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    certificate = builder.sign(signer, _hash(order.digest))
    return Server(certificate, key, (issuer.certificate, *above) if issuer else ())


def sign_request(
    request: x509.CertificateSigningRequest, order: ServerOrder, issuer: Issuer
) -> x509.Certificate:
    """Issue for a request that a router printed: its key and subject, our names and dates."""
    start = _start(order.start)
    builder = (
        x509.CertificateBuilder()
        .subject_name(request.subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(request.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=order.days))
    )
    return _for_server(builder, order).sign(issuer.key, hashes.SHA256())


def seal(
    server: Server, passphrase: str, *, legacy: bool = False, with_key: bool = True, with_chain: bool = True
) -> bytes:
    """PKCS12 file with as many rounds as OpenSSL's: AES with SHA-256, 3DES with SHA-1 where `legacy` is asked for."""
    cipher, digest = (
        (pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC, hashes.SHA1())  # noqa: S303
        if legacy
        else (pkcs12.PBES.PBESv2SHA256AndAES256CBC, hashes.SHA256())
    )
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(cipher)
        .hmac_hash(digest)
        .build(passphrase.encode())
    )
    return pkcs12.serialize_key_and_certificates(
        b"server",
        server.key if with_key else None,
        server.certificate,
        server.chain if with_chain else None,
        encryption,
    )


def _start(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0)


def _name(common: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _hash(name: str) -> Hash:
    known: dict[str, Hash] = {
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    return known[name]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, start: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _as_ca(builder: x509.CertificateBuilder, key: PrivateKey, signer: PrivateKey) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_usage(ca=True), critical=True)
    if signer is key:
        return builder
    return builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )


def _for_server(builder: x509.CertificateBuilder, order: ServerOrder) -> x509.CertificateBuilder:
    builder = builder.add_extension(_usage(ca=False, sign=order.digital_signature), critical=True)
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if order.server_auth else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if order.alternative_name:
        names: list[x509.GeneralName] = [x509.DNSName(n) for n in (order.host, *order.names)]
        names += [x509.IPAddress(ipaddress.ip_address(a)) for a in order.addresses]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder


def _usage(*, ca: bool, sign: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=False,
        key_encipherment=not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
