"""Lines that are not ours and conflict with ours: reported, never removed (docs/design.md section 3, Ownership)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.ios.config import Config
    from flexvpn.sections.headend import Headend


class Conflict(BaseModel):
    """A line that is not ours and conflicts with a line of ours.

    Attributes:
        line: as running-config shows it; a waiver for it has to give it in these words.
        harm: what it does to our lines.
        next_step: what a person can do.
    """

    model_config = FROZEN

    line: str
    harm: str
    next_step: str


def conflicts(headend: Headend, running: Config) -> tuple[Conflict, ...]:
    """Other IKEv2 profiles that match our clients, and other NAT rules that use our access list."""
    return (*_profiles(headend, running), *_rules(headend, running))


def _profiles(headend: Headend, running: Config) -> Iterator[Conflict]:
    profile = headend.ikev2_profile
    identity = f"match identity remote key-id {profile.identity}"
    for block in running.starting("crypto ikev2 profile "):
        if block.line != f"crypto ikev2 profile {profile.name}" and identity in block.children:
            yield Conflict(
                line=block.line,
                harm=f"it has `{identity}` too: which of the two takes our clients is not ours to say",
                next_step=f"remove that line from {block.line.rpartition(' ')[2]}, or set another identity",
            )


def _rules(headend: Headend, running: Config) -> Iterator[Conflict]:
    nat = headend.nat
    if nat is None:
        return
    ours = f"ip nat inside source list {nat.access_list} interface {nat.outside_interface} overload"
    if ours not in running:
        # Another rule in its place is a difference of our own section, which a push replaces.
        return
    for block in running.starting("ip nat "):
        if block.line != ours and f" list {nat.access_list} " in f"{block.line} ":
            yield Conflict(
                line=block.line,
                harm=f"a second rule on our list {nat.access_list}",
                next_step=f"`no {block.line}`, or give it a list of its own",
            )
