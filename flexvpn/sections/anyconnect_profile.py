"""The client profile on the router (the document, step 6)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from flexvpn.base.values import ProfileName
from flexvpn.client.profile import ClientProfile
from flexvpn.ios.change import Change, added, entered, removed
from flexvpn.ios.claims import LinePrefix
from flexvpn.ios.config import Block, Config
from flexvpn.ios.releases import holds_client_profile
from flexvpn.ios.remediation import Remediation, Rules, remediate
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.credentials import Credentials
    from flexvpn.base.values import Release

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
    owns = {"anyconnect profile": (LinePrefix(_LINE + "{name} "),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    rules = Rules(one_value=((_LINE + r"\S+ ",),))

    name: ProfileName = "acvpn"
    file: _FileName = "acvpn.xml"
    client: ClientProfile

    def applies(self, release: Release) -> bool:
        """Where the router can hold it; elsewhere clients are told not to ask for a profile (`headend kit`)."""
        return holds_client_profile(release)

    def defines(self) -> frozenset[Ref]:
        """The profile and its file."""
        return frozenset({Ref("anyconnect profile", self.name), Ref("file", self.file)})

    def brings(self) -> frozenset[str]:
        """The file."""
        return frozenset({self.file})

    def read_again(self, running: Config) -> tuple[Change, ...]:
        """Take the profile from whatever names it, enter it anew, give it back (IOSXE.md section 5)."""
        lines = [block.line for block in running.starting(f"{_LINE}{self.name} ")]
        if not lines:
            return ()
        child = f"anyconnect profile {self.name}"
        users = [block.line for block in running.starting("crypto ikev2 profile ") if child in block.children]
        return (
            *(entered(user, (removed(child, (child,)),)) for user in users),
            *(removed(line, (line,)) for line in lines),
            added(f"{_LINE}{self.name} bootflash:/{self.file}"),
            *(entered(user, (added(child),)) for user in users),
        )

    @classmethod
    def remediate(cls, running: Config, intended: Config, credentials: Credentials) -> Remediation:
        """Compare with the path in one form."""
        del credentials
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
