"""One inspection of a router: what it printed, and what that says the router holds.

Plans, drift and checks are made from it. Nothing is sent here: the task `inspect_headend` asks, this module reads what
came back. It is strict where a misreading would change a router.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from flexvpn.base.errors import NotUnderstood
from flexvpn.base.values import Release
from flexvpn.facts import (
    certificates,
    clock,
    crypto_session,
    interfaces,
    keys,
    local_pool,
    running_config,
    version,
)
from flexvpn.facts.files import read_dir
from flexvpn.facts.zones import placed, zones
from flexvpn.ios.config import Config, parse
from flexvpn.router.record import Record, read_record
from flexvpn.router.sessions import UserSession, user_sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.facts.files import Directory
    from flexvpn.facts.reader import Facts, Reader

R = TypeVar("R")

RUNNING: Final = "show running-config"
DIRECTORY: Final = read_dir.command
CERTIFICATES: Final = certificates.read.command
KEYS: Final = "show crypto key mypubkey rsa"

COMMANDS: Final = (
    version.read.command,
    DIRECTORY,
    CERTIFICATES,
    KEYS,
    clock.read.command,
    crypto_session.read.command,
    local_pool.read.command,
    interfaces.read.command,
)
"""What every inspection asks beside the running configuration and our own files."""


@dataclass(frozen=True, slots=True)
class Observation:
    """The part of an inspection that a plan is made from: what the router holds.

    Attributes:
        release: from ``show version``.
        config: parsed running-config.
        files: size in bytes by name, of the files in the root of bootflash.
        digests: MD5 (hex, lower case) by name, of the files of ours that are there.
        identities: SHA-1 fingerprint (hex, upper case, no separators) of the identity certificate, by trustpoint label.
        labels_in_use: every trustpoint and RSA key label that exists, ours or not.
        same_keys: the other labels of the same RSA key, by label; only of keys that have several.
        record: what we left at the last confirmed push; None where there is none.
        record_damaged: True where the file is there and cannot be read.
        free_bytes: free space on bootflash.
        leased: number of addresses in use, by pool.
        live_sessions: number of VPN sessions that are up.
        sessions: those sessions with their users, as far as the inspection asked for users' names.
        changed_last: when and by whom the configuration was last changed; empty where the router does not say.
        taken: lines sent since the record was written that the router took and does not show (`ownership.unseen`).
    """

    release: Release
    config: Config
    files: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    labels_in_use: frozenset[str] = frozenset()
    same_keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    record: Record | None = None
    record_damaged: bool = False
    free_bytes: int = 0
    leased: Mapping[str, int] = field(default_factory=dict)
    live_sessions: int = 0
    sessions: tuple[UserSession, ...] = ()
    changed_last: str = ""
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of one headend: what it printed, and what that says it holds. Nothing is asked a second time.

    Attributes:
        headend: its name in the inventory.
        observation: what it holds.
        answers: what it printed, by command; running-config is not among them.
    """

    headend: str
    observation: Observation = field(repr=False)
    answers: Mapping[str, str] = field(repr=False, default_factory=dict)

    @classmethod
    def of(
        cls,
        headend: str,
        answers: Mapping[str, str],
        running: str,
        *,
        digests: Mapping[str, str],
        record: str | None,
    ) -> Inspection:
        """Read what a headend printed.

        Args:
            headend: its name in the inventory.
            answers: what it printed, by command: to all of `COMMANDS`, and to what else was asked.
            running: what ``show running-config`` printed.
            digests: MD5 by name of the files of ours that are there.
            record: what ``more bootflash:/headend.json`` printed; None where the file is absent.

        Raises:
            NotUnderstood: an answer that a plan depends on is cut short or cannot be read.
        """
        return cls(headend, _observation(headend, answers, running, digests, record), answers)

    def asked(self, command: str) -> bool:
        """True where this inspection asked the command."""
        return command in self.answers

    def facts(self, reader: Reader[R]) -> Facts[R]:
        """The facts of one command; times are in the time zone that the router's configuration defines.

        Raises:
            NotUnderstood: the command was not asked, was refused, or its output cannot be read.
        """
        if reader.command not in self.answers:
            raise NotUnderstood(self.headend, reader.command, "this inspection did not ask for it")
        facts = reader(self.answers[reader.command], headend=self.headend)
        known_zones = zones(self.observation.config)
        return replace(facts, records=tuple(placed(record, known_zones) for record in facts.records))


def _observation(
    headend: str, answers: Mapping[str, str], running: str, digests: Mapping[str, str], record: str | None
) -> Observation:
    listing = flash(headend, answers[DIRECTORY])
    config = configuration(headend, running)
    ours = None if record is None else read_record(record)
    pools = local_pool.read(answers[local_pool.read.command], headend=headend).records
    return Observation(
        release=release(headend, answers[version.read.command]),
        config=config,
        files={file.name: file.size for file in listing.files if not file.is_directory},
        digests=dict(digests),
        identities=identities(headend, answers[CERTIFICATES]),
        labels_in_use=labels_in_use(headend, config, answers[KEYS]),
        same_keys=same_keys(headend, answers[KEYS]),
        record=ours,
        record_damaged=record is not None and ours is None,
        free_bytes=listing.free or 0,
        leased={pool.name: pool.in_use for pool in pools},
        live_sessions=len(live_sessions(headend, answers[crypto_session.read.command])),
        sessions=user_sessions(headend, answers),
        changed_last=changed_last(headend, running),
    )


def configuration(headend: str, running: str) -> Config:
    """The running configuration.

    Raises:
        NotUnderstood: it does not end with ``end``. Half a configuration would make a plan that sends the other half
            again, and proves itself on what it did not see.
    """
    last = next((line for line in reversed(running.splitlines()) if line.strip()), "")
    if last.strip() != "end":
        reply = last if last.lstrip().startswith("%") else ""
        raise NotUnderstood(
            headend, RUNNING, "the configuration is cut short: its last line is not `end`", reply=reply
        )
    return parse(running)


def changed_last(headend: str, running: str) -> str:
    """``2026-09-10 10:29:48 UTC by alice``, from the header; empty where that gives no time.

    See docs/iosxe.md section 1.0.
    """
    header = running_config.read(running, headend=headend).only()
    if header.changed_at is None:
        return ""
    by = (
        f" by {header.changed_by}"
        if header.changed_by
        else " (it names nobody: at the console, or without AAA)"
    )
    return f"{header.changed_at:%Y-%m-%d %H:%M:%S} {header.changed_at.tzname() or ''}".strip() + by


def release(headend: str, text: str) -> Release:
    """The software release.

    Raises:
        NotUnderstood: none is named.
    """
    numbers = version.read(text, headend=headend).only().numbers
    if numbers == (0, 0, 0):
        raise NotUnderstood(headend, version.read.command, "it names no release of the form 17.9.4")
    return Release(numbers=numbers)


def flash(headend: str, text: str) -> Directory:
    """The root of bootflash.

    Raises:
        NotUnderstood: this is no listing, or it does not say what is free.
    """
    listing = read_dir(text, headend=headend).records[-1]
    if listing.free is None:
        reply = "\n".join(text.splitlines()[:3])
        raise NotUnderstood(headend, DIRECTORY, "it does not say how much is free", reply=reply)
    return listing


def identities(headend: str, text: str) -> dict[str, str]:
    """SHA-1 fingerprint (hex, upper case, no separators) of each identity certificate, by trustpoint label.

    Raises:
        NotUnderstood: the answer cannot be read.
    """
    return {
        label: certificate.fingerprint_sha1.upper()
        for certificate in certificates.read(text, headend=headend).records
        if certificate.role == "identity" and certificate.fingerprint_sha1
        for label in certificate.trustpoints
    }


def labels_in_use(headend: str, config: Config, text: str) -> frozenset[str]:
    """Every trustpoint and RSA key label that exists: an import under one of them would be refused.

    Raises:
        NotUnderstood: the answer cannot be read.
    """
    prefix = "crypto pki trustpoint "
    trustpoints = {block.line.removeprefix(prefix) for block in config.starting(prefix)}
    return frozenset(trustpoints | {pair.name for pair in keys.read(text, headend=headend).records})


def same_keys(headend: str, text: str) -> dict[str, frozenset[str]]:
    """The other labels of the same RSA key, by label: a certificate may have been renewed for the key that it had.

    Raises:
        NotUnderstood: the answer cannot be read.
    """
    labels: dict[str, set[str]] = {}
    for pair in keys.read(text, headend=headend).records:
        if pair.public_key:
            labels.setdefault(pair.public_key, set()).add(pair.name)
    return {label: frozenset(same - {label}) for same in labels.values() if len(same) > 1 for label in same}


def live_sessions(headend: str, text: str) -> tuple[crypto_session.CryptoSession, ...]:
    """Client sessions that are up.

    Raises:
        NotUnderstood: the answer cannot be read; that is not "no sessions".
    """
    sessions = crypto_session.read(text, headend=headend).records
    return tuple(
        session
        for session in sessions
        if session.interface.startswith("Virtual-Access") and session.status.startswith("UP")
    )
