"""The client profile on the router (the document, step 6)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from flexvpn.base.values import PROFILE_ON_ROUTER, ProfileName
from flexvpn.client.profile import ClientProfile
from flexvpn.ios.claims import LinePrefix
from flexvpn.ios.config import Block, Config
from flexvpn.ios.read_again import ReadAgain
from flexvpn.ios.remediation import Remediation, Rules, remediate
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.values import Release
    from flexvpn.ios.change import Change

_KIND = "anyconnect profile"
_LINE = "crypto vpn anyconnect profile "
_FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}\.xml$")]


class AnyConnectProfile(Section):
    """A file on bootflash and the line that names it.

    Whether a router writes ``bootflash:acvpn.xml`` or ``bootflash:/acvpn.xml`` is not known (IOSXE.md section 1.8):
    both are the same here.

    Attributes:
        name: what the IKEv2 profile names.
        file: on bootflash. Clients get it as acvpn.xml whatever it is called (the document's note).
        client: what the file says.
    """

    template = "anyconnect_profile.j2"
    owns = {_KIND: (LinePrefix(_LINE + "{name} "),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    rules = Rules(one_value=((_LINE + r"\S+ ",),))
    reads_again = ReadAgain(
        kind=_KIND,
        entered=_LINE,
        path="bootflash:/",
        users="crypto ikev2 profile ",
        child="anyconnect profile ",
    )

    name: ProfileName = "acvpn"
    file: _FileName = "acvpn.xml"
    client: ClientProfile

    def applies(self, release: Release) -> bool:
        """Since 16.9.1; before, clients are told not to ask for a profile (`headend kit`)."""
        return release >= PROFILE_ON_ROUTER

    def defines(self) -> frozenset[Ref]:
        """The profile and its file."""
        return frozenset({Ref(_KIND, self.name), Ref("file", self.file)})

    def brings(self) -> frozenset[str]:
        """The file."""
        return frozenset({self.file})

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Compare with the path in one form."""
        plain = remediate(_with_slash(running), _with_slash(intended), cls.rules)
        as_shown = {_slashed(block.line): block.line for block in running}
        return Remediation(
            *(
                tuple(_held_as_shown(change, as_shown) for change in side)
                for side in (plain.changes, plain.removals)
            )
        )


def _slashed(line: str) -> str:
    return re.sub(r" bootflash:(?!/)", " bootflash:/", line)


def _with_slash(config: Config) -> Config:
    return Config(tuple(Block(_slashed(block.line)) for block in config))


def _held_as_shown(change: Change, as_shown: Mapping[str, str]) -> Change:
    """The same change, what the router holds in the router's own form."""
    return replace(
        change,
        removes=tuple(as_shown.get(line, line) for line in change.removes),
        replaces=as_shown.get(change.replaces, change.replaces),
    )
