"""Put one file on bootflash, by SCP over a connection of its own, and compare its digest."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import md5
from io import BytesIO
from typing import TYPE_CHECKING

import paramiko
from scp import SCPClient, SCPException

from flexvpn.base.errors import HeadendFailed, NotEnoughSpace, ScpRefused, TransferCorrupted
from flexvpn.ios.files import on_flash
from tasks.change.remove_file import remove_file
from tasks.read.show import md5_of
from tasks.session.access import limited, open_client

if TYPE_CHECKING:
    from tasks.session.link import Link

_MARGIN = 10
_TIMEOUT = 60.0
_SLOWEST = 1000.0
"""Bytes a second: a slower router counts as silent."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """A file that is on bootflash now: its name, its MD5, and whether it had to be sent."""

    name: str
    md5: str
    changed: bool


def put_file(
    link: Link, name: str, content: bytes, *, free_bytes: int, holds: str | None = None
) -> FileOutcome:
    """Put one file on bootflash unless the router already holds the same bytes.

    Args:
        link: an open session, for the digest.
        name: in the root of bootflash; a file of that name is overwritten.
        content: the bytes; they are never written to a local file.
        free_bytes: free space on bootflash.
        holds: the MD5 of the router's file of that name, where it is known.

    Raises:
        NotEnoughSpace: free space is less than the file and a tenth more.
        ScpRefused: the SCP server is off, or the log-in lacks privilege 15.
        TransferCorrupted: the router's digest differs; the file has been removed again.
    """
    digest = md5(content, usedforsecurity=False).hexdigest()
    if holds == digest:
        return FileOutcome(name, digest, changed=False)
    need = len(content) + -(-len(content) // _MARGIN)
    if free_bytes < need:
        problem = f"{name} needs {need:,} bytes with a tenth to spare, bootflash has {free_bytes:,}"
        raise NotEnoughSpace(
            link.headend, f"put {name}", problem, hint="`dir bootflash:`, then delete what is not needed"
        )
    send(link, name, content)
    stored = md5_of(link, name)
    if stored != digest:
        remove_file(link, name)
        differ = f"the router's digest of {name} is {stored or 'missing'}, ours is {digest}"
        raise TransferCorrupted(
            link.headend,
            f"put {name}",
            f"{differ}; the file was removed again",
            hint="try again; then look at bootflash itself",
        )
    return FileOutcome(name, digest, changed=True)


def send(link: Link, name: str, content: bytes) -> None:
    """Send bytes over SCP, and close the connection after them: IOS-XE writes the file when it ends.

    Raises:
        ScpRefused: the router refuses the file.
        NotEnoughSpace: the router says that bootflash is full.
    """
    client = open_client(link.access)
    link.other_log_ins += 1
    try:
        with (
            limited(client, _TIMEOUT + len(content) / _SLOWEST),
            SCPClient(client.get_transport(), socket_timeout=_TIMEOUT) as channel,
        ):
            channel.putfo(BytesIO(content), on_flash(name), mode="0644", size=len(content))
    except (SCPException, paramiko.SSHException, EOFError, OSError) as error:
        raise _translated(link, name, error) from error
    finally:
        client.close()


def _translated(link: Link, name: str, error: Exception) -> HeadendFailed:
    said = str(error).strip() or type(error).__name__
    step = f"put {name}"
    if "space" in said.lower():
        return NotEnoughSpace(link.headend, step, "bootflash is full", reply=said)
    hint = ""
    if "privilege" in said.lower():
        hint = "with `aaa new-model`, SCP needs `aaa authorization exec default local` and privilege 15"
    elif "disabled" in said.lower():
        hint = "`ip scp server enable`, which `headend doctor --prepare` sends"
    return ScpRefused(link.headend, step, "the router does not take the file over SCP", reply=said, hint=hint)
