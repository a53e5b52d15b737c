"""What belongs to an intent beside its text, and the label under which a router keeps each certificate of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flexvpn.base.credentials import Credentials
from flexvpn.certificates.label import generation_label
from flexvpn.router.generations import bereft, found

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flexvpn.router.inspection import Observation
    from flexvpn.router.record import Record


@dataclass(frozen=True, slots=True)
class Materials:
    """What a plan needs beside the intent's text, loaded before: files, certificates' fingerprints, secrets.

    Attributes:
        files: bytes by name on bootflash (the client profile).
        identities: SHA-1 fingerprint (hex, upper case, no separators) of each PKCS12's certificate, by trustpoint name.
        identity_digests: SHA-256 likewise: new labels are made from it.
        credentials: secrets for comparing.
        references: what each placeholder stands for, as text.
        moment: the present, by which a replaced certificate's days are counted; None removes none.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    identity_digests: Mapping[str, str] = field(default_factory=dict)
    credentials: Credentials = field(default_factory=Credentials)
    references: Mapping[str, str] = field(default_factory=dict)
    moment: datetime | None = None

    def knowing(self, record: Record | None) -> Materials:
        """The same, and what the router's record says was last sent: a password of type 6 is known by nothing else."""
        sent = record.fingerprints if record else {}
        return replace(self, credentials=replace(self.credentials, sent=sent))


def choose_labels(materials: Materials, observation: Observation) -> dict[str, str]:
    """The label on this router for each trustpoint: where its certificate is already, or one that nothing uses.

    The stable name when it is free, otherwise NAME-<six hex digits of the certificate's SHA-256>: the router refuses an
    import under a label in use, and what is live must stay until the new one is proved (IOSXE.md section 2).
    """
    labels: dict[str, str] = {}
    for name, fingerprint in materials.identities.items():
        there = [
            one
            for one in found(name, observation)
            if one.sha1 == fingerprint and not bereft(one, observation)
        ]
        # Where two hold it, the one in use: a profile is not moved for nothing.
        there.sort(key=lambda one: not one.used_by)
        digest = materials.identity_digests[name]
        labels[name] = there[0].label if there else generation_label(name, digest, observation.labels_in_use)
    return labels
