"""The files, certificates and secrets of an intent, and the label under which a router holds each certificate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flexvpn.base.credentials import Credentials
from flexvpn.certificates.label import generation_label
from flexvpn.router.generations import generations_of, orphaned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flexvpn.router.inspection import Observation
    from flexvpn.router.record import Record


@dataclass(frozen=True, slots=True)
class Materials:
    """What a plan needs beside the intent's text: files, certificates' fingerprints, secrets. Loaded beforehand.

    Attributes:
        files: bytes by name on bootflash (the client profile).
        identities: SHA-1 fingerprint (hex, upper case, no separators) of each PKCS12's certificate, by trustpoint name.
        identity_digests: SHA-256 likewise: new labels are made from it.
        credentials: secrets for comparing.
        references: the reference of each placeholder's secret, as text.
        moment: the present, by which a replaced certificate's days are counted; None removes none.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    identity_digests: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials = field(default_factory=Credentials)
    references: Mapping[str, str] = field(default_factory=dict)
    moment: datetime | None = None

    def knowing(self, record: Record | None) -> Materials:
        """With the record's fingerprints of what was last sent: all that a type 6 password can be compared to."""
        sent = record.fingerprints if record else {}
        return replace(self, credentials=replace(self.credentials, sent=sent))


def choose_labels(materials: Materials, observation: Observation) -> dict[str, str]:
    """The label on this router for each trustpoint: the one that holds its certificate already, or a free one.

    A free one is the stable name or, where that is in use, NAME-<six hex digits of the certificate's SHA-256>: the
    router refuses an import under a label in use, and the certificate in use must stay until the new one is proved
    (docs/iosxe.md section 2).
    """
    labels: dict[str, str] = {}
    for name, fingerprint in materials.identities.items():
        holding = [
            generation
            for generation in generations_of(name, observation)
            if generation.sha1 == fingerprint and not orphaned(generation, observation)
        ]
        # Where two labels hold it, take the one in use: the profile need not change then.
        holding.sort(key=lambda generation: not generation.used_by)
        digest = materials.identity_digests[name]
        labels[name] = (
            holding[0].label if holding else generation_label(name, digest, observation.labels_in_use)
        )
    return labels
