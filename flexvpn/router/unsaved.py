"""What would be lost with the next reload: running-config beside startup-config, as the router compares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import archive
from flexvpn.ios.claims import owned
from flexvpn.ios.contextual import DifferingLine, differing_lines, side
from flexvpn.ios.secret_lines import masked_line
from flexvpn.router.debugs import APPLET_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.ios.claims import Claim
    from flexvpn.ios.config import Config
    from flexvpn.ios.secret_lines import SecretLine
    from flexvpn.router.inspection import Inspection

COMMAND: Final = "show archive config differences nvram:startup-config system:running-config"
_NOISE: Final = (
    "crypto pki certificate chain ",  # startup-config names files where running-config prints the certificates
    "ntp clock-period ",
    "file prompt ",
    APPLET_LINE,  # of `support --debug`: debugging ends by it, and it is never saved, on purpose
    "end",
)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Lines that differ, without secrets.

    Attributes:
        ours: those that the intent or the router's record names.
        others: those that are somebody else's.
        note: why it cannot be told; empty where it can.
    """

    ours: tuple[DifferingLine, ...] = ()
    others: tuple[DifferingLine, ...] = ()
    note: str = ""


def unsaved(
    inspection: Inspection, claims: Iterable[Claim], secret_lines: tuple[SecretLine, ...] = ()
) -> Unsaved:
    """What is not saved; certificate chains and headers apart, which always differ.

    Args:
        inspection: what the router showed.
        claims: on the lines that are ours.
        secret_lines: those of them that hold a secret, whatever they look like.
    """
    if not inspection.asked(COMMAND):
        return Unsaved()
    try:
        answer = inspection.answers[COMMAND]
        found = archive.read_differences(answer, headend=inspection.headend).only()
    except NotUnderstood as error:
        return Unsaved(note=f"whether everything is saved cannot be told: {error.what}")
    if any(line.lstrip().startswith("%") for line in found.lines):
        return Unsaved(
            note="whether everything is saved cannot be told: the router cannot read startup-config"
        )
    different = tuple(one for one in differing_lines(found.lines) if not one.path[0].startswith(_NOISE))
    wanted = tuple(claims)
    mine = {("+", path) for path in _paths(owned(side(different, "+"), wanted))}
    mine |= {("-", path) for path in _paths(owned(side(different, "-"), wanted))}
    ours = tuple(one for one in different if (one.sign, one.path[:2]) in mine)
    shown = tuple(DifferingLine(one.sign, _masked(one.path, secret_lines)) for one in ours)
    theirs = tuple(one for one in different if (one.sign, one.path[:2]) not in mine)
    return Unsaved(ours=shown, others=theirs)


def _masked(path: tuple[str, ...], secret_lines: tuple[SecretLine, ...]) -> tuple[str, ...]:
    parents = ("", *path)
    return tuple(masked_line(line, parent, secret_lines) for parent, line in zip(parents, path, strict=False))


def _paths(config: Config) -> Iterable[tuple[str, ...]]:
    for block in config:
        yield (block.line,)
        for child in block.children:
            yield (block.line, child.strip())
