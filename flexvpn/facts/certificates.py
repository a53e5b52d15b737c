"""``show crypto pki certificates [verbose]``: what the router holds (docs/iosxe.md section 2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import fingerprint, hexadecimal, integer, moment, words, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DIGEST = re.compile(r"(?:Fingerprint ([\w-]+)|X509v3 (Subject|Authority) Key ID): *(.*)")
_ATTRIBUTE = re.compile(r"([\w.]+) *= *(.*)")


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of a trustpoint.

    ``role`` is ``identity``, ``ca`` or ``self-signed``. Names are the attributes in the router's order, such as
    ``("cn", "ROOT")``; what it prints beside the subject (``Name``, ``IP Address``, ``Serial Number``) is in
    ``subject_details``. ``serial`` is None where ``serial_text`` is no hexadecimal number. Digests are lower-case
    hexadecimal without blanks. For the dates see `fields.moment`.
    """

    role: str
    heading: str
    status: str | None
    serial: int | None
    serial_text: str | None
    usage: str | None
    issuer: tuple[tuple[str, str], ...]
    subject: tuple[tuple[str, str], ...]
    subject_details: tuple[tuple[str, str], ...]
    not_before: datetime | None
    not_after: datetime | None
    renew_at: datetime | None
    trustpoints: tuple[str, ...]
    key_label: str | None
    key_algorithm: str | None
    key_bits: int | None
    key_bytes: int | None
    key_storage: str | None
    signature_algorithm: str | None
    fingerprint_md5: str | None
    fingerprint_sha1: str | None
    fingerprint_sha256: str | None
    subject_key_id: str | None
    authority_key_id: str | None
    key_usage: tuple[str, ...]
    extended_key_usage: tuple[str, ...]
    alternative_names: tuple[str, ...]
    is_ca: bool | None
    urls: tuple[str, ...]
    installed_at: datetime | None
    storage: str | None

    @property
    def common_name(self) -> str | None:
        """The subject's ``cn``."""
        return next((value for key, value in self.subject if key.lower() == "cn"), None)

    @property
    def self_issued(self) -> bool:
        """True if it names itself as its issuer: a root, or a self-signed certificate."""
        return bool(self.subject) and self.subject == self.issuer


def digests(lines: Iterable[str]) -> dict[str, str]:
    """Fingerprints and key ids by name; a long one is continued on the next line."""
    named: dict[str, str] = {}
    last = ""
    for text in lines:
        if match := _DIGEST.match(text):
            last = (match[1] or f"{match[2]} key").upper()
            named[last] = match[3]
        elif last:
            named[last] += text
    return {key: fingerprint(value) for key, value in named.items()}


def attributes(text: str) -> Iterator[tuple[str, str]]:
    """``hostname=R1+ipaddress=192.0.2.1,ou=PKI`` (one or many in a line) as pairs. A comma within a value is kept."""
    for part in re.split(r"[,+](?=[\w.]+=)", text):
        if match := _ATTRIBUTE.match(part.strip()):
            yield match[1], match[2].strip()


def _names(
    lines: Iterable[str],
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Issuer, subject, and the details beside the subject."""
    parts: dict[str, list[tuple[str, str]]] = {"issuer": [], "subject": [], "details": []}
    section = "details"
    for text in lines:
        head, colon, rest = text.partition(":")
        if colon and head.strip().lower() in {"issuer", "subject"}:
            section = head.strip().lower()
            parts[section].extend(attributes(rest))
        elif colon and head in {"Name", "IP Address", "Serial Number"}:
            parts["details"].append((head, rest.strip()))
        else:
            parts[section].extend(attributes(text))
    return tuple(parts["issuer"]), tuple(parts["subject"]), tuple(parts["details"])


def _role(heading: str) -> str:
    if heading.startswith("Router Self-Signed"):
        return "self-signed"
    return "ca" if re.match(r"(?:CA|RA)\b", heading) else "identity"


def _certificate(row: Mapping[str, Any]) -> Certificate:
    get = row.get
    issuer, subject, details = _names(get("NAMES", ()))
    digest = digests(get("DIGEST", ()))
    return Certificate(
        role=_role(row["KIND"]),
        heading=row["KIND"],
        status=get("STATUS"),
        serial=hexadecimal(get("SERIAL")),
        serial_text=get("SERIAL"),
        usage=get("USAGE"),
        issuer=issuer,
        subject=subject,
        subject_details=details,
        not_before=moment(get("NOT_BEFORE", "")),
        not_after=moment(get("NOT_AFTER", "")),
        renew_at=moment(get("RENEW", "")),
        trustpoints=words(get("TRUSTPOINTS")),
        key_label=get("KEY_LABEL"),
        key_algorithm=get("KEY_ALGORITHM"),
        key_bits=integer(row, "KEY_BITS"),
        key_bytes=integer(row, "KEY_BYTES"),
        key_storage=get("KEY_DEVICE"),
        signature_algorithm=get("SIGNATURE"),
        fingerprint_md5=digest.get("MD5"),
        fingerprint_sha1=digest.get("SHA1"),
        fingerprint_sha256=digest.get("SHA256"),
        subject_key_id=digest.get("SUBJECT KEY"),
        authority_key_id=digest.get("AUTHORITY KEY"),
        key_usage=tuple(get("KEY_USAGE", ())),
        extended_key_usage=tuple(get("EXTENDED_USAGE", ())),
        alternative_names=tuple(get("ALTERNATIVE", ())),
        is_ca=yes(get("CA")),
        urls=tuple(get("URL", ())),
        installed_at=moment(get("INSTALLED", "")),
        storage=get("STORAGE"),
    )


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Certificate]:
    return (_certificate(row) for row in rows if "KIND" in row)


read = Reader("show crypto pki certificates verbose", _records)
