from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.values import Release
from flexvpn.ios.config import parse
from flexvpn.planning.plan import RemoveCertificate
from flexvpn.planning.planner import build_plan
from flexvpn.router.generations import generations_of, lines_naming, recorded_labels, removable, retire
from flexvpn.router.inspection import Observation
from flexvpn.router.materials import Materials, choose_labels
from flexvpn.router.record import Record, Retirement
from flexvpn.router.unused_certificates import unused_certificates
from tests.builders import headend

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OLD, NEW = "AB" * 20, "CD" * 20
SHA256 = "3F9A2C" + "0" * 58
RUNNING = """\
crypto pki trustpoint IKEv2-TP
 enrollment pkcs12
 rsakeypair IKEv2-TP
crypto pki trustpoint IKEv2-TP-3F9A2C
 enrollment pkcs12
 rsakeypair IKEv2-TP-3F9A2C
crypto pki certificate chain IKEv2-TP
 certificate 03
  30820321
   \tquit
crypto ikev2 profile AnyConnect-EAP
 pki trustpoint {live}
"""


def record(generations: Iterable[str] = (), **changes: object) -> Record:
    return Record(
        tool_version="1", pushed_at=NOW, plan_digest="0", generations=tuple(generations)
    ).model_copy(update=changes)


def router(
    live: str = "IKEv2-TP-3F9A2C", ours: Record | None = None, *, extra: str = "", also: Iterable[str] = ()
) -> Observation:
    labels = {"IKEv2-TP", "IKEv2-TP-rrr1", "IKEv2-TP-3F9A2C", "IKEv2-TP-3F9A2C-rrr1", "SLA-TrustPoint", *also}
    return Observation(
        release=Release.model_validate("17.9.4"),
        config=parse(RUNNING.format(live=live) + extra),
        identities={"IKEv2-TP": OLD, "IKEv2-TP-3F9A2C": NEW},
        labels_in_use=frozenset(labels),
        record=ours,
    )


def replaced(days: int) -> Record:
    return record(
        ("IKEv2-TP", "IKEv2-TP-rrr1", "IKEv2-TP-3F9A2C", "IKEv2-TP-3F9A2C-rrr1"),
        retired=(Retirement(label="IKEv2-TP", remove_after=NOW + timedelta(days=days)),),
    )


def test_each_generation_is_known_with_its_authorities_its_certificate_and_its_users() -> None:
    old, new = generations_of("IKEv2-TP", router(ours=replaced(3)))
    assert (old.label, old.authorities, old.sha1, old.used_by) == ("IKEv2-TP", ("IKEv2-TP-rrr1",), OLD, ())
    assert old.remove_after == NOW + timedelta(days=3)
    assert new.used_by == ("crypto ikev2 profile AnyConnect-EAP: pki trustpoint IKEv2-TP-3F9A2C",)
    assert new.remove_after is None


@pytest.mark.parametrize(
    "line",
    [
        "crypto ikev2 profile OTHER\n pki trustpoint IKEv2-TP\n",
        "crypto ssl policy ssl-policy\n pki trustpoint IKEv2-TP sign\n",
        "ip http secure-trustpoint IKEv2-TP\n",
        "ip ssh rsa keypair-name IKEv2-TP\n",
        "crypto pki trustpoint THEIRS\n rsakeypair IKEv2-TP\n",
        "crypto pki trustpoint THEIRS\n chain-validation continue IKEv2-TP-rrr1\n",
    ],
)
def test_a_certificate_that_anything_names_is_in_use_and_stays(line: str) -> None:
    observed = router(ours=replaced(-1), extra=line)
    assert lines_naming(observed.config, ("IKEv2-TP", "IKEv2-TP-rrr1"))
    assert removable({"IKEv2-TP": NEW}, observed, NOW) == ()


def test_a_trustpoint_does_not_use_itself() -> None:
    assert lines_naming(router().config, ("IKEv2-TP",)) == ()


@pytest.mark.parametrize(("days", "goes"), [(1, False), (0, True), (-1, True)])
def test_a_replaced_certificate_goes_when_its_days_are_over(days: int, *, goes: bool) -> None:
    labels = [
        generation.label for generation in removable({"IKEv2-TP": NEW}, router(ours=replaced(days)), NOW)
    ]
    assert labels == (["IKEv2-TP"] if goes else [])


def test_nothing_goes_where_nobody_says_what_time_it_is() -> None:
    assert removable({"IKEv2-TP": NEW}, router(ours=replaced(-1)), None) == ()


def test_what_a_run_that_was_cut_off_has_left_goes_at_once() -> None:
    ours = record(("IKEv2-TP", "IKEv2-TP-rrr1"))
    observed = router("IKEv2-TP", ours, also=["IKEv2-TP-77AA00"])
    assert [generation.label for generation in removable({"IKEv2-TP": OLD}, observed, NOW)] == [
        "IKEv2-TP-3F9A2C",
        "IKEv2-TP-77AA00",
    ]


def test_what_the_next_run_will_use_does_not_go() -> None:
    assert removable({"IKEv2-TP": NEW}, router("IKEv2-TP", record(("IKEv2-TP",))), NOW) == ()


def test_without_a_record_nothing_goes_before_it_had_its_days() -> None:
    observed = router("IKEv2-TP", None)
    assert removable({"IKEv2-TP": OLD}, observed, NOW) == ()
    (retirement,) = retire({"IKEv2-TP": "IKEv2-TP"}, observed, NOW, timedelta(days=7))
    assert (retirement.label, retirement.remove_after) == ("IKEv2-TP-3F9A2C", NOW + timedelta(days=7))


def test_under_the_stable_name_what_no_record_lists_is_not_removed() -> None:
    assert removable({"IKEv2-TP": NEW}, router(ours=record(("IKEv2-TP-3F9A2C",))), NOW) == ()


def test_a_key_whose_certificate_is_still_awaited_stays() -> None:
    ours = record(("IKEv2-TP", "IKEv2-TP-3F9A2C"), requested=("IKEv2-TP-3F9A2C",))
    assert removable({"IKEv2-TP": OLD}, router("IKEv2-TP", ours), NOW) == ()
    assert retire({"IKEv2-TP": "IKEv2-TP"}, router("IKEv2-TP", ours), NOW, timedelta(days=7)) == ()


def test_a_certificate_that_is_live_again_loses_its_date_and_the_other_one_gets_its_own() -> None:
    (retirement,) = retire(
        {"IKEv2-TP": "IKEv2-TP"}, router("IKEv2-TP", replaced(3)), NOW + timedelta(days=1), timedelta(days=7)
    )
    assert (retirement.label, retirement.remove_after) == ("IKEv2-TP-3F9A2C", NOW + timedelta(days=8))


def test_a_date_once_given_is_not_put_off_by_later_pushes() -> None:
    (retirement,) = retire({"IKEv2-TP": "IKEv2-TP-3F9A2C"}, router(ours=replaced(3)), NOW, timedelta(days=30))
    assert retirement.remove_after == NOW + timedelta(days=3)


def test_a_push_that_was_not_about_certificates_changes_no_date() -> None:
    observed = router(ours=replaced(3))
    assert retire({}, observed, NOW, timedelta(days=30)) == replaced(3).retired
    assert recorded_labels({}, observed) == replaced(3).generations


def test_the_record_lists_every_generation_with_its_authorities_and_none_that_is_gone() -> None:
    ours = record(("IKEv2-TP", "IKEv2-TP-rrr1", "IKEv2-TP-000000"))
    assert recorded_labels({"IKEv2-TP": "IKEv2-TP-3F9A2C"}, router(ours=ours)) == (
        "IKEv2-TP",
        "IKEv2-TP-rrr1",
        "IKEv2-TP-3F9A2C",
        "IKEv2-TP-3F9A2C-rrr1",
    )


def test_of_two_labels_with_the_same_certificate_the_one_in_use_stays() -> None:
    observed = router()
    both = Observation(
        release=observed.release,
        config=observed.config,
        identities={"IKEv2-TP": NEW, "IKEv2-TP-3F9A2C": NEW},
        labels_in_use=observed.labels_in_use,
    )
    materials = Materials(identities={"IKEv2-TP": NEW}, identity_digests={"IKEv2-TP": SHA256})
    assert choose_labels(materials, both) == {"IKEv2-TP": "IKEv2-TP-3F9A2C"}


def test_a_plan_removes_what_is_due_with_its_key_and_nothing_else() -> None:
    materials = Materials(
        identities={"IKEv2-TP": NEW}, identity_digests={"IKEv2-TP": SHA256}, moment=NOW + timedelta(days=4)
    )
    plan = build_plan(headend(), materials, router(ours=replaced(3)))
    assert [step for step in plan.steps if isinstance(step, RemoveCertificate)] == [
        RemoveCertificate(label="IKEv2-TP")
    ]


@pytest.mark.parametrize(
    ("observed", "intended", "said"),
    [
        (router(ours=replaced(3)), NEW, ""),
        (router(ours=replaced(-1)), NEW, "trustpoint IKEv2-TP: nothing uses it, its days are over"),
        (router("IKEv2-TP", record(("IKEv2-TP",))), NEW, "IKEv2-TP-3F9A2C: imported by a run that was cut off"),
        (router("IKEv2-TP", record(("IKEv2-TP",))), OLD, "a run that was cut off has left it"),
        (router(ours=record(("IKEv2-TP-3F9A2C",))), NEW, "it may be somebody's"),
        (router("IKEv2-TP", None), OLD, "no record lists it"),
        (router(ours=replaced(3)), OLD, "replaced, kept until 2026-11-27, and still the inventory's"),
        (router("IKEv2-TP", record(("IKEv2-TP",)), also=["IKEv2-TP-77AA00"]), NEW, "the RSA key IKEv2-TP-77AA00"),
    ],
)  # fmt: skip
def test_what_nothing_uses_is_named_with_what_becomes_of_it(
    observed: Observation, intended: str, said: str
) -> None:
    lines = "\n".join(unused_certificates({"IKEv2-TP": intended}, observed, NOW))
    assert said in lines
    assert bool(said) == bool(lines)


def test_a_key_that_a_live_trustpoint_has_as_well_is_left_and_said_so() -> None:
    observed = replace(
        router("IKEv2-TP", record(("IKEv2-TP",)), also=["IKEv2-TP-77AA00"]),
        same_keys={"IKEv2-TP-77AA00": frozenset({"IKEv2-TP"}), "IKEv2-TP": frozenset({"IKEv2-TP-77AA00"})},
    )
    assert "IKEv2-TP-77AA00" not in [
        generation.label for generation in removable({"IKEv2-TP": OLD}, observed, NOW)
    ]
    assert "the same key as IKEv2-TP's" in "\n".join(unused_certificates({"IKEv2-TP": OLD}, observed, NOW))


def test_a_trustpoint_that_the_intent_has_renamed_gets_its_days_and_then_goes() -> None:
    running = "crypto pki trustpoint STAFF\n enrollment pkcs12\n"
    before = router(
        "STAFF", record(("IKEv2-TP", "IKEv2-TP-rrr1")), extra=running, also=["STAFF", "STAFF-rrr1"]
    )
    after = replace(before, identities={**before.identities, "STAFF": OLD})
    (dated,) = (
        retirement
        for retirement in retire({"STAFF": "STAFF"}, after, NOW, None)
        if retirement.label == "IKEv2-TP"
    )
    assert dated.remove_after == NOW + timedelta(days=14)
    later = replace(after, record=record(("IKEv2-TP", "IKEv2-TP-rrr1", "STAFF"), retired=(dated,)))
    assert [
        generation.label for generation in removable({"STAFF": OLD}, later, NOW + timedelta(days=13))
    ] == ["IKEv2-TP-3F9A2C"]
    assert "IKEv2-TP" in [
        generation.label for generation in removable({"STAFF": OLD}, later, NOW + timedelta(days=14))
    ]
    assert "IKEv2-TP: nothing uses it, its days are over" in "\n".join(
        unused_certificates({"STAFF": OLD}, later, NOW + timedelta(days=14))
    )
    assert removable({}, later, NOW + timedelta(days=14)) == ()


def without_its_trustpoint(ours: Record | None = None) -> Observation:
    """The new certificate and its key are shown still, and the undoing of a push has taken their trustpoint away."""
    before = router("IKEv2-TP", ours)
    block = " enrollment pkcs12\n rsakeypair IKEv2-TP-3F9A2C\n"
    text = RUNNING.format(live="IKEv2-TP").replace(f"crypto pki trustpoint IKEv2-TP-3F9A2C\n{block}", "")
    return replace(before, config=parse(text))


def test_a_certificate_without_its_trustpoint_is_imported_anew_under_a_label_that_nothing_uses() -> None:
    materials = Materials(identities={"IKEv2-TP": NEW}, identity_digests={"IKEv2-TP": SHA256})
    assert choose_labels(materials, without_its_trustpoint()) == {"IKEv2-TP": f"IKEv2-TP-{SHA256[:8]}"}


def test_what_is_left_of_it_is_no_certificate_to_go_on_with_and_goes() -> None:
    seen = without_its_trustpoint(record(("IKEv2-TP", "IKEv2-TP-rrr1")))
    assert [generation.label for generation in removable({"IKEv2-TP": NEW}, seen, NOW)] == ["IKEv2-TP-3F9A2C"]
    (told,) = unused_certificates({"IKEv2-TP": NEW}, seen, NOW)
    assert told.startswith("the RSA key IKEv2-TP-3F9A2C: nothing uses it, a run that was cut off has left it")
