"""Import a key with its certificate and chain from a PKCS12 file, which is on bootflash for seconds only."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from flexvpn.base.errors import ImportFailed
from flexvpn.certificates.installed import shortcomings
from flexvpn.certificates.reencode import Sealing, for_router, make_passphrase, sealing_for
from flexvpn.facts import certificates, keys
from flexvpn.ios.dialogues import IMPORT_PKCS12
from flexvpn.ios.files import on_flash
from flexvpn.ios.replies import refusals
from flexvpn.router.inspection import KEYS
from flexvpn.router.leftovers import PKCS12_UPLOAD
from tasks.change.configure import configuring
from tasks.change.put_file import put_file
from tasks.change.remove_certificate import remove_import
from tasks.change.remove_file import remove_file
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.values import Release
    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.planning.plan import ImportPkcs12
    from tasks.session.link import Link

_TAKEN = re.compile(r"is in use|already have \w+ keys", re.IGNORECASE)
_SLOW = 180.0
"""Seconds: an import took about 60 on a Catalyst 8200 (docs/iosxe.md section 2.1)."""


def import_pkcs12(
    link: Link,
    step: ImportPkcs12,
    identity: Identity,
    release: Release,
    *,
    free_bytes: int,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> None:
    """Import a key and certificates under the step's label; proved by fingerprint, serial number, key and chain.

    The file is encrypted in a way that this release reads, with a random passphrase that is kept nowhere, and it is
    deleted whatever happens. A router's reply to an import proves nothing: some ignore a file whose encryption is too
    modern for them without a message, so a second try with the other encryption follows.

    Raises:
        ImportFailed: what the router shows under the label cannot serve; nothing of ours is left.
        NotEnoughSpace, ScpRefused, TransferCorrupted: see `put_file`.
    """
    first = sealing_for(release)
    replies: list[str] = []
    tries: list[tuple[str, ...]] = []
    for sealing in (first, *(other for other in Sealing if other is not first)):
        replies.append(_attempt(link, step, identity, release, sealing, free_bytes=free_bytes, random=random))
        tries.append(installed(link, step.label, step.sha1, identity))
        if not tries[-1]:
            return
        if _TAKEN.search(replies[-1]):
            # Somebody has made that label since the plan was made: it is not ours, and stays.
            break
        # An import that failed may leave an empty trustpoint of its name, and those of its authorities.
        remove_import(link, step.label)
    # A router shows nothing of a file that it cannot open: the try that lacked less says more.
    least: tuple[str, ...] = min(tries, key=len)
    words = [line for reply in replies for line in refusals(reply)]
    raise ImportFailed(
        link.headend,
        f"import {step.trustpoint}",
        "; ".join(least),
        reply="\n".join(dict.fromkeys(words)) or "nothing",
        hint="look at `show crypto pki trustpoints`; `headend certificate check FILE` looks at the file itself",
    )


def installed(link: Link, label: str, sha1: str, identity: Identity) -> tuple[str, ...]:
    """What ``label`` lacks to serve with ``identity``, by what the router shows; nothing where it can serve."""
    shown = certificates.read(show(link, certificates.read.command), headend=link.headend)
    pairs = keys.read(show(link, KEYS), headend=link.headend)
    return shortcomings(identity, label, sha1, shown.records, pairs.records)


def _attempt(
    link: Link,
    step: ImportPkcs12,
    identity: Identity,
    release: Release,
    sealing: Sealing,
    *,
    free_bytes: int,
    random: Callable[[int], bytes],
) -> str:
    passphrase = make_passphrase(random(20))
    line = f"crypto pki import {step.label} pkcs12 {on_flash(PKCS12_UPLOAD)} password "
    content = for_router(identity, release, passphrase, sealing=sealing)
    try:
        put_file(link, PKCS12_UPLOAD, content, free_bytes=free_bytes)
        with configuring(link):
            reply = link.ask(
                line + passphrase, questions=IMPORT_PKCS12, idle=_SLOW, shown=f"{line}(withheld)"
            )
        return reply.replace(passphrase, "(withheld)")
    finally:
        if link.usable:
            remove_file(link, PKCS12_UPLOAD)
