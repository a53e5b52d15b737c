"""Could a VPN user open a shell on the router, and which line makes it so (docs/iosxe.md section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.checks.check import passed, skipped, warned
from flexvpn.ios.usernames import user_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict
    from flexvpn.ios.config import Block, Config

_LOGIN: Final = "aaa authentication login"
_EXEC: Final = "aaa authorization exec"
_LOCAL: Final = frozenset({"local", "local-case", "none"})
"""Methods that let a local user in; ``none`` lets everybody in."""
_LOGOUT: Final = "autocommand logout"
_MEND: Final = "local_users.vty: autocommand_logout, or access_class with lines"


def no_shell(subject: Subject) -> Iterator[Verdict]:
    """A VPN user gets no shell on the router's own lines."""
    names = {user.name for user in subject.headend.local_users.users}
    if not names:
        yield skipped("the intent has no users")
        return
    lines = subject.config.starting("line vty ")
    if not lines:
        yield skipped("running-config shows no VTY lines")
        return
    reached = [(block, why) for block in lines if (why := opening(subject.config, block))]
    if not reached:
        yield passed("no VTY line lets a local user in")
        return
    for block, why in reached:
        yield _of_line(subject.config, block, why, names)


def opening(config: Config, block: Block) -> str:
    """The line of running-config by which local users can log in on these VTY lines; empty where they cannot."""
    transport = next((child for child in block.children if child.startswith("transport input ")), "")
    if transport == "transport input none":
        return ""
    if "aaa new-model" not in config:
        return "login local" if "login local" in block.children else ""
    prefix = "login authentication "
    chosen = next(
        (child.removeprefix(prefix) for child in block.children if child.startswith(prefix)), "default"
    )
    method_lists = config.starting(f"{_LOGIN} {chosen} ")
    if not method_lists:
        # IOS-XE asks the local database where aaa new-model stands without a default list.
        return "aaa new-model" if chosen == "default" else ""
    methods = method_lists[0].line.split()[4:]
    return method_lists[0].line if _LOCAL & set(methods) else ""


def _of_line(config: Config, block: Block, why: str, names: set[str]) -> Verdict:
    access = next((child for child in block.children if child.startswith("access-class ")), "")
    users = user_lines(config)
    free = sorted(name for name in names if name in users and _LOGOUT not in users[name].options)
    if not free:
        if _authorizes(config, block):
            return passed(f"{block.line}: every VPN user is logged out on arrival (`{_LOGOUT}`)")
        return warned(
            f"{block.line}: `{why}` lets VPN users in, and `{_LOGOUT}` does nothing without exec authorization",
            f"`{_EXEC} default local`: administration.exec_default in the intent",
        )
    who = f"{free[0]} and {len(free) - 1} more" if len(free) > 1 else free[0]
    level = max(users[name].privilege for name in free)
    if access:
        return passed(f"{block.line}: `{access}` says from where anybody may come")
    return warned(f"{block.line}: `{why}` lets {who} open a shell (privilege {level})", _MEND)


def _authorizes(config: Config, block: Block) -> bool:
    prefix = "authorization exec "
    chosen = next(
        (child.removeprefix(prefix) for child in block.children if child.startswith(prefix)), "default"
    )
    return any("local" in method_list.line.split() for method_list in config.starting(f"{_EXEC} {chosen} "))
