"""Notifications through Apprise; its addresses hold tokens and are secrets."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.base.secrets import Secret


def send(addresses: Iterable[Secret], title: str, body: str) -> str:
    """Send one message to every address.

    Returns:
        What went wrong, for the report, without any address; empty if every address accepted the message.
    """
    with warnings.catch_warnings():
        # Apprise imports its plugins when they are needed; warnings about what those import are not for our operators.
        warnings.simplefilter("ignore", DeprecationWarning)
        taken = [_send(address, title, body) for address in addresses]
    failed = taken.count(False)
    return f"{failed} of {len(taken)} addresses of settings.notify did not take the message" if failed else ""


def _send(address: Secret, title: str, body: str) -> bool:
    # Importing it takes a third of a second, and most runs send nothing.
    from apprise import Apprise

    # Apprise names addresses in its log.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    post = Apprise()
    try:
        return bool(post.add(address.reveal())) and bool(post.notify(title=title, body=body))
    except Exception:  # noqa: BLE001 - a hundred plugins of others: whatever one of them does, the check is done
        return False
