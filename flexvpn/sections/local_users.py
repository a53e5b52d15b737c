"""Who may connect: the router's own user database (the document, step 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import FROZEN, AccessListName, UserName
from flexvpn.ios.change import Change, added, removed
from flexvpn.ios.claims import Claim, LinePrefix, Named, Within
from flexvpn.ios.config import Block, Config
from flexvpn.ios.line import bare
from flexvpn.ios.parents import keep_parents
from flexvpn.ios.passwords import SECRET
from flexvpn.ios.remediation import Remediation, Rules, remediate
from flexvpn.ios.secret_lines import SecretLine
from flexvpn.ios.usernames import UserLines, user_lines
from flexvpn.sections.section import Guard, Ref, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

Type9 = Annotated[str, StringConstraints(pattern=r"^\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}$")]
"""A scrypt hash as IOS-XE writes it behind ``secret 9``."""
USER: Final = "user"
"""The kind of object that a user is in the router's record."""
_OF_OTHERS = "aaa attribute list "
_BEFORE = r"username (\S+)(?: (?!(?:password|secret) )\S+)* "
"""What stands before a credential: the name, and options such as the privilege."""
_VTY_LINES = Annotated[str, StringConstraints(pattern=r"^\d{1,4}( \d{1,4})?$")]


class LocalUser(BaseModel):
    """One person.

    Attributes:
        name: what they type.
        privilege: 0 as in the document's spirit: a VPN user is not an operator. 1 at most.
        password: where the password is kept; the router stores it as a password.
        secret: type 9 hash of it; nobody can read the password from it.
    """

    model_config = FROZEN

    name: UserName
    privilege: Annotated[int, Field(ge=0, le=1)] = 0
    password: SecretRef | None = None
    secret: Type9 | None = None

    @model_validator(mode="after")
    def _one_credential(self) -> LocalUser:
        if (self.password is None) == (self.secret is None):
            raise ValueError("exactly one of password (a reference) and secret (a type 9 hash)")
        return self


class VtyProtection(BaseModel):
    """What keeps VPN users off the router's own lines (IOSXE.md section 6).

    Attributes:
        autocommand_logout: each VPN user is logged out on arrival; works with exec authorization, which the section
            administration sets.
        access_class: list of addresses that may reach the lines; one of the intent's access lists.
        lines: the VTY lines that it is put on, as running-config writes them.
    """

    model_config = FROZEN

    autocommand_logout: bool = False
    access_class: AccessListName | None = None
    lines: tuple[_VTY_LINES, ...] = ("0 4",)


class LocalUsers(Section):
    """The users of this headend, and what holds for all of them.

    Attributes:
        credential: what a new user is given. ``password`` as in the document; ``secret`` keeps the clear text off the
            router, but whether local AnyConnect-EAP takes it is not settled (IOSXE.md section 6): try it once.
        exclusive: remove every other user from the router too, administrators excepted.
        administrators: names that are never touched.
        lockout_max_fail: failed log-ins that lock a user. It stops guessing, and lets anybody who can reach the router
            lock somebody out by guessing badly.
        vty: see `VtyProtection`.
        users: from users.yaml.
    """

    template = "local_users.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        USER: (),
        "lockout": (LinePrefix("aaa local authentication attempts max-fail "),),
        "vty": (Within("line vty {name}", prefixes=("access-class ",)),),
    }
    rules = Rules(
        one_value=(("aaa local authentication attempts max-fail ",), ("line vty ", "access-class "))
    )
    secrets = (
        SecretLine((f"{_BEFORE}password ",)),
        SecretLine((f"{_BEFORE}secret ",), shown=SECRET),
    )
    guards = (
        Guard(
            "no username {me}",
            why="the plan would remove {me}, our own log-in",
            mend="list {me} under local_users.administrators",
            sent=True,
        ),
    )
    named = {USER: "username {name}"}  # noqa: RUF012 - a ClassVar, declared so in Section

    credential: Literal["password", "secret"] = "password"
    exclusive: bool = False
    administrators: tuple[UserName, ...] = ()
    lockout_max_fail: Annotated[int, Field(ge=1, le=65535)] | None = None
    vty: VtyProtection = VtyProtection()
    users: tuple[LocalUser, ...] = ()

    def defines(self) -> frozenset[Ref]:
        """Every user, and the lines for all of them that are set."""
        refs = {Ref(USER, user.name) for user in self.users}
        if self.lockout_max_fail:
            refs.add(Ref("lockout"))
        if self.vty.access_class:
            refs |= {Ref("vty", line) for line in self.vty.lines}
        return frozenset(refs)

    def uses(self) -> frozenset[Ref]:
        """The access list of the VTY lines."""
        return frozenset({Ref("access list", self.vty.access_class)} if self.vty.access_class else ())

    def covers(self) -> tuple[Claim, ...]:
        """With ``exclusive`` every user but the administrators is this section's to remove."""
        return (Others("username", names=frozenset(self.administrators)),) if self.exclusive else ()

    @classmethod
    def claims(cls, refs: Sequence[Ref] | frozenset[Ref]) -> tuple[Claim, ...]:
        """One claim for all users: ten thousand of them cost one look per line."""
        names = frozenset(ref.name for ref in refs if ref.kind == USER)
        users = (Named("username", names=names),) if names else ()
        return (*users, *super().claims(refs))

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Send a user only where the router has another credential, privilege or autocommand.

        ``no username`` takes every line of that name, and IOS-XE refuses a secret beside a password: where the kind
        changes, or a line has to go, the user goes and comes back in adjacent lines of one copy, with the attribute
        list that somebody gave it: what that authorizes the intent cannot say.
        """
        present, wanted = user_lines(running), user_lines(intended)
        rest = remediate(
            _without_users(running),
            keep_parents(running, _without_users(intended), "line vty .*"),
            cls.rules,
        )
        changes: list[Change] = []
        for name, lines in wanted.items():
            changes += _user_changes(name, present.get(name), lines)
        gone = [_removed(name, user) for name, user in present.items() if name not in wanted]
        first = tuple(change for change in rest.changes if bare(change.line).startswith("aaa "))
        last = tuple(change for change in rest.changes if change not in first)
        return Remediation((*first, *changes, *last), (*gone, *rest.removals))


def user_line(name: str) -> str:
    """How people name a user, as in a waiver: the beginning of all lines about them."""
    return LocalUsers.naming(Ref(USER, name))


def user_of(line: str) -> str:
    """The user whom a top-level line is about; empty for other lines."""
    ref = LocalUsers.subject_of(line)
    return ref.name if ref else ""


@dataclass(frozen=True, slots=True)
class Others(Named):
    """Every top-level line ``text NAME …`` whose name is *not* among these."""

    def pick(self, block: Block) -> Block | None:
        """The line, where its name is another."""
        return block if block.line.startswith(f"{self.text} ") and Named.pick(self, block) is None else None


def _removed(name: str, user: UserLines) -> Change:
    return removed(user_line(name), user.lines)


def _user_changes(name: str, present: UserLines | None, wanted: UserLines) -> list[Change]:
    if present is None:
        return [*map(added, wanted.lines)]
    other_kind = present.kind not in {"", wanted.kind}
    theirs = {option for option in present.options - wanted.options if option.startswith(_OF_OTHERS)}
    if other_kind or present.options - wanted.options - theirs:
        back = (f"{user_line(name)} {option}" for option in sorted(theirs))
        return [_removed(name, present), *map(added, wanted.lines), *map(added, back)]
    changes: list[Change] = []
    if (present.privilege, present.credential) != (wanted.privilege, wanted.credential):
        changes.append(added(wanted.main))
    options = sorted(wanted.options - present.options)
    return changes + [added(f"{user_line(name)} {option}") for option in options]


def _without_users(config: Config) -> Config:
    return Config(tuple(block for block in config if not user_of(block.line)))
