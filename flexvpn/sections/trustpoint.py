"""The trustpoint that holds the router's certificate (the document, step 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import TextLine, TrustpointName
from flexvpn.certificates.label import is_generation
from flexvpn.ios.claims import Within
from flexvpn.ios.config import Block, Config
from flexvpn.ios.remediation import Remediation, Rules, remediate
from flexvpn.sections.section import Ref, Section


@dataclass(frozen=True, slots=True)
class Generations(Within):
    """Child lines under a trustpoint, whichever generation of it: ``NAME`` and ``NAME-3F9A2C``."""

    def pick(self, block: Block) -> Block | None:
        """The block with only our children, under whichever label."""
        start, _, name = self.text.rpartition(" ")
        ours = block.line.startswith(f"{start} ") and is_generation(
            block.line.removeprefix(f"{start} "), name
        )
        return Within(block.line, self.prefixes).pick(block) if ours else None


class Trustpoint(Section):
    """A certificate with its key and chain: from a PKCS12 file, or for a key that the router made and never shows.

    The import makes the trustpoint on the router; of its lines only those named here are ours.

    Attributes:
        name: the stable name. The label on a router is this, or this with six digits of the certificate's digest.
        pkcs12: the file, relative to the inventory's folder or absolute.
        passphrase: where its passphrase is kept.
        certificate: instead of both: a PEM file with the certificate that an authority made of the router's own request
            (``headend certificate request``), and the chain above it.
        revocation_check: None leaves what the import sets (``crl``).
    """

    template = "trustpoint.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "trustpoint": (Generations("crypto pki trustpoint {name}", prefixes=("revocation-check ",)),)
    }
    rules = Rules(one_value=((r"crypto pki trustpoint \S+", "revocation-check "),))

    name: TrustpointName = "IKEv2-TP"
    pkcs12: TextLine | None = None
    passphrase: SecretRef | None = None
    certificate: TextLine | None = None
    revocation_check: Literal["none", "crl", "ocsp", "crl none", "ocsp none"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        """A file with the key, or a certificate without one.

        Raises:
            ValueError: neither, or parts of both.
        """
        if self.certificate is None and self.pkcs12 is None:
            raise ValueError("pkcs12 is missing (or certificate, for a key that the router made itself)")
        if self.certificate is not None and (self.pkcs12 is not None or self.passphrase is not None):
            raise ValueError("certificate stands for pkcs12 and passphrase: give one or the other")
        if self.pkcs12 is not None and self.passphrase is None:
            raise ValueError("passphrase is missing: where is the passphrase of the PKCS12 file kept?")
        return self

    def defines(self) -> frozenset[Ref]:
        """The trustpoint, by its stable name."""
        return frozenset({Ref("trustpoint", self.name)})

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Only the generation in use is compared; older ones stay as they are until they are removed whole."""
        current = Config(tuple(block for block in running if block.line in intended))
        return remediate(current, intended, cls.rules)
