"""What can go wrong on the way, and what is said about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from flexvpn.base.credentials import Credentials
from flexvpn.base.errors import CommandRefused, NotFinished, PreflightRefused, RolledBack, SecretUnavailable
from flexvpn.base.secrets import Secret
from flexvpn.ios.config import parse
from lab.fault import Refuse
from tasks.change import finish_push as finish_module
from tasks.change import push_plan as push_module
from tasks.change.journal import AS_BEFORE
from tasks.change.merge_config import MergeDriver
from tests.tasks.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasks.session.link import Link
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh


def blocks(site: Site) -> list[str]:
    return [block.text() for block in parse(site.running())]


def afterwards(patch: pytest.MonkeyPatch, name: str, then: Callable[[], object]) -> None:
    """Do something behind the tool's back right after a step of the merge driver."""
    original = getattr(MergeDriver, name)

    def spoilt(driver: MergeDriver, *given: Any) -> Any:  # noqa: ANN401 - as the step itself
        said = original(driver, *given)
        then()
        return said

    patch.setattr(MergeDriver, name, spoilt)


def test_scp_that_no_longer_opens_undoes_the_push(start: StartSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = start()
    before = blocks(site)
    afterwards(monkeypatch, "merge", lambda: site.lab.configure("edge", "no ip scp server enable"))
    with pytest.raises(RolledBack, match="SCP no longer opens"):
        site.deploy()
    assert blocks(site) == before
    assert site.files() == set()


def test_a_router_that_starts_no_timer_is_not_merged_into(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()
    afterwards(monkeypatch, "upload", lambda: site.lab.configure("edge", "no archive"))
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert "revert timer" in failed.value.step
    assert "archive" in failed.value.reply
    assert "crypto ikev2 profile" not in site.running()
    assert site.files() == set()


def test_what_cannot_be_undone_is_said(start: StartSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = start()

    def stuck(link: Link, **_: object) -> None:
        raise CommandRefused(link.headend, "rename", "the router does not rename")

    def unproved(*_: object) -> None:
        raise CommandRefused("edge", "prove", "because the test says so")

    monkeypatch.setattr(push_module, "prove", unproved)
    monkeypatch.setattr(push_module, "swap_back", stuck)
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert failed.value.state.startswith("not all could be undone: ")
    assert "acvpn.xml: edge: rename: the router does not rename" in failed.value.state


def test_a_push_that_stands_and_cannot_be_saved_says_both_and_the_next_one_finishes(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = start()

    def unsaved(link: Link) -> None:
        raise CommandRefused(link.headend, "write memory", "the router does not say [OK]")

    with monkeypatch.context() as patch:
        patch.setattr(finish_module, "save", unsaved)
        with pytest.raises(NotFinished) as failed:
            site.deploy()
    assert "runs and is confirmed" in failed.value.state
    assert "headend.json" not in site.files()
    site.deploy()
    assert site.files() == {"acvpn.xml", "headend.json"}
    startup = site.lab.call(lambda: site.router.router.startup)
    assert startup is not None
    assert "crypto ikev2 profile AnyConnect-EAP" in startup


def test_a_record_that_the_router_does_not_show_is_not_taken_for_a_lost_one(start: StartSite) -> None:
    """A push without it would write a new one, which knows nothing of an older certificate that has to go."""
    site = start()
    site.deploy()
    before = site.lab.show("edge", "more bootflash:/headend.json")
    site.lab.configure("edge", "ip http server")
    site.lab.fault("edge", Refuse(line="^more"))
    with pytest.raises(
        CommandRefused, match=r"more bootflash:/headend\.json: the router refuses the command"
    ):
        site.deploy()
    site.lab.clear_faults("edge")
    assert site.lab.show("edge", "more bootflash:/headend.json") == before


@pytest.mark.parametrize("value", [None, "two\nlines"])
def test_a_secret_that_is_missing_or_fits_no_line_stops_the_push_before_anything_is_sent(
    start: StartSite, value: str | None
) -> None:
    site = start()
    bundle = site.bundle
    names = tuple(bundle.materials.credentials.values)
    values = {} if value is None else {name: Secret(value) for name in names}
    credentials = Credentials(values, bundle.materials.credentials.key)
    writes = site.lab.call(lambda: site.router.router.flash.writes)
    with pytest.raises(SecretUnavailable) as refused:
        site.deploy(materials=replace(bundle.materials, credentials=credentials))
    assert "two" not in str(refused.value)
    assert site.lab.call(lambda: site.router.router.flash.writes) == writes


def test_a_router_that_logs_commands_with_their_passwords_is_refused_until_it_hides_them(
    start: StartSite,
) -> None:
    site = start()
    site.lab.configure("edge", "archive\n log config\n  logging enable\n")
    with pytest.raises(PreflightRefused, match="hidekeys"):
        site.deploy()
    site.lab.configure("edge", "archive\n log config\n  hidekeys\n")
    site.deploy()
    assert not site.plan()


def test_a_failed_push_can_simply_be_tried_again(start: StartSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = start("16.9.2")
    with monkeypatch.context() as patch:
        afterwards(patch, "merge", lambda: site.lab.configure("edge", "no ip local pool ACPool"))
        with pytest.raises(RolledBack):
            site.deploy()
    site.deploy()
    assert not site.plan()


def test_an_access_list_that_locks_us_out_is_taken_back_before_it_is_confirmed(start: StartSite) -> None:
    """Nothing but the list itself is pushed: the lines that it guards have named it since the push before."""

    def guarded_by(source: str) -> dict[str, Any]:
        return {
            "local_users": {
                "users": [{"name": "test", "password": "env:TEST"}],
                "vty": {"access_class": "MGMT"},
            },
            "access_lists": [
                {"name": "MGMT", "type": "standard", "entries": [{"source": source}]},
                # A list that comes back stands behind the others: as before all the same.
                {"name": "OTHERS", "type": "standard", "entries": [{"source": "10.0.0.0/8"}]},
            ],
        }

    site = start()
    site.sections = guarded_by("127.0.0.0/8")
    site.deploy()
    before = blocks(site)
    saved = site.lab.call(lambda: site.router.router.startup)
    site.sections = guarded_by("192.0.2.0/24")
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert failed.value.step == "log-in"
    assert "a fresh log-in fails after this push" in failed.value.what
    assert failed.value.state == AS_BEFORE
    assert sorted(blocks(site)) == sorted(before)
    assert site.lab.call(lambda: site.router.router.startup) == saved
    assert site.files() == {"acvpn.xml", "headend.json"}
    site.link().disconnect()
