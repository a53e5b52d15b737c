"""How IOS-XE writes what stands in a certificate: names, serial numbers, digests."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

_ATTRIBUTES = {
    NameOID.COMMON_NAME: "cn",
    NameOID.ORGANIZATION_NAME: "o",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "ou",
    NameOID.COUNTRY_NAME: "c",
    NameOID.LOCALITY_NAME: "l",
    NameOID.STATE_OR_PROVINCE_NAME: "st",
    NameOID.EMAIL_ADDRESS: "e",
    NameOID.SERIAL_NUMBER: "serialNumber",
    NameOID.DOMAIN_COMPONENT: "dc",
    NameOID.STREET_ADDRESS: "street",
    NameOID.UNSTRUCTURED_NAME: "hostname",
    ObjectIdentifier("1.2.840.113549.1.9.8"): "ipaddress",
}
_BYTES_A_LINE = 32

EXTENDED_USAGES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "Server Auth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "Client Auth",
    ExtendedKeyUsageOID.CODE_SIGNING: "Code Signing",
    ExtendedKeyUsageOID.EMAIL_PROTECTION: "Email Protection",
    ExtendedKeyUsageOID.TIME_STAMPING: "Time Stamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSP Signing",
    ExtendedKeyUsageOID.IPSEC_IKE: "IPSec IKE",
}
USAGE_BITS = (
    ("digital_signature", 0x80, "Digital Signature"),
    ("content_commitment", 0x40, "Non Repudiation"),
    ("key_encipherment", 0x20, "Key Encipherment"),
    ("data_encipherment", 0x10, "Data Encipherment"),
    ("key_agreement", 0x08, "Key Agreement"),
    ("key_cert_sign", 0x04, "Key Cert Sign"),
    ("crl_sign", 0x02, "CRL Signature"),
)


def dn_lines(name: x509.Name) -> tuple[str, ...]:
    """One line per RDN, the most specific first, as every IOS transcript has it."""
    return tuple(
        "+".join(f"{_ATTRIBUTES.get(a.oid, a.oid.dotted_string)}={_text(a.value)}" for a in rdn)
        for rdn in reversed(name.rdns)
    )


def common_name(name: x509.Name) -> str:
    """The last common name, or nothing where a name has none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return _text(found[-1].value) if found else ""


def serial_hex(certificate: x509.Certificate) -> str:
    """Serial number in whole bytes, upper case: `03`, `793B57…`."""
    text = f"{certificate.serial_number:X}"
    return text if len(text) % 2 == 0 else f"0{text}"


def hex_groups(data: bytes) -> str:
    """Digest or key identifier in groups of eight; IOS leaves a space behind the last one."""
    text = data.hex().upper()
    return "".join(f"{text[i : i + 8]} " for i in range(0, len(text), 8))


def hex_dump(data: bytes) -> tuple[str, ...]:
    """DER as `show running-config` prints it: two spaces and eight groups of four bytes a line.

    A full line ends in a space, a short last one does not (docs/iosxe.md section 1.3, `show crypto key mypubkey`).
    """
    lines = []
    for start in range(0, len(data), _BYTES_A_LINE):
        chunk = data[start : start + _BYTES_A_LINE]
        groups = hex_groups(chunk)
        lines.append("  " + (groups if len(chunk) == _BYTES_A_LINE else groups.rstrip()))
    return tuple(lines)


def fingerprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    """Digest of the whole certificate as IOS prints it."""
    return hex_groups(certificate.fingerprint(algorithm))


def nvram_file(certificate: x509.Certificate, *, is_ca: bool) -> str:
    """Name of the file under nvram: that keeps a certificate: issuer's name cut short, `#`, serial."""
    issuer = "".join(c for c in common_name(certificate.issuer) if c.isalnum() or c in "-.")[:12]
    return f"nvram:{issuer}#{serial_hex(certificate).lstrip('0')[-4:] or '0'}{'CA' if is_ca else ''}.cer"


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
