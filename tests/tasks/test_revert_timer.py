"""Nothing is merged before the router shows our revert timer, and nothing is saved before it shows that it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import Busy, CommandRefused, NotFinished, RolledBack
from flexvpn.ios.config import parse
from lab.fault import Refuse, Reset, Silence
from tasks.change.configure import configure
from tasks.change.save import save
from tasks.session import access as access_module
from tasks.session.link import Link
from tests.tasks.test_push_failures import afterwards, blocks
from tests.tasks.test_push_under_faults import State, hasty, without_keys

if TYPE_CHECKING:
    from lab.revert import Pending
    from tests.tasks.conftest import StartSite
    from tests.tasks.site import Site

pytestmark = pytest.mark.ssh

__all__ = ["hasty"]
LOCKED = "Configuration mode is locked by process '3' user 'netops' from terminal '2'. Please try later."
STRANGE = (
    "Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2026\n"
    "Timer type: absolute timer\nTimer value: {value} min\nUser: {user}\n"
)
LOOK = "show archive config rollback timer"
TIMER = 11 * 60


def pending(site: Site) -> Pending | None:
    return site.lab.call(lambda: site.router.router.pending)


def failure(site: Site, **options: int) -> RolledBack:
    """Deploy, and give what failed; the router is as before, startup-config included."""
    before = State.of(site)
    with pytest.raises(RolledBack) as failed:
        site.deploy(**options)
    assert State.of(site) == before
    assert failed.value.exit_code == 1
    return failed.value


@pytest.mark.parametrize("silently", [False, True])
def test_a_locked_configuration_is_not_merged_into(start: StartSite, *, silently: bool) -> None:
    """The router's words hold no percent sign."""
    site = start()
    site.lab.fault(site.name, Refuse(line="configure terminal revert", reply=LOCKED, silently=silently))
    said = failure(site)
    assert said.step == "configure terminal revert timer 10"
    assert "nothing was merged" in said.what
    assert said.state.startswith("as before the push: nothing was changed")
    assert silently or LOCKED in said.reply
    assert "copy bootflash:/merge_config.txt running-config" not in site.lines_typed()
    assert "own timer" not in str(said)


@pytest.mark.parametrize(
    "shown",
    [
        "%No Rollback Confirmed Change pending",
        "% Invalid input detected at '^' marker.",
        "what nobody can read",
        "",
        STRANGE.format(value=10, user="netops"),
        STRANGE.format(value=30, user="admin"),
    ],
)
def test_a_timer_that_the_router_does_not_show_as_ours_is_none(start: StartSite, shown: str) -> None:
    site = start()
    site.lab.fault(site.name, Refuse(line=LOOK, reply=shown, silently=not shown, skip=1, times=1))
    said = failure(site)
    assert "nothing was merged" in said.what
    assert said.state.startswith("as before the push: nothing was changed")
    assert pending(site) is None, "it was ours after all, and the second look showed that"


def test_whether_a_timer_runs_is_not_guessed_where_no_look_can_be_read(start: StartSite) -> None:
    site = start(clock="manual")
    before = without_keys(tuple(blocks(site)))
    site.lab.fault(site.name, Refuse(line=LOOK, skip=1))
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    state = failed.value.state
    assert "whether a revert timer of ours runs cannot be read: none was ended; nothing was merged" in state
    assert "is kept: the router was not seen to go back" in state
    site.lab.clear_faults(site.name)
    assert pending(site) is not None
    site.lab.advance(site.name, TIMER)
    assert without_keys(tuple(blocks(site))) == before
    site.deploy()
    assert site.files() == {"acvpn.xml", "headend.json"}


def test_a_session_that_is_lost_before_the_timer_was_seen_promises_nothing(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_module, "_SSH_TIMEOUT", 1.0)
    site = start(clock="manual")
    site.lab.fault(site.name, Silence(at=LOOK, skip=1, everywhere=True))
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    state = failed.value.state
    assert "no revert timer was seen, so nothing was merged; whether one runs is not known" in state
    assert "goes back" not in state


def test_somebody_elses_timer_and_its_backup_are_left_alone(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started between our preflight and our own timer: its backup is the archive that we would take for ours."""
    site = start()
    site.deploy()
    site.sections = {"authorization_policies": [{"dns": ["10.0.1.9"]}]}
    before = blocks(site)
    other = "configure terminal revert timer 30"
    afterwards(
        monkeypatch, "upload", lambda: site.lab.call(lambda: site.router.router.execute(other)) and None
    )
    with pytest.raises(RolledBack):
        site.deploy()
    commit = pending(site)
    assert commit is not None
    assert commit.backup.removeprefix("bootflash:") in site.files()
    assert blocks(site) == before


def test_no_line_is_typed_where_configuration_mode_is_locked(start: StartSite) -> None:
    site = start()
    site.lab.fault(site.name, Refuse(line="configure terminal", reply=LOCKED))
    link = site.link()
    with pytest.raises(CommandRefused, match="locked by process"):
        configure(link, ["hostname other"])
    link.disconnect()
    assert "hostname other" not in site.lines_typed()


@pytest.mark.parametrize("silently", [False, True])
def test_a_confirmation_that_is_not_taken_is_undone_and_nothing_is_saved(
    start: StartSite, *, silently: bool
) -> None:
    site = start()
    site.lab.fault(site.name, Refuse(line="configure confirm", reply=LOCKED, silently=silently))
    said = failure(site)
    assert "the router did not take the confirmation: a revert timer runs still" in said.what
    assert silently or LOCKED in said.reply
    assert said.state.startswith("as before the push: running-config")
    assert "write memory" not in site.lines_typed()
    assert pending(site) is None


def test_the_backup_stays_until_the_router_has_gone_back(start: StartSite) -> None:
    site = start(clock="manual")
    before = without_keys(tuple(blocks(site)))
    site.lab.fault(site.name, Refuse(line="configure (confirm|revert now|replace)", reply=LOCKED))
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    commit = pending(site)
    assert commit is not None
    assert f"{commit.backup} is kept: the router was not seen to go back" in failed.value.state
    assert "write memory" not in site.lines_typed()
    site.lab.clear_faults(site.name)
    site.lab.advance(site.name, TIMER)
    assert without_keys(tuple(blocks(site))) == before
    site.deploy()
    assert site.files() == {"acvpn.xml", "headend.json"}


@pytest.mark.parametrize("shown", ["% Invalid input detected at '^' marker.", "what nobody can read", ""])
def test_a_look_after_the_confirmation_that_says_nothing_is_no_success(start: StartSite, shown: str) -> None:
    site = start()
    site.lab.fault(site.name, Refuse(line=LOOK, reply=shown, silently=not shown, skip=2))
    said = failure(site)
    assert "whether a revert timer still runs cannot be read" in said.what


def test_a_timer_that_is_gone_because_the_router_went_back_is_no_success(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start(clock="manual")
    site.lab.fault(site.name, Refuse(line="configure confirm", silently=True))
    afterwards(monkeypatch, "confirm_commit", lambda: site.lab.advance(site.name, 3 * 60))
    said = failure(site, confirm_minutes=2)
    assert "no revert timer is left, and running-config is not what was proved" in said.what
    assert "write memory" not in site.lines_typed()


def test_what_somebody_else_changes_after_the_proof_is_kept_and_not_saved_in_silence(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()
    with monkeypatch.context() as patch:
        afterwards(patch, "confirm_commit", lambda: site.lab.configure(site.name, "ip http port 8080"))
        with pytest.raises(NotFinished, match=r"changed since it was proved \(ip http\); nothing was saved"):
            site.deploy()
    assert "ip http port 8080" in site.running()
    assert "write memory" not in site.lines_typed()
    assert site.files() == {"acvpn.xml"}  # no candidate and no backup with secrets in them
    assert not site.plan()
    site.deploy()
    assert site.files() == {"acvpn.xml", "headend.json"}


def test_a_session_that_is_reset_while_the_confirmation_is_looked_at_is_taken_back_over_another_one(
    start: StartSite,
) -> None:
    site = start()
    site.lab.fault(site.name, Reset(at=LOOK, skip=2))
    assert failure(site).state.startswith("as before the push: running-config")


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (LOOK, "nobody knows whether the router took the confirmation"),
        (
            "show running-config",
            "no revert timer was left after the confirmation, and running-config was not seen",
        ),
    ],
)
def test_a_router_that_is_cut_off_after_the_confirmation_is_spoken_of_as_it_was_seen(
    start: StartSite, monkeypatch: pytest.MonkeyPatch, look: str, words: str
) -> None:
    site = start(clock="manual")
    monkeypatch.setattr(access_module, "_SSH_TIMEOUT", 1.0)
    fault = Silence(at=look, everywhere=True)
    afterwards(monkeypatch, "confirm_commit", lambda: site.lab.fault(site.name, fault))
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert words in failed.value.state
    assert pending(site) is None


def test_a_commit_that_waits_for_its_confirmation_is_never_saved(start: StartSite) -> None:
    site = start()
    saved = parse(site.lab.call(lambda: site.router.router.startup) or "").text()
    site.lab.call(lambda: site.router.router.execute("configure terminal revert timer 10"))
    link = Link(site.access)
    with pytest.raises(Busy, match=r"waits for its confirmation .* nothing was saved"):
        save(link)
    link.disconnect()
    assert parse(site.lab.call(lambda: site.router.router.startup) or "").text() == saved
