"""What is not ours and yet breaks us: reported, never removed (DESIGN.md section 3, Ownership)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.ios.config import Config
    from flexvpn.sections.headend import Headend


class Intruder(BaseModel):
    """A line of somebody else's that takes something from us.

    Attributes:
        line: as running-config shows it; a waiver names it so.
        harm: what it does to us.
        next_step: what a person can do.
    """

    model_config = FROZEN

    line: str
    harm: str
    next_step: str


def intruders(headend: Headend, running: Config) -> tuple[Intruder, ...]:
    """Other IKEv2 profiles that match our clients, and other NAT rules on our list."""
    return (*_profiles(headend, running), *_rules(headend, running))


def _profiles(headend: Headend, running: Config) -> Iterator[Intruder]:
    profile = headend.ikev2_profile
    identity = f"match identity remote key-id {profile.identity}"
    for block in running.starting("crypto ikev2 profile "):
        if block.line != f"crypto ikev2 profile {profile.name}" and identity in block.children:
            yield Intruder(
                line=block.line,
                harm=f"it has `{identity}` too: which of the two takes our clients is not ours to say",
                next_step=f"remove that line from {block.line.rpartition(' ')[2]}, or set another identity",
            )


def _rules(headend: Headend, running: Config) -> Iterator[Intruder]:
    nat = headend.nat
    if nat is None:
        return
    ours = f"ip nat inside source list {nat.access_list} interface {nat.outside_interface} overload"
    if ours not in running:
        # Whatever stands in its place is replaced: that is a difference of our own section.
        return
    for block in running.starting("ip nat "):
        if block.line != ours and f" list {nat.access_list} " in f"{block.line} ":
            yield Intruder(
                line=block.line,
                harm=f"a second rule on our list {nat.access_list}",
                next_step=f"`no {block.line}`, or give it a list of its own",
            )
