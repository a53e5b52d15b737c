"""One headend taken to its plan as a transaction (DESIGN.md section 4)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from flexvpn.base.credentials import fill, token_names
from flexvpn.base.errors import (
    AGAIN,
    FAULT,
    CommandRefused,
    HeadendError,
    HeadendFailed,
    ImportFailed,
    NotFinished,
    NotProved,
    PlanStale,
    RolledBack,
    SecretUnavailable,
)
from flexvpn.base.escapes import MOST, one_line
from flexvpn.base.redactor import Redactor
from flexvpn.ios.replies import warnings
from flexvpn.planning.plan import ClearSession, ImportPkcs12, PutFile
from flexvpn.planning.push import (
    PushOutcome,
    changed,
    is_unfinished,
    not_kept,
    reading_again,
    replan,
    sessions,
    withheld,
)
from flexvpn.router.leftovers import MERGE_FILE, NEW, OLD, PKCS12_UPLOAD, leftovers
from tasks.change.clear_session import clear_session
from tasks.change.configure import configure
from tasks.change.finish_push import finish_push, left_unsaved
from tasks.change.import_pkcs12 import import_pkcs12
from tasks.change.journal import PROOF, RUNNING, Journal, Timer
from tasks.change.prove import prove, still_proved
from tasks.change.put_file import put_file
from tasks.change.remove_certificate import remove_import
from tasks.change.remove_file import remove_file
from tasks.change.swap_file import swap_back, swap_in
from tasks.read.inspect_headend import inspect_headend
from tasks.read.leftovers import archive_of, stale_note
from tasks.read.preflight import commit_in_the_air, preflight, refuse

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import Bundle
    from flexvpn.router.inspection import Inspection
    from tasks.change.merge_config import MergeDriver
    from tasks.session.link import Link


def push_plan(
    link: Link, plan: Plan, before: Inspection, bundle: Bundle, max_delete: int | None = None
) -> PushOutcome:
    """Push one plan: all of it, proved, confirmed and saved, or nothing.

    Args:
        link: the session over which ``before`` was read.
        plan: what to do.
        before: the inspection that the plan still has to fit.
        bundle: intent, materials and checks.
        max_delete: so many removals of users are agreed to; None for what needs no agreement
            (`flexvpn.planning.removal_limit`).

    Raises:
        PlanStale: the router, the intent or a secret is not what the plan was made from. Nothing was changed.
        PreflightRefused, Busy: the router is not fit. Nothing was changed.
        RolledBack: something failed and was undone; the router's own words and its state now are in the exception.
        HeadendFailed: it failed before anything was changed; or (NotFinished) it stands and could not be saved, or
            somebody whom it took away is still connected.
    """
    if replan(bundle, before.observation).digest() != plan.digest():
        what = "the router, the intent or a secret has changed since this plan was made; nothing was applied"
        raise PlanStale(link.headend, "deploy", what, hint="make a new plan and look at it")
    rest = leftovers(before.observation, bundle.files)
    if not plan and not is_unfinished(bundle, before.observation) and not any(item.name for item in rest):
        commit = commit_in_the_air(link)
        refuse(link.headend, () if commit is None else (commit,))
        return PushOutcome(plan.digest(), changed=False, findings=bundle.checks(before), plan_model=plan)
    # The removals of a ticket were agreed to by the ticket's own --max-delete.
    agreed = max_delete if bundle.scope is None else len(plan.removed_users)
    refuse(
        link.headend, preflight(link, bundle.headend, plan, before, bundle.now(), bundle.identities, agreed)
    )
    return _Push(link, plan, before, bundle).run()


class _Push:
    """The state of one push: a session, a journal, and what the router said."""

    def __init__(self, link: Link, plan: Plan, before: Inspection, bundle: Bundle) -> None:
        self._link, self._plan, self._before, self._bundle = link, plan, before, bundle
        self._values = {**bundle.materials.credentials.values, **withheld(plan, bundle, before.observation)}
        self._clean = Redactor(self._values.values()).clean
        self._journal = Journal()
        self._driver: MergeDriver | None = None
        self._said: tuple[str, ...] = ()
        self._cut: tuple[str, ...] = ()
        self._stale = ""
        self._free = before.observation.free_bytes

    def run(self) -> PushOutcome:
        text = self._filled()
        self._journal.note(PROOF, self._as_before)
        try:
            self._stale = stale_note(self._link, self._before.observation)
            self._upload()
            self._import()
            self._commit(text)
            after, findings = prove(self._link, self._plan, self._bundle, self._before)
            if self._driver is not None:
                self._confirm(self._driver, after)
        except NotFinished as error:
            raise left_unsaved(
                error, self._link, self._plan, self._before, self._bundle, self._archives()
            ) from error
        except BaseException as error:  # noqa: BLE001 - raised again, once the router is back where it was
            self._fail(error)
        finished = finish_push(self._link, self._plan, self._before, after, self._bundle, self._archives())
        return PushOutcome(
            self._plan.digest(),
            changed=changed(self._before, after),
            findings=findings,
            cut=(*self._cut, *finished.cut),
            said=self._said,
            unfinished=finished.unfinished,
            plan_model=self._plan,
        )

    def _filled(self) -> str:
        """The configuration with its secrets: made before anything is changed, kept nowhere."""
        text = "\n".join(self._plan.lines)
        for name in token_names(text):
            if name not in self._values:
                raise SecretUnavailable(
                    self._plan.references.get(name) or name, "the plan needs it and it was not given"
                )
            if not self._values[name].reveal().isprintable():
                raise SecretUnavailable(
                    self._plan.references.get(name) or name, "it holds what no configuration line can carry"
                )
        return fill(text, self._values)

    def _upload(self) -> None:
        """Files go under a name that nothing uses yet."""
        for step in self._plan.steps:
            if isinstance(step, PutFile):
                name = step.name
                if name + OLD in self._before.observation.files:
                    remove_file(self._link, name + OLD)
                self._journal.note(name + NEW, partial(remove_file, name=name + NEW))
                content = self._bundle.materials.files[name]
                put_file(self._link, name + NEW, content, free_bytes=self._free)
                self._free -= len(content)

    def _import(self) -> None:
        """Keys come before the timer, which does not cover them; nothing live uses the label yet."""
        for step in self._plan.steps:
            if isinstance(step, ImportPkcs12):
                self._journal.note(PKCS12_UPLOAD, partial(remove_file, name=PKCS12_UPLOAD))
                label = step.label
                with self._journal.during(
                    f"the key {label}",
                    partial(remove_import, label=label),
                    unless=ImportFailed,
                ):
                    identity = self._bundle.identities[step.trustpoint]
                    release = self._before.observation.release
                    import_pkcs12(self._link, step, identity, release, free_bytes=self._free)

    def _commit(self, text: str) -> None:
        if not text:
            self._take_their_places()
            return
        # Half a second to import, and only a push needs it.
        from tasks.change.merge_config import MergeDriver

        driver = self._driver = MergeDriver(
            self._link,
            free_bytes=self._free,
            clean=self._clean,
            starting=lambda: self._starting_timer(driver),
            running=self._timer_seen,
        )
        driver.load_merge_candidate(config=text)
        self._journal.note(MERGE_FILE, driver.remove_traces)
        self._note_reading_again()
        self._remove_stale()
        driver.upload()
        try:
            driver.commit_config(revert_in=self._bundle.confirm_minutes * 60)
        except CommandRefused as refused:
            raise self._naming_lines(refused) from refused
        self._said = warnings(driver.said)

    def _naming_lines(self, refused: CommandRefused) -> CommandRefused:
        """A copy may refuse a line without saying which one: what the router lacks afterwards tells."""
        if refused.step != "merge":
            return refused
        try:
            after = inspect_headend(self._link, self._bundle.files).observation
        except HeadendError:
            return refused
        lacking = not_kept(self._plan, self._bundle, after)
        if not lacking:
            return refused
        what = f"{refused.what}:\n" + "\n".join(f"  - {one}" for one in lacking)
        return CommandRefused(refused.headend, refused.step, what, reply=refused.reply, hint=refused.hint)

    def _remove_stale(self) -> None:
        """The backup that a killed push left: the only note of it heads the merge file, which is now written anew."""
        if name := archive_of(self._link, self._stale):
            remove_file(self._link, name)
        self._stale = ""

    def _starting_timer(self, driver: MergeDriver) -> AbstractContextManager[None]:
        self._journal.timer = Timer.UNSEEN
        return self._journal.during(RUNNING, driver.rollback_on, unless=CommandRefused)

    def _timer_seen(self) -> None:
        self._journal.timer = Timer.SEEN
        self._take_their_places()

    def _confirm(self, driver: MergeDriver, after: Inspection) -> None:
        """Confirm, and see it: no revert timer is left, and what was proved runs still.

        Raises:
            CommandRefused: the router keeps its timer, or does not show that it is gone.
            NotProved, NotFinished: see `still_proved`.
        """
        self._journal.timer = Timer.CONFIRMING
        reply = driver.confirm_commit()
        timer = driver.look()
        if timer is None or timer.pending:
            what = "whether a revert timer still runs cannot be read"
            if timer is not None:
                self._journal.timer = Timer.SEEN
                what = "the router did not take the confirmation: a revert timer runs still"
            raise CommandRefused(self._link.headend, "configure confirm", what, reply=reply)
        self._journal.timer = Timer.GONE
        still_proved(self._link, self._plan, self._bundle, after)

    def _take_their_places(self) -> None:
        """What may only change once the timer runs, or where no line has to be merged: files, sessions."""
        for step in self._plan.steps:
            if isinstance(step, PutFile):
                name, replaces = step.name, step.replaces
                self._journal.note(
                    name,
                    partial(swap_back, name=name, replaced=replaces),
                )
                swap_in(self._link, name, replaces=replaces)
        self._clear_sessions()

    def _note_reading_again(self) -> None:
        """Lines that made the router read the new file make it read the old one again, once that is back."""
        if not any(isinstance(step, PutFile) and step.replaces for step in self._plan.steps):
            return
        for lines in reading_again(self._plan, self._bundle.headend):
            self._journal.note("reading the old profile again", partial(self._read_again, lines=lines))

    def _read_again(self, link: Link, lines: tuple[str, ...]) -> None:
        if self._journal.merging:
            configure(link, lines)

    def _clear_sessions(self) -> None:
        """Right before the lines that a template with live sessions would refuse (IOSXE.md section 7)."""
        cut: list[str] = []
        if self._plan.cuts_sessions:
            for session in sessions(self._before):
                if session.peer is not None:
                    clear_session(self._link, session.peer, session.port)
                    cut.append(session.username or str(session.peer))
        for step in self._plan.steps:
            if isinstance(step, ClearSession):
                clear_session(self._link, step.address, step.port)
                cut.append(step.user)
        self._cut = tuple(cut)

    def _archives(self) -> tuple[str, ...]:
        made = self._driver.archive or self._driver.note if self._driver else ""
        return tuple(name for name in (self._stale, made) if name)

    def _fail(self, error: BaseException) -> NoReturn:
        began = self._journal.begun
        state = self._journal.roll_back(self._link, self._bundle.confirm_minutes)
        if isinstance(error, HeadendFailed):
            if not began:
                raise error
            raise RolledBack(
                error.headend,
                error.step,
                self._clean(error.what),
                reply=self._clean(error.reply),
                state=state,
                hint=f"{error.hint}; {AGAIN}" if error.hint else "",
            ) from error
        if isinstance(error, HeadendError) or not isinstance(error, Exception):
            raise error
        what = f"{type(error).__name__}: {one_line(self._clean(str(error)), MOST)}"
        raise RolledBack(self._link.headend, "push", what, state=state, hint=FAULT) from error

    def _as_before(self, link: Link) -> None:
        if not self._journal.begun:
            return
        now = inspect_headend(link, self._bundle.files)
        if changed(self._before, now):
            raise NotProved(
                link.headend, "roll back", "configuration, files or certificates still differ from before"
            )
