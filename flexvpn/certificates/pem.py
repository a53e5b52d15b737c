"""Certificates without a key, as an authority delivers them: one PEM file, the chain in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

from flexvpn.certificates.chain import order, pick_leaf
from flexvpn.certificates.pkcs12 import LARGEST, Identity, Unreadable, refuse_damaged, unreadable

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def read_certificates(data: bytes, *, name: str = "PEM") -> tuple[Certificate, ...]:
    """Every certificate of a file: PEM with one or many, or one in DER.

    Raises:
        CertificateUnreadable: the file is empty or huge, or holds no certificate.
    """
    if not data.strip():
        raise unreadable(name, Unreadable.EMPTY)
    if len(data) > LARGEST:
        raise unreadable(name, Unreadable.HUGE)
    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            certificates = tuple(dict.fromkeys(load_pem_x509_certificates(data)))
        else:
            certificates = (load_der_x509_certificate(data),)
    except ValueError as error:
        reason = Unreadable.BAD_CERTIFICATE if b"-----BEGIN CERTIFICATE-----" in data else Unreadable.NOTHING
        raise unreadable(name, reason) from error
    for certificate in certificates:
        refuse_damaged(certificate, name)
    return certificates


def read_chain(data: bytes, *, name: str = "PEM") -> Identity:
    """The certificate of a file with the chain above it; no key.

    Raises:
        CertificateUnreadable: as for `read_certificates`.
    """
    certificates = read_certificates(data, name=name)
    leaf = pick_leaf(certificates)
    chain = order(leaf, certificates)
    return Identity(
        leaf, chain, tuple(certificate for certificate in certificates if certificate not in chain)
    )
