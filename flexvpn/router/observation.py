"""One look at a router: what a plan and the checks are made from. Nothing here was sent, only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.values import Release
    from flexvpn.ios.config import Config
    from flexvpn.router.leavers import UserSession
    from flexvpn.router.record import Record


@dataclass(frozen=True, slots=True)
class Observation:
    """What the router holds, as far as a plan needs to know.

    Attributes:
        release: from ``show version``.
        config: parsed running-config.
        files: size in bytes by name, of the files in the root of bootflash.
        digests: MD5 (hex, lower case) by name, of the files of ours that are there.
        identities: SHA-1 fingerprint (hex, upper case, no separators) of the identity certificate, by trustpoint label.
        twins: labels of the RSA keys that are the same key as another one, by label.
        labels_in_use: every trustpoint and RSA key label that exists, ours or not.
        record: what we left at the last confirmed push; None where there is none.
        record_damaged: True where the file is there and cannot be read.
        free_bytes: free space on bootflash.
        leased: addresses in use, by pool.
        live_sessions: VPN sessions that are up.
        sessions: the same by user, as far as this look asked for users' names.
        changed_last: when and by whom the configuration was changed, in the router's words; empty where it is silent.
        taken: lines sent since the record was written that the router took and does not show (flexvpn.router.unseen).
    """

    release: Release
    config: Config
    files: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    labels_in_use: frozenset[str] = frozenset()
    twins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    record: Record | None = None
    record_damaged: bool = False
    free_bytes: int = 0
    leased: Mapping[str, int] = field(default_factory=dict)
    live_sessions: int = 0
    sessions: tuple[UserSession, ...] = ()
    changed_last: str = ""
    taken: frozenset[str] = frozenset()
