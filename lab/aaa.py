"""Who may log in, and at which privilege: method lists, local users, lock-out."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from lab import credentials

if TYPE_CHECKING:
    import datetime

    from lab.router import Router
    from lab.tree import Node

_USER = re.compile(
    r"username (?P<name>\S+)(?: privilege (?P<privilege>\d+))?"
    r"(?: (?P<what>password|secret) (?P<type>\d) (?P<value>.*))?"
)


@dataclasses.dataclass(frozen=True, slots=True)
class LocalUser:
    """A user of the local database. The stored password stays out of the repr."""

    name: str
    privilege: int
    given: bool
    """Whether the privilege stands in the line of the user; else it is 1, and a VTY's own counts."""
    what: str
    kind: str
    stored: str = dataclasses.field(repr=False)


class Accounts:
    """The local user database of one router and what AAA makes of it."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self.failures: dict[str, int] = {}
        self.locked: dict[str, datetime.datetime] = {}

    def user(self, name: str) -> LocalUser | None:
        """The user of that name, if the running configuration has it."""
        node = self._router.running.child(f"username {name}")
        found = _USER.fullmatch(node.text) if node else None
        if found is None:
            return None
        given = found["privilege"] is not None
        level, what, kind = int(found["privilege"] or 1), found["what"] or "", found["type"] or ""
        return LocalUser(name, level, given, what, kind, found["value"] or "")

    def forget(self, name: str) -> None:
        """A user left the configuration: nothing is held against the name any more."""
        self.failures.pop(name, None)
        self.locked.pop(name, None)

    def verify_local(self, name: str, password: str) -> bool:
        """Check a password against the local database, counting failures towards the lock-out.

        Users at privilege 15 are never locked (docs/iosxe.md section 6).
        """
        user = self.user(name)
        if user is None or name in self.locked:
            return False
        stored, kind = (user.stored, user.kind) if user.what else ("", "0")
        if credentials.verify(kind, stored, password, self._router.master_key):
            self.failures.pop(name, None)
            return True
        limit = self._router.running.value("aaa local authentication attempts max-fail")
        self.failures[name] = self.failures.get(name, 0) + 1
        if limit and self.failures[name] >= int(limit) and user.privilege < 15:
            self.locked[name] = self._router.clock.now()
            self._router.note("AAA-5-USER_LOCKED", f"User {name} locked out on authentication failure.")
        return False

    def methods(self, service: str, name: str) -> tuple[str, ...] | None:
        """The methods of ``aaa SERVICE NAME``, for example ``authentication login`` ``default``."""
        value = self._router.running.value(f"aaa {service} {name}")
        return tuple(re.sub(r"group (\S+)", r"group:\1", value).split()) if value is not None else None

    def authenticate(self, list_name: str, name: str, password: str) -> bool:
        """Run a login list: the first method that can answer decides."""
        methods = self.methods("authentication login", list_name)
        if methods is None:
            if list_name != "default":
                return False
            methods = ("local",)
        for method in methods:
            if method.startswith("group:"):
                continue
            if method in ("local", "local-case"):
                if self.user(name) is None:
                    # Who is not in the database is the next method's business.
                    continue
                return self.verify_local(name, password)
            if method == "none":
                return True
            if method == "enable":
                return self.verify_enable(password)
            if method == "line":
                return self._verify_line(password)
        return False

    def verify_enable(self, password: str) -> bool:
        """Check the enable secret or, without one, the enable password."""
        kept = self._enable()
        return kept is not None and credentials.verify(*kept, password, self._router.master_key)

    @property
    def has_enable(self) -> bool:
        """Tell whether an enable secret or password is configured."""
        return self._enable() is not None

    def login(self, line: Node | None, name: str, password: str) -> bool:
        """Tell whether ``name`` may log in over SSH on a VTY configured as ``line``."""
        text = line.child("login") if line else None
        if self._router.running.has("aaa new-model"):
            chosen = (
                text.text.split()[-1] if text and text.text.startswith("login authentication") else "default"
            )
            return self.authenticate(chosen, name, password)
        if text is not None and text.text == "login local":
            return self.verify_local(name, password)
        if text is not None and text.text == "no login":
            return False
        return self._verify_line(password)

    def exec_privilege(self, line: Node | None, name: str) -> int | None:
        """The privilege at which ``name`` lands, ``None`` if no shell is allowed.

        Without ``aaa new-model`` the user's own, or the line's where the user has none. With it, only exec
        authorization hands that out: without such a list everybody lands at the line's level, 1 (docs/iosxe.md
        section 3).
        """
        level = line.child("privilege level") if line else None
        default = int(level.text.split()[-1]) if level else 1
        user = self.user(name)
        own = user.privilege if user is not None and user.given else default
        if not self._router.running.has("aaa new-model"):
            return own
        chosen = line.child("authorization exec") if line else None
        methods = self.methods("authorization exec", chosen.text.split()[-1] if chosen else "default")
        if methods is None:
            return default
        for method in methods:
            if method == "local":
                return own if user else None
            if method in ("none", "if-authenticated"):
                return default
        return None

    def autocommand(self, name: str) -> str | None:
        """The command that runs instead of a shell: the user's, where exec authorization reads the user."""
        node = self._router.running.child(f"username {name} autocommand")
        if node is None:
            return None
        aaa = self._router.running.has("aaa new-model")
        if aaa and "local" not in (self.methods("authorization exec", "default") or ()):
            return None
        return node.text.partition(" autocommand ")[2]

    def _enable(self) -> tuple[str, str] | None:
        for key in ("enable secret", "enable password"):
            value = self._router.running.value(key)
            if value is not None:
                kind, _, rest = value.partition(" ")
                return (kind, rest) if rest and kind.isdigit() else ("0", value)
        return None

    def _verify_line(self, password: str) -> bool:
        for line in self._router.running.find("line vty"):
            node = line.child("password")
            if node is not None:
                value = node.text.removeprefix("password ")
                kind, _, rest = value.partition(" ")
                kept = (kind, rest) if rest and kind.isdigit() else ("0", value)
                return credentials.verify(*kept, password, self._router.master_key)
        return False
