"""A trustpoint of ours and its key, taken off a router."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.certificates.label import hierarchy
from flexvpn.errors import CommandRefused
from flexvpn.ios.dialogues import REMOVE
from flexvpn.ios.replies import refusals
from flexvpn.observing import KEYS, twins
from tasks.configure import configuring
from tasks.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.link import Link

_ABSENT = re.compile(r"can't find|not found|no (?:\w+ )*keys?|does not exist|unable to find", re.IGNORECASE)


def remove_certificate(link: Link, label: str, above: Iterable[str] = (), *, key: bool = True) -> None:
    """Remove a trustpoint with its certificates, its CA trustpoints and its key; what is not there is fine.

    Args:
        link: an open session.
        label: of trustpoint and key.
        key: whether the key goes as well.
        above: labels of the CA trustpoints that the import made (``LABEL-rrr1``); they have no key.

    Raises:
        CommandRefused: the router keeps one of them.
    """
    with configuring(link):
        for line in (
            f"no crypto pki trustpoint {label}",
            *(f"no crypto pki trustpoint {other}" for other in above),
            *([f"crypto key zeroize rsa {label}"] if key else []),
        ):
            reply = link.ask(line, questions=REMOVE)
            refused = [text for text in refusals(reply) if not _ABSENT.search(text)]
            if refused:
                raise CommandRefused(
                    link.headend, line, "the router refuses the line", reply="\n".join(refused)
                )


def remove_import(link: Link, label: str) -> None:
    """Remove all that an import under ``label`` has made, CA trustpoints higher up included.

    A key that another trustpoint has as well stays, under both names: IOS-XE removes "all router certs issued using
    these keys", and a certificate that was renewed for the key it had would go with the old one.

    Raises:
        CommandRefused: the router keeps something of it.
    """
    prefix = "crypto pki trustpoint "
    listed = show(link, f"show running-config | include ^{prefix.strip()}")
    labels = [line.removeprefix(prefix).strip() for line in listed.splitlines() if line.startswith(prefix)]
    others = twins(link.headend, show(link, KEYS)).get(label, frozenset())
    remove_certificate(link, label, hierarchy(label, labels), key=not others & set(labels))
