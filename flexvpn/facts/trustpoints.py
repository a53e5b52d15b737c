"""``show crypto pki trustpoints [status]``: trustpoints, their certificates and whether they have keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.certificates import attributes, digests
from flexvpn.facts.fields import hexadecimal, name, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEADING = re.compile(r"((?:Issuing|Router)[\w -]*?) certificates? (not )?configured[:.]?")


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate of a trustpoint.

    ``kind`` is ``Issuing CA``, ``Router General Purpose`` and so on, "" without ``status``.
    """

    kind: str
    configured: bool
    subject: tuple[tuple[str, str], ...]
    serial: int | None
    fingerprint_md5: str | None
    fingerprint_sha1: str | None
    fingerprint_sha256: str | None


@dataclass(frozen=True, slots=True)
class Trustpoint:
    """One trustpoint. A field that only the other form of the command prints is None or empty."""

    name: str
    certificates: tuple[HeldCertificate, ...]
    configured: bool
    self_signed: bool
    key_label: str | None
    has_keys: bool | None
    keys: str | None
    authenticated: bool | None
    requests: str | None
    last_enrollment: str | None
    enrollment: str | None


def _held(kind: str, configured: bool, texts: list[str]) -> HeldCertificate:  # noqa: FBT001 - a field
    subject: list[tuple[str, str]] = []
    serial: int | None = None
    for text in texts:
        if text.startswith("Serial Number"):
            serial = hexadecimal(text.rpartition(":")[2].strip())
        elif not text.startswith("Fingerprint"):
            subject.extend(attributes(text.partition("Subject Name:")[2] or text))
    digest = digests(text for text in texts if text.startswith("Fingerprint") or "=" not in text)
    return HeldCertificate(
        kind, configured, tuple(subject), serial, digest.get("MD5"), digest.get("SHA1"), digest.get("SHA256")
    )


def _certificates(texts: Iterable[str]) -> Iterator[HeldCertificate]:
    kind, configured, current = "", True, list[str]()
    for text in texts:
        if heading := _HEADING.fullmatch(text.strip()):
            if current or kind:
                yield _held(kind, configured, current)
            kind, configured, current = heading[1], heading[2] is None, []
        else:
            current.append(text)
    if current or kind:
        yield _held(kind, configured, current)


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Trustpoint]:
    for row in rows:
        if "NAME" not in row:
            continue
        get = row.get
        certificates = tuple(_certificates(get("CERTIFICATE", ())))
        said = get("CONFIGURED")
        yield Trustpoint(
            name=row["NAME"],
            certificates=certificates,
            configured=said == "Certificate configured"
            if said
            else any(held.configured for held in certificates),
            self_signed="SELF_SIGNED" in row,
            key_label=get("KEY_LABEL"),
            has_keys=yes((get("KEYS") or "").partition(" ")[0]),
            keys=get("KEYS"),
            authenticated=yes(get("AUTHENTICATED")),
            requests=name(get("REQUESTS")),
            last_enrollment=get("LAST_ENROLLMENT"),
            enrollment=get("ENROLLMENT"),
        )


read = Reader("show crypto pki trustpoints", _records)
read_status = Reader("show crypto pki trustpoints status", _records)
