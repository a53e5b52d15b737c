"""Banners: ``login`` before the password (SSH sends it by itself), ``motd`` and ``exec`` before the first prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router


def text(router: Router, kind: str) -> str:
    """What is printed for one kind, with its tokens replaced; nothing where it is not configured."""
    node = router.running.child(f"banner {kind}")
    if node is None:
        return ""
    body = node.text.removeprefix(f"banner {kind} ").removeprefix("^C").removesuffix("^C")
    tokens = {
        "$(hostname)": router.hostname,
        "$(domain)": router.running.value("ip domain name") or "",
    }
    for token, value in tokens.items():
        body = body.replace(token, value)
    return f"\n{body}\n"
