"""Fingerprints and serial numbers: as IOS-XE prints them, and in one notation for comparing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LENGTHS = frozenset({32, 40, 64})
_GROUP = 8


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The three digests of a certificate's DER, as uppercase hex without separators.

    IOS-XE shows MD5 and SHA-1 (docs/iosxe.md section 2.3); SHA-256 is ours. None of them is a secret.
    """

    md5: str
    sha1: str
    sha256: str

    @classmethod
    def of(cls, certificate: Certificate) -> Fingerprints:
        """All three for one certificate."""
        return cls(
            # The router shows no better digests. These two identify a certificate; no security depends on them.
            md5=certificate.fingerprint(hashes.MD5()).hex().upper(),  # noqa: S303
            sha1=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303
            sha256=certificate.fingerprint(hashes.SHA256()).hex().upper(),
        )

    def matches(self, printed: str) -> bool:
        """True if ``printed``, in any notation, is one of the three.

        Raises:
            ValueError: ``printed`` is not a fingerprint.
        """
        return normalise(printed) in {self.md5, self.sha1, self.sha256}


def normalise(printed: str) -> str:
    """Uppercase hex without separators, from ``1CFCED12 50E0E6DB``, ``1c:fc:ed`` or ``0x1CFC…``.

    Raises:
        ValueError: not hex, or not as long as an MD5, SHA-1 or SHA-256 digest.
    """
    text = re.sub(r"[\s:-]", "", printed.strip()).upper().removeprefix("0X")
    if len(text) not in _LENGTHS or not re.fullmatch(r"[0-9A-F]+", text):
        raise ValueError("a fingerprint is 32, 40 or 64 hexadecimal digits")
    return text


def as_ios(fingerprint: str) -> str:
    """The notation of ``show crypto pki certificates verbose``: groups of eight digits.

    Raises:
        ValueError: as for `normalise`.
    """
    text = normalise(fingerprint)
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def serial(certificate: Certificate) -> str:
    """The serial number as IOS-XE prints it: uppercase hex, whole octets (``03``, ``0ABC``)."""
    return normalise_serial(f"{certificate.serial_number:X}")


def normalise_serial(printed: str) -> str:
    """One notation for a serial number, whatever zeros, case or separators it was printed with.

    Raises:
        ValueError: not hexadecimal.
    """
    text = re.sub(r"[\s:]", "", printed.strip()).upper().removeprefix("0X")
    if not re.fullmatch(r"[0-9A-F]+", text):
        raise ValueError("a serial number is hexadecimal")
    text = text.lstrip("0") or "0"
    return text if len(text) % 2 == 0 else f"0{text}"
