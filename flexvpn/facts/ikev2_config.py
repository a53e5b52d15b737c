"""``show crypto ikev2 profile``, ``proposal``, ``policy``, ``authorization policy``: IKEv2 as the router runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, name, words, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_GROUP = re.compile(r"Group (\d+)")
_DPD = re.compile(r"interval (\d+),? *retry-interval (\d+)(?:,? *(on-demand|periodic))?")


@dataclass(frozen=True, slots=True)
class Dpd:
    """Dead peer detection: time between probes, and between retries; ``mode`` is on-demand or periodic."""

    interval: timedelta
    retry: timedelta
    mode: str | None


@dataclass(frozen=True, slots=True)
class Ikev2Profile:
    """An IKEv2 profile as the router runs it. A field that it prints as ``none`` is None."""

    name: str
    shutdown: bool | None
    references: int | None
    fvrf: str | None
    local_interface: str | None
    identities: tuple[str, ...]
    certificate_maps: tuple[str, ...]
    local_identity: str | None
    remote_identity: str | None
    local_authentication: str | None
    remote_authentication: tuple[str, ...]
    eap_options: str | None
    keyring: str | None
    trustpoints: tuple[str, ...]
    lifetime: timedelta | None
    dpd: Dpd | None
    dpd_text: str | None
    nat_keepalive: str | None
    ivrf: str | None
    virtual_template: str | None
    mode_auto: str | None
    anyconnect_profile: str | None
    aaa_anyconnect_eap: str | None
    aaa_eap: str | None
    aaa_authentication: str | None
    aaa_accounting: str | None
    aaa_group_authorization: str | None
    aaa_user_authorization: str | None
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ikev2Proposal:
    """A proposal, in the router's words; ``groups`` are the numbers of the DH groups."""

    name: str
    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    groups: tuple[int, ...]
    pqc: str | None


@dataclass(frozen=True, slots=True)
class Ikev2Policy:
    """A policy and the proposals that it offers."""

    name: str
    fvrf: str | None
    local_addresses: tuple[str, ...]
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ikev2AuthorizationPolicy:
    """An authorization policy: its settings as the router words them (the form is inferred).

    See docs/iosxe.md section 4.
    """

    name: str
    settings: tuple[str, ...]


def _dpd(text: str | None) -> Dpd | None:
    match = _DPD.search(text or "")
    return (
        Dpd(timedelta(seconds=int(match[1])), timedelta(seconds=int(match[2])), match[3]) if match else None
    )


def _listed(row: Mapping[str, Any], heading: str) -> tuple[str, ...]:
    """The names after ``heading`` and on the lines below it."""
    names: list[str] = []
    here = False
    for text in row.get("LISTED", ()):
        head, colon, rest = text.partition(":")
        here = head.startswith(heading) if colon else here
        if here:
            names.extend(words((rest if colon else text).replace(",", " ")))
    return tuple(names)


def _profiles(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2Profile]:
    for row in rows:
        if "NAME" not in row:
            continue
        get = row.get
        lifetime = integer(row, "LIFETIME")
        yield Ikev2Profile(
            name=row["NAME"],
            shutdown=yes(get("SHUTDOWN")),
            references=integer(row, "REFERENCES"),
            fvrf=get("FVRF"),
            local_interface=name(get("LOCAL_INTERFACE")),
            identities=tuple(get("IDENTITY", ())),
            certificate_maps=_listed(row, "Certificate"),
            local_identity=name(get("LOCAL_IDENTITY")),
            remote_identity=name(get("REMOTE_IDENTITY")),
            local_authentication=name(get("LOCAL_AUTH")),
            remote_authentication=words(get("REMOTE_AUTH"), ","),
            eap_options=name(get("EAP_OPTIONS")),
            keyring=name(get("KEYRING")),
            trustpoints=_listed(row, "Trustpoint"),
            lifetime=None if lifetime is None else timedelta(seconds=lifetime),
            dpd=_dpd(get("DPD")),
            dpd_text=name(get("DPD")),
            nat_keepalive=name(get("NAT_KEEPALIVE")),
            ivrf=name(get("IVRF")),
            virtual_template=name(get("VIRTUAL_TEMPLATE")),
            mode_auto=name(get("MODE_AUTO")),
            anyconnect_profile=name(get("ANYCONNECT_PROFILE")),
            aaa_anyconnect_eap=name(get("AAA_ANYCONNECT")),
            aaa_eap=name(get("AAA_EAP")),
            aaa_authentication=name(get("AAA_AUTHENTICATION")),
            aaa_accounting=name(get("AAA_ACCOUNTING")),
            aaa_group_authorization=name(get("AAA_GROUP")),
            aaa_user_authorization=name(get("AAA_USER")),
            other=tuple(get("OTHER", ())),
        )


def _proposals(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2Proposal]:
    for row in rows:
        if "NAME" in row:
            yield Ikev2Proposal(
                name=row["NAME"],
                encryption=words(row.get("ENCRYPTION")),
                integrity=words(row.get("INTEGRITY")),
                prf=words(row.get("PRF")),
                groups=tuple(int(number) for number in _GROUP.findall(row.get("GROUPS", ""))),
                pqc=name(row.get("PQC") or ", ".join(row.get("AKE", ()))),
            )


def _policies(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2Policy]:
    for row in rows:
        if "NAME" in row:
            yield Ikev2Policy(
                name=row["NAME"],
                fvrf=row.get("FVRF"),
                local_addresses=tuple(row.get("LOCAL_ADDRESS", ())),
                proposals=tuple(row.get("PROPOSAL", ())),
            )


def _authorization(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2AuthorizationPolicy]:
    for row in rows:
        if "NAME" in row:
            yield Ikev2AuthorizationPolicy(row["NAME"], tuple(row.get("SETTING", ())))


read_profiles = Reader("show crypto ikev2 profile", _profiles)
read_proposals = Reader("show crypto ikev2 proposal", _proposals)
read_policies = Reader("show crypto ikev2 policy", _policies)
read_authorization_policies = Reader("show crypto ikev2 authorization policy", _authorization)
