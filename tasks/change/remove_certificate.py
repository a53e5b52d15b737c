"""Remove a trustpoint of ours and its key from a router."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.base.errors import CommandRefused, HeadendFailed
from flexvpn.certificates.label import hierarchy
from flexvpn.ios.dialogues import REMOVE
from flexvpn.ios.replies import refusals
from flexvpn.router.generations import lines_naming
from flexvpn.router.inspection import KEYS, RUNNING, configuration, same_keys
from tasks.change.configure import configuring
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.session.link import Link

_ABSENT = re.compile(r"can't find|not found|no (?:\w+ )*keys?|does not exist|unable to find", re.IGNORECASE)


def remove_certificate(link: Link, label: str, above: Iterable[str] = (), *, key: bool = True) -> None:
    """Remove a trustpoint with its certificates, its CA trustpoints and its key; what is not there is no error.

    Args:
        link: an open session.
        label: of trustpoint and key.
        above: labels of the CA trustpoints that the import made (``LABEL-rrr1``); they have no key.
        key: whether the key is removed as well.

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

    A trustpoint that running-config names now stays, whatever a plan has seen: another run may have moved a profile to
    it since, and a profile without its trustpoint lets nobody in.

    A key that another trustpoint has as well stays, under both labels: IOS-XE removes "all router certs issued using
    these keys", and a certificate that was renewed for the key that it had would go with the old one.

    Raises:
        HeadendFailed: a line names it; nothing was changed.
        CommandRefused: the router keeps some of it.
    """
    config = configuration(link.headend, show(link, RUNNING))
    prefix = "crypto pki trustpoint "
    labels = [block.line.removeprefix(prefix) for block in config.starting(prefix)]
    above = hierarchy(label, labels)
    if used := lines_naming(config, (label, *above)):
        hint = "another run may have moved over to it: `headend plan` says what is to be done now"
        raise HeadendFailed(
            link.headend, f"remove {label}", f"it is in use and stays: `{used[0].strip()}`", hint=hint
        )
    others = same_keys(link.headend, show(link, KEYS)).get(label, frozenset())
    remove_certificate(link, label, above, key=not others & set(labels))
