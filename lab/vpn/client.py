"""The simulated client: a person with AnyConnect, a profile file and a trust store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cryptography import x509

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Client:
    """What is on the worker's machine, and what he types."""

    user: str
    password: str = field(repr=False)
    profile: bytes | None
    trust: tuple[x509.Certificate, ...] = ()
    version: str = "5.1"
    display_name: str | None = None
    bypass_downloader: bool = False
    address: str = "192.0.2.100"
    port: int = 50899

    def numbered(self, number: int) -> Client:
        """The same person at another machine behind the same address translator."""
        port = 49152 + (self.port - 49152 + 37 * number) % 16384
        return replace(self, port=port)


def read_trust(pem_files: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    """The authorities of PEM files, one or several in each.

    Raises:
        ValueError: a file without a certificate.
    """
    return tuple(c for data in pem_files for c in x509.load_pem_x509_certificates(data))
