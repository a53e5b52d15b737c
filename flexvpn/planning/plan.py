"""The plan: ordered steps that take one router to its intent. Pure, read-only, no secret, nothing random."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from flexvpn.base.values import FROZEN
from flexvpn.ios.change import Change, lines_of
from flexvpn.planning.section_changes import PlannedPart, Replaced
from flexvpn.router.held import Held
from flexvpn.router.sessions import UserSession
from flexvpn.sections.local_users import user_of


class Step(BaseModel):
    """One thing that a push does."""

    model_config = FROZEN


class PutFile(Step):
    """Put a file on bootflash; the push holds the bytes, the plan their MD5 and size."""

    do: Literal["put-file"] = "put-file"
    name: str
    md5: str
    size: int
    replaces: bool


class ImportPkcs12(Step):
    """Import the PKCS12 of a trustpoint under a label that nothing uses yet."""

    do: Literal["import-pkcs12"] = "import-pkcs12"
    trustpoint: str
    label: str
    sha1: str
    """Fingerprint of the identity certificate: what the router must show afterwards."""


class MergeConfig(Step):
    """Configuration lines in order, secrets as placeholders; a section comes twice where it adds and removes."""

    do: Literal["merge-config"] = "merge-config"
    parts: tuple[PlannedPart, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes in order."""
        return tuple(change for part in self.parts for change in part.changes)

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines in order."""
        return lines_of(self.changes)

    @property
    def sections(self) -> tuple[str, ...]:
        """The fields of the headend whose lines are among them, each once."""
        return tuple(dict.fromkeys(part.section for part in self.parts))


class RemoveFile(Step):
    """Delete a file of ours from bootflash."""

    do: Literal["remove-file"] = "remove-file"
    name: str


class RemoveCertificate(Step):
    """Remove a trustpoint of ours and its key: an older generation that nothing uses any more."""

    do: Literal["remove-certificate"] = "remove-certificate"
    label: str


class ClearSession(Step):
    """Clear a live session, by peer address and port: two clients behind one NAT share the address."""

    do: Literal["clear-session"] = "clear-session"
    user: str
    address: str
    port: int


AnyStep = Annotated[
    PutFile | ImportPkcs12 | MergeConfig | RemoveFile | RemoveCertificate | ClearSession,
    Field(discriminator="do"),
]


class Plan(BaseModel):
    """What a push would do to one headend.

    Attributes:
        headend: its name in the inventory.
        release: what the router runs.
        steps: in order; empty where the router is as it should be.
        basis: digest of what the plan was made from on the router (owned lines, files, certificate).
        fingerprints: keyed fingerprint of each secret that the steps send, by placeholder name.
        references: what each placeholder stands for (``env:NAME``), for people.
        labels: trustpoint labels on this router, by stable name.
        cuts_sessions: live sessions that the steps will cut.
        held: lines of the router that are left alone although the intent says otherwise, or does not know them.
        replaced: lines of the router that others of the steps take the place of.
        ends: sessions of those who leave, as seen when the plan was made; a push ends all that it then sees.
        nameless: sessions that may be of those who leave: the router does not say whose they are.
        notes: what a person should know (no record on the router, a pool that shrinks …).
    """

    model_config = FROZEN

    headend: str
    release: str
    steps: tuple[AnyStep, ...] = ()
    basis: str = ""
    fingerprints: dict[str, str] = {}
    references: dict[str, str] = {}
    labels: dict[str, str] = {}
    cuts_sessions: int = 0
    held: tuple[Held, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    ends: tuple[UserSession, ...] = ()
    nameless: int = 0
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True where there is something to do."""
        return bool(self.steps or self.ends)

    def digest(self) -> str:
        """SHA-256 (hex, first 16) of all that the push would do and of what it was made from."""
        # Sessions come and go: who is connected in this minute makes no agreed plan stale.
        content = self.model_dump(mode="json", exclude={"notes", "ends", "nameless"})
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes of configuration, in order."""
        return tuple(
            change for step in self.steps if isinstance(step, MergeConfig) for change in step.changes
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """All configuration lines, in order."""
        return lines_of(self.changes)

    @property
    def sections(self) -> tuple[str, ...]:
        """The fields of the headend that the configuration lines touch."""
        return tuple(
            dict.fromkeys(
                name for step in self.steps if isinstance(step, MergeConfig) for name in step.sections
            )
        )

    @property
    def removed_users(self) -> tuple[str, ...]:
        """Users whom the configuration lines take away and do not give back, in the order of the lines."""
        changes = self.changes
        stay = {user_of(change.line) for change in changes if not change.takes_away}
        gone = filter(None, (user_of(change.takes_away) for change in changes))
        return tuple(name for name in dict.fromkeys(gone) if name not in stay)

    @property
    def only_removes_users(self) -> bool:
        """True where it does nothing but take people's access away, and end their sessions."""
        return bool(self.changes) and all(
            all(user_of(change.takes_away) for change in step.changes)
            if isinstance(step, MergeConfig)
            else isinstance(step, ClearSession)
            for step in self.steps
        )
