"""Nothing is merged before the router shows our revert timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.errors import CommandRefused, RolledBack
from lab.fault import Refuse, Silence
from tasks import access as access_module
from tasks.configure import configure
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
