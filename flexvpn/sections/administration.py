"""What our own log-in and file transfer need of the router."""

from __future__ import annotations

from typing import Literal

from flexvpn.base.values import TextLine
from flexvpn.ios.claims import Line, LinePrefix, Within
from flexvpn.ios.config import Config
from flexvpn.ios.method_lists import BY_GROUP, names_group
from flexvpn.ios.remediation import Remediation, Rules, remediate
from flexvpn.sections.section import Guard, Ref, Section

_LISTS = ("aaa authentication login default ", "aaa authorization exec default ")


class Administration(Section):
    """AAA for our own log-in, the SCP server, the archive that a revert timer needs, SSH.

    The document leaves the two default lists out; after ``aaa new-model`` a log-in without exec authorization no
    longer lands at privilege 15, which SCP needs (IOSXE.md section 3). Nothing of this section is ever taken away:
    the next log-in depends on it.

    Attributes:
        login_default: methods of ``aaa authentication login default``; None leaves the line to the router.
        exec_default: methods of ``aaa authorization exec default``; None leaves the line to the router.
        scp_server: files travel by SCP.
        archive_path: where the router archives its configuration before a change, unless it has such a path already.
        ssh_version: ``ip ssh version``; None leaves it to the router.
        ssh_host_key_algorithms: what the SSH server offers; empty leaves it to the router. Naming the RSA ones keeps an
            imported ECDSA key from becoming the host key (IOSXE.md section 2.1).
    """

    template = "administration.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "aaa": (Line("aaa new-model"),),
        "login default": (LinePrefix(_LISTS[0]),),
        "exec default": (LinePrefix(_LISTS[1]),),
        "scp server": (Line("ip scp server enable"),),
        "archive": (Within("archive", prefixes=("path ",)),),
        "ssh version": (LinePrefix("ip ssh version "),),
        "ssh host keys": (LinePrefix("ip ssh server algorithm hostkey "),),
    }
    rules = Rules(
        one_value=(
            *((prefix,) for prefix in _LISTS),
            ("ip ssh version ",),
            ("ip ssh server algorithm hostkey ",),
        )
    )

    guards = (
        Guard(
            "aaa new-model",
            why="`aaa new-model` without exec authorization gives nobody a privilege 15 shell",
            mend=f"`{_LISTS[1]}local`, or administration.exec_default in the intent",
            needs=f"{_LISTS[1]}.*",
            lines=(f"{_LISTS[1]}local",),
        ),
        Guard(
            f"{_LISTS[0]}local",
            why=f"`{_LISTS[0]}local` would lock {{me}} out: the router has no local user {{me}} with privilege 15",
            mend="`username {me} privilege 15 …` on the router first",
            needs="username {me} (?:.* )?privilege 15.*",
            sent=True,
        ),
    )

    login_default: Literal["local"] | None = "local"
    exec_default: Literal["local"] | None = "local"
    scp_server: bool = True
    archive_path: TextLine | None = "bootflash:archive-"
    ssh_version: Literal[2] | None = None
    ssh_host_key_algorithms: tuple[
        Literal["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ecdsa-sha2-nistp256"], ...
    ] = ()

    def defines(self) -> frozenset[Ref]:
        """One object for each line, so that a line left to the router is not claimed."""
        wanted = {
            "aaa": True,
            "login default": self.login_default,
            "exec default": self.exec_default,
            "scp server": self.scp_server,
            "archive": self.archive_path,
            "ssh version": self.ssh_version,
            "ssh host keys": self.ssh_host_key_algorithms,
        }
        return frozenset(Ref(kind) for kind, value in wanted.items() if value)

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Add what is missing; an archive path of theirs stays."""
        archive = running.block("archive")
        if archive and any(child.startswith("path ") for child in archive.children):
            running, intended = (
                Config(tuple(block for block in config if block.line != "archive"))
                for config in (running, intended)
            )
        return Remediation(changes=remediate(running, intended, cls.rules).changes)

    @classmethod
    def keeps(cls, line: str, parent: str, router: Config) -> str:
        """A default list that asks a server group: somebody's way in."""
        del parent, router
        return BY_GROUP if names_group(line) else ""
