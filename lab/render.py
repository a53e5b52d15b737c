"""The text of a configuration, as IOS-XE prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.timestamps import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.router import Router
    from lab.tree import Node

_BOOT = ("boot-start-marker", "boot-end-marker")
_LOOK_UP_OFF = "no crypto ikev2 http-url cert"
_ALL = ("ip cef", "no ip source-route", "ip subnet-zero")


def running_config(router: Router, *, everything: bool = False) -> str:
    """What ``show running-config`` prints, from ``Building configuration...`` to the blank line after ``end``."""
    body = "\n".join(configuration(router, everything=everything)) + "\n"
    blank = "\n" if router.quirks.more_blank_before_prompt else ""
    return f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n{body}{blank}"


def startup_config(router: Router) -> str:
    """What ``show startup-config`` prints."""
    if router.startup is None:
        return "startup-config is not present\n"
    return f"Using {len(router.startup)} out of 33554432 bytes\n{router.startup}\n"


def configuration(router: Router, *, stored: bool = False, everything: bool = False) -> Iterator[str]:
    """The lines of the configuration with its head, without the size line.

    ``stored`` gives startup-config's form of certificates.
    """
    yield "!"
    if router.last_change is not None:
        when, who = router.last_change
        yield f"! Last configuration change at {stamp(router.local(when))}" + (f" by {who}" if who else "")
    if router.last_save is not None:
        when, who = router.last_save
        yield f"! NVRAM config last updated at {stamp(router.local(when))}" + (f" by {who}" if who else "")
    if router.last_change is not None or router.last_save is not None:
        yield "!"
    yield f"version {router.release.short}"
    yield from sections(router, stored=stored, everything=everything)
    yield "end"


def sections(router: Router, *, stored: bool = False, everything: bool = False) -> Iterator[str]:
    """Every top-level line with what is below it, and the exclamation marks between."""
    group, closed = -1, False
    boot_done = False
    for node in _top(router):
        if node.text == _LOOK_UP_OFF and not (router.quirks.http_url_cert_shown or everything):
            continue
        position = int(node.rank[0])
        if position >= 112 and not boot_done:
            yield from ("!", *_BOOT, "!", "!")
            boot_done = True
        elif position // 10 != group and not closed:
            yield "!"
        group = position // 10
        block = list(_block(router, node, stored=stored))
        yield from block
        if everything and node.text.startswith("interface "):
            yield " ip redirects"
        closed = len(block) > 1 or _is_block(node)
        if closed:
            yield "!"
    if not boot_done:
        yield from ("!", *_BOOT, "!")
    if everything:
        yield from _ALL
    yield "!"


def _top(router: Router) -> list[Node]:
    from lab.tree import Node

    extra = []
    root = router.running
    if root.child("aaa new-model") is None:
        extra.append(Node("no aaa new-model", "aaa new-model", (200,)))
    for name in router.pki.trustpoints():
        key = f"crypto pki certificate chain {name}"
        if root.child(key) is None and root.child(f"crypto pki trustpoint {name}") is not None:
            extra.append(Node(key, key, (310,)))
    extra.append(
        Node(f"license udi pid {router.hardware.pid} sn {router.hardware.serial}", "license udi", (400,))
    )
    if not extra:
        return list(root.children)
    return sorted((*root.children, *extra), key=lambda n: (n.rank, n.order))


def _is_block(node: Node) -> bool:
    return node.text.startswith(
        (
            "crypto pki trustpoint",
            "crypto ikev2 p",
            "crypto ikev2 authorization",
            "crypto ipsec profile",
            "control-plane",
            "redundancy",
            "subscriber",
            "interface",
            "crypto ssl p",
        )
    )


def _block(router: Router, node: Node, *, stored: bool) -> Iterator[str]:
    yield node.text + (" " if node.trailing else "")
    if node.text.startswith("crypto pki certificate chain "):
        yield from router.pki.render_chain(node.text.rsplit(" ", 1)[-1], stored=stored)
        return
    # One block is indented by two (what cisco.ios' ios_user looks for).
    yield from _below(node, 2 if node.text == "ip ssh pubkey-chain" else 1)


def _below(node: Node, depth: int) -> Iterator[str]:
    for child in node.children:
        yield " " * depth + child.text + (" " if child.trailing else "")
        yield from _below(child, depth + 1)
