"""Every command that ``headend parse`` can read: from the command as it was typed to plain data."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import (
    aaa,
    archive,
    certificates,
    clock,
    config_lock,
    crypto_session,
    debugs,
    derived_config,
    files,
    hosts,
    http_server,
    ikev2_config,
    ikev2_sa,
    ikev2_session,
    ikev2_stats,
    interfaces,
    ipsec_config,
    ipsec_sa,
    keys,
    local_pool,
    processes,
    running_config,
    ssl,
    trustpoints,
    users,
    version,
)
from flexvpn.facts.parser import library
from flexvpn.facts.reader import Facts, Reader
from flexvpn.facts.recording import answers

READERS: tuple[Reader[Any], ...] = (
    version.read,
    clock.read,
    running_config.read,
    ikev2_sa.read,
    ikev2_session.read,
    ikev2_stats.read,
    ikev2_stats.read_ext_service,
    ikev2_stats.read_timeout,
    ikev2_stats.read_exchange,
    ikev2_stats.read_reconnect,
    ikev2_stats.read_psh,
    ikev2_stats.read_sa_count,
    ikev2_stats.read_errors,
    ikev2_config.read_profiles,
    ikev2_config.read_proposals,
    ikev2_config.read_policies,
    ikev2_config.read_authorization_policies,
    crypto_session.read,
    ipsec_sa.read,
    ipsec_config.read_profiles,
    ipsec_config.read_transform_sets,
    certificates.read,
    trustpoints.read,
    trustpoints.read_status,
    keys.read,
    local_pool.read,
    derived_config.read,
    users.read,
    ssl.read_policies,
    ssl.read_profiles,
    ssl.read_proposals,
    ssl.read_authorization_policies,
    ssl.read_session_profiles,
    ssl.read_sessions,
    ssl.read_session_details,
    ssl.read_stats,
    aaa.read_lockout,
    aaa.read_method_lists,
    files.read_dir,
    files.read_bootflash,
    files.read_verify,
    archive.read,
    archive.read_differences,
    archive.read_incremental,
    archive.read_rollback_timer,
    archive.read_log,
    http_server.read,
    interfaces.read,
    hosts.read,
    config_lock.read,
    processes.read,
    debugs.read,
    debugs.read_policies,
)
"""In the order in which ``commands`` lists them."""


def commands() -> tuple[str, ...]:
    """The full form of every command that can be read."""
    return tuple(reader.command for reader in READERS)


def reader_for(command: str) -> Reader[Any]:
    """The reader of ``command``, which may be abbreviated as the router would take it.

    Where several commands share a template, the one whose words agree best is taken.

    Raises:
        NotUnderstood: no template reads it.
    """
    bare = command.partition("|")[0].strip() or command.strip()
    find = library().find
    template = find(bare)
    if template is None:
        like = get_close_matches(bare, commands(), n=3)
        hint = f"did you mean: {', '.join(like)}" if like else ""
        raise NotUnderstood("recording", command.strip(), "no template reads this command", hint=hint)
    sharing = [reader for reader in READERS if find(reader.command) == template]
    return max(sharing, key=lambda reader: _agreement(bare, reader.command))


def _agreement(typed: str, command: str) -> int:
    """How well ``typed`` fits ``command``: more for each word that it abbreviates, less for each that it lacks."""
    left = typed.lower().split()
    right = command.lower().split()
    same = sum(1 for word, other in zip(left, right, strict=False) if other.startswith(word))
    return 2 * same - len(right)


def read_output(command: str, output: str) -> Facts[Any]:
    """Typed facts from ``output``, which ``command`` printed.

    Raises:
        NotUnderstood: no template reads the command, or the output cannot be read.
    """
    reader = reader_for(command)
    return reader(answers(output, lambda asked: _is_read_by(reader, asked)), headend="recording")


def _is_read_by(reader: Reader[Any], command: str) -> bool:
    """Whether ``command``, as somebody typed it, is one of those that ``reader`` reads."""
    try:
        return reader_for(command) is reader
    except NotUnderstood:
        return False


def read_command(command: str, output: str) -> dict[str, Any]:
    """What is read from ``output``, as data that JSON can hold.

    Returns:
        ``command``, ``records``, ``unknown_lines`` and ``odd_values``, the last two with their counts beside them.

    Raises:
        NotUnderstood: no template reads the command, or the output cannot be read.
    """
    facts = read_output(command, output)
    return {
        "command": facts.command,
        "records": [plain(record) for record in facts.records],
        "record_count": len(facts.records),
        "unknown_lines": list(facts.unknown_lines),
        "unknown_count": len(facts.unknown_lines),
        "odd_values": list(facts.odd_values),
        "odd_count": len(facts.odd_values),
    }


def plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """``value`` as JSON can hold it: durations in seconds, times in ISO 8601.

    A time zone of which the router prints only the name follows the time.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {"record": type(value).__name__} | {
            field.name: plain(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, datetime):
        named = f" {value.tzname()}" if value.tzinfo is not None and value.utcoffset() is None else ""
        return value.isoformat() + named
    if isinstance(value, IPv4Address | IPv6Address):
        return str(value)
    return value
