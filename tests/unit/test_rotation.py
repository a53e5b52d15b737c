from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flexvpn.planning.plan import MergeConfig, Plan, PutFile, RemoveFile
from flexvpn.planning.rotation import beyond, going_back, hurried, in_use, previous
from flexvpn.router.materials import Materials, choose_labels
from tests.builders import part
from tests.unit.test_generations import NEW, OLD, record, replaced, router

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def plan(*lines: str) -> Plan:
    merge = MergeConfig(parts=(part("any", *lines),))
    return Plan(headend="edge", release="17.9.4", steps=(merge,) if lines else ())


def test_a_move_of_profile_and_ssl_policy_is_all_that_a_rotation_does() -> None:
    moved = plan(
        "crypto pki trustpoint IKEv2-TP-3F9A2C",
        " revocation-check none",
        "crypto ikev2 profile AnyConnect-EAP",
        " pki trustpoint IKEv2-TP-3F9A2C",
        " no pki trustpoint IKEv2-TP",
        "crypto ssl policy ssl-policy",
        " pki trustpoint IKEv2-TP-3F9A2C sign",
        " no shutdown",
    )
    assert beyond(moved) == ()


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("ip local pool ACPool 192.0.2.1",), "ip local pool ACPool 192.0.2.1"),
        (("crypto ikev2 profile P", " dpd 60 2 on-demand"), "crypto ikev2 profile P: dpd 60 2 on-demand"),
        (("username a privilege 15",), "username a privilege 15"),
        (("no crypto ikev2 profile P",), "no crypto ikev2 profile P"),
    ],
)
def test_anything_else_is_named(lines: tuple[str, ...], named: str) -> None:
    assert beyond(plan(*lines)) == (named,)


def test_files_are_named_too() -> None:
    steps = (PutFile(name="acvpn.xml", md5="", size=1, replaces=True), RemoveFile(name="old.xml"))
    assert beyond(Plan(headend="e", release="17.9.4", steps=steps)) == (
        "bootflash:/acvpn.xml",
        "bootflash:/old.xml",
    )


def test_the_generation_of_before_is_the_one_replaced_last() -> None:
    found = previous("IKEv2-TP", router(ours=replaced(3)))
    assert found is not None
    assert found.label == "IKEv2-TP"
    assert in_use("IKEv2-TP", router(ours=replaced(3))) == "IKEv2-TP-3F9A2C"


def test_a_certificate_that_waits_for_its_first_use_is_not_the_one_of_before() -> None:
    ours = record(("IKEv2-TP", "IKEv2-TP-3F9A2C"), requested=("IKEv2-TP-3F9A2C",))
    assert previous("IKEv2-TP", router("IKEv2-TP", ours)) is None


def test_going_back_means_the_older_certificate_by_its_label() -> None:
    observed = router(ours=replaced(3))
    older = previous("IKEv2-TP", observed)
    assert older is not None
    new = Materials(identities={"IKEv2-TP": NEW}, identity_digests={"IKEv2-TP": "AB" * 32})
    back = going_back(new, "IKEv2-TP", older)
    assert back.identities == {"IKEv2-TP": OLD}
    assert choose_labels(back, observed) == {"IKEv2-TP": "IKEv2-TP"}


def test_days_are_cut_down_never_put_off() -> None:
    observed = router(ours=replaced(3))

    def date(keep: timedelta | None) -> datetime:
        found = hurried(observed, NOW, keep).record
        assert found is not None
        (one,) = found.retired
        return one.remove_after

    assert date(None) == NOW + timedelta(days=3)
    assert date(timedelta(days=30)) == NOW + timedelta(days=3)
    assert date(timedelta(0)) == NOW
    assert hurried(router(), NOW, timedelta(0)).record is None
