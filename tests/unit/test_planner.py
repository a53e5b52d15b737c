"""The plan: decided off the router, the same for the same input, and without a secret in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

import pytest

from flexvpn.base.credentials import Credentials, fill, token, token_name
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.base.values import Release
from flexvpn.ios.config import parse
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, Plan, PutFile, RemoveFile
from flexvpn.planning.planner import build_plan
from flexvpn.router.inspection import Observation
from flexvpn.router.materials import Materials, choose_labels
from flexvpn.router.record import Record, RecordedObject, read_record
from flexvpn.sections.headend import Headend
from flexvpn.sections.intended import render
from flexvpn.sections.section import Ref

PASSWORD = SecretRef.parse("env:HEADEND_TEST_PASSWORD")
PROFILE = b"<AnyConnectProfile/>"
SHA1 = "AB" * 20
SHA256 = "3F9A2C" + "00" * 29


def headend(**changes: Any) -> Headend:  # noqa: ANN401 - any field of the intent
    intent: dict[str, Any] = {
        "name": "edge-split",
        "release": "16.9.2",
        "local_users": {"users": [{"name": "test", "password": "env:HEADEND_TEST_PASSWORD"}]},
        "trustpoint": {"pkcs12": "IKEv2-TP.p12", "passphrase": "env:HEADEND_PASSPHRASE"},
        "address_pools": [{"name": "ACPool", "ranges": ["192.168.10.5 - 192.168.10.10"]}],
        "authorization_policies": [{"name": "ikev2-auth-policy", "pool": "ACPool", "dns": ["10.0.1.1"]}],
        "anyconnect_profile": {
            "client": {"servers": [{"display_name": "VPN IOS-XE", "host_address": "vpn.example.com"}]}
        },
    }
    return Headend.model_validate(intent | changes)


def materials(password: str = "cisco123", key: str = "team key", **sent: str) -> Materials:
    return Materials(
        files={"acvpn.xml": PROFILE},
        identities={"IKEv2-TP": SHA1},
        identity_digests={"IKEv2-TP": SHA256},
        credentials=Credentials({token_name(PASSWORD): Secret(password)}, Secret(key), sent),
        references={token_name(PASSWORD): str(PASSWORD)},
    )


def router(config: str = "", **seen: Any) -> Observation:  # noqa: ANN401 - any field of the observation
    return Observation(release=Release.model_validate("16.9.2"), config=parse(config), **seen)


def configured(intent: Headend, password: str = "cisco123", **seen: Any) -> Observation:  # noqa: ANN401
    """A router that holds all of the intent."""
    text = fill(render(intent).text(), {token_name(PASSWORD): Secret(password)})
    digest = md5(PROFILE, usedforsecurity=False).hexdigest()
    return router(
        text,
        files={"acvpn.xml": len(PROFILE)},
        digests={"acvpn.xml": digest},
        identities={"IKEv2-TP": SHA1},
        labels_in_use=frozenset({"IKEv2-TP"}),
        **seen,
    )


def record(*objects: tuple[str, str], **more: Any) -> Record:  # noqa: ANN401 - any field of the record
    return Record(
        tool_version="0.1.0",
        pushed_at=datetime(2026, 11, 24, tzinfo=UTC),
        plan_digest="0" * 16,
        objects=tuple(RecordedObject(kind=kind, name=name) for kind, name in objects),
        **more,
    )


def test_an_empty_router_gets_file_certificate_and_configuration_in_this_order() -> None:
    plan = build_plan(headend(), materials(), router())
    assert [type(step) for step in plan.steps] == [PutFile, ImportPkcs12, MergeConfig]


def test_a_router_that_is_as_it_should_be_gets_nothing() -> None:
    assert not build_plan(headend(), materials(), configured(headend()))


def test_aaa_comes_first_and_what_uses_an_object_comes_after_it() -> None:
    lines = build_plan(headend(), materials(), router()).lines
    assert lines[0] == "aaa new-model"
    order = [
        "ip local pool ACPool 192.168.10.5 192.168.10.10",
        "crypto ikev2 authorization policy ikev2-auth-policy",
        "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml",
        "crypto ikev2 profile AnyConnect-EAP",
        "crypto ipsec profile AnyConnect-EAP",
        "interface Virtual-Template100 type tunnel",
    ]
    assert [line for line in lines if line in order] == order


def test_the_document_types_local_before_remote_authentication() -> None:
    lines = build_plan(headend(), materials(), router()).lines
    assert lines.index(" authentication local rsa-sig") < lines.index(
        " authentication remote anyconnect-eap aggregate"
    )


def test_a_plan_holds_a_placeholder_and_never_the_password() -> None:
    plan = build_plan(headend(), materials("s3cret-canary"), router())
    assert f"username test privilege 0 password 0 {token(PASSWORD)}" in plan.lines
    assert plan.references == {token_name(PASSWORD): "env:HEADEND_TEST_PASSWORD"}
    assert "s3cret-canary" not in plan.model_dump_json()


def test_another_password_is_another_plan() -> None:
    one = build_plan(headend(), materials("one"), router())
    two = build_plan(headend(), materials("two"), router())
    assert one.lines == two.lines
    assert one.digest() != two.digest()


def test_the_same_input_gives_the_same_plan_and_the_plan_survives_a_file() -> None:
    plan = build_plan(headend(), materials(), router())
    again = Plan.model_validate_json(plan.model_dump_json())
    assert again == plan == build_plan(headend(), materials(), router())
    assert again.digest() == plan.digest()


def test_the_basis_cannot_be_searched_for_passwords_without_the_teams_key() -> None:
    observed = configured(headend(), "guess-me")
    with_key = build_plan(headend(), materials(key="one"), observed)
    other_key = build_plan(headend(), materials(key="two"), observed)
    assert with_key.basis != other_key.basis


def test_a_router_changed_meanwhile_gives_another_digest() -> None:
    before = build_plan(headend(), materials(), router())
    after = build_plan(headend(), materials(), router("ip local pool ACPool 192.168.10.5\n"))
    assert before.digest() != after.digest()


def test_a_changed_profile_is_put_and_the_router_is_made_to_read_it_again() -> None:
    observed = configured(headend())
    changed = replace(materials(), files={"acvpn.xml": b"<New/>"})
    plan = build_plan(headend(), changed, observed)
    put = plan.steps[0]
    assert isinstance(put, PutFile)
    assert put.replaces
    assert plan.lines == (
        "crypto ikev2 profile AnyConnect-EAP",
        " no anyconnect profile acvpn",
        "no crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml",
        "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml",
        "crypto ikev2 profile AnyConnect-EAP",
        " anyconnect profile acvpn",
    )


def test_a_profile_that_is_renamed_at_the_same_time_is_not_opened_under_its_old_name() -> None:
    observed = configured(headend(), record=record(("ikev2 profile", "AnyConnect-EAP")))
    renamed = headend(ikev2_profile={"name": "Flex"}, ipsec={"ikev2_profile": "Flex"})
    changed = replace(materials(), files={"acvpn.xml": b"<New/>"})
    lines = build_plan(renamed, changed, observed).lines
    assert lines.count("crypto ikev2 profile AnyConnect-EAP") == 0
    assert "no crypto ikev2 profile AnyConnect-EAP" in lines


def test_a_pool_that_shrinks_under_leases_says_so() -> None:
    smaller = headend(address_pools=[{"name": "ACPool", "ranges": ["192.168.10.5 - 192.168.10.6"]}])
    plan = build_plan(smaller, materials(), configured(headend(), leased={"ACPool": 3}))
    assert any("pool ACPool loses addresses while 3 of it are in use" in note for note in plan.notes)
    quiet = build_plan(smaller, materials(), configured(headend(), leased={"ACPool": 0}))
    assert not any("loses addresses" in note for note in quiet.notes)


def test_what_the_record_names_and_the_intent_does_not_is_removed_last_things_first() -> None:
    observed = configured(
        headend(),
        record=record(("pool", "OldPool"), ("authorization policy", "old-policy"), ("file", "old.xml")),
    )
    stale = "ip local pool OldPool 192.0.2.1\ncrypto ikev2 authorization policy old-policy\n pool OldPool\n"
    observed = router(
        observed.config.text() + stale,
        **{name: getattr(observed, name) for name in ("digests", "identities", "labels_in_use", "record")},
        files={**observed.files, "old.xml": 3},
    )
    plan = build_plan(headend(), materials(), observed)
    assert plan.lines == ("no crypto ikev2 authorization policy old-policy", "no ip local pool OldPool")
    assert plan.steps[-1] == RemoveFile(name="old.xml")


def test_without_a_record_nothing_unknown_is_removed_and_the_plan_says_so() -> None:
    observed = router("ip local pool SomeoneElses 192.0.2.1\n")
    plan = build_plan(headend(), materials(), observed)
    assert not [line for line in plan.lines if "SomeoneElses" in line]
    assert any("headend.json" in note for note in plan.notes)


def test_a_damaged_record_counts_as_none_and_is_named() -> None:
    assert any(
        "cannot be read" in note
        for note in build_plan(headend(), materials(), router(record_damaged=True)).notes
    )


@pytest.mark.parametrize(
    ("identities", "in_use", "label"),
    [
        pytest.param({}, set(), "IKEv2-TP", id="free"),
        pytest.param({"IKEv2-TP": SHA1}, {"IKEv2-TP"}, "IKEv2-TP", id="there"),
        pytest.param({"IKEv2-TP": "CD" * 20}, {"IKEv2-TP"}, "IKEv2-TP-3F9A2C", id="another certificate"),
        pytest.param({}, {"IKEv2-TP"}, "IKEv2-TP-3F9A2C", id="a key of that name"),
        pytest.param(
            {"IKEv2-TP-3F9A2C": SHA1}, {"IKEv2-TP", "IKEv2-TP-3F9A2C"}, "IKEv2-TP-3F9A2C", id="moved before"
        ),
    ],
)
def test_a_certificate_goes_under_a_label_that_nothing_uses(
    identities: dict[str, str], in_use: set[str], label: str
) -> None:
    observed = router(identities=identities, labels_in_use=frozenset(in_use))
    assert choose_labels(materials(), observed) == {"IKEv2-TP": label}


def test_a_new_certificate_moves_the_profile_and_leaves_the_old_one_alone() -> None:
    observed = configured(headend())
    renewed = router(
        observed.config.text(),
        identities={"IKEv2-TP": "CD" * 20},
        labels_in_use=frozenset({"IKEv2-TP"}),
        digests=observed.digests,
        files=observed.files,
    )
    plan = build_plan(headend(), materials(), renewed)
    assert plan.lines == (
        "crypto ikev2 profile AnyConnect-EAP",
        " pki trustpoint IKEv2-TP-3F9A2C",
        " no pki trustpoint IKEv2-TP",
    )


def test_only_a_change_of_the_template_costs_sessions() -> None:
    up = configured(headend(), live_sessions=7)
    assert build_plan(headend(virtual_template={"mtu": 1300}), materials(), up).cuts_sessions == 7
    more = headend(address_pools=[{"name": "ACPool", "ranges": ["192.168.10.5 - 192.168.10.20"]}])
    assert build_plan(more, materials(), up).cuts_sessions == 0


def test_a_type_6_password_is_the_same_only_if_the_record_says_so() -> None:
    sealed = (
        configured(headend()).config.text().replace("password 0 cisco123", "password 6 HiddenByTheRouter")
    )
    observed = configured(headend())
    hidden = router(
        sealed,
        files=observed.files,
        digests=observed.digests,
        identities=observed.identities,
        labels_in_use=observed.labels_in_use,
    )
    name = token_name(PASSWORD)
    sent = materials().credentials.fingerprint(name)
    assert build_plan(headend(), materials(), hidden).lines
    assert not build_plan(headend(), materials(**{name: sent}), hidden)


def test_the_record_reads_back_and_a_damaged_one_is_none() -> None:
    written = record(("pool", "ACPool"), generations=("IKEv2-TP",))
    assert read_record(written.to_bytes().decode()) == written
    assert written.refs() == {Ref("pool", "ACPool")}
    assert read_record("%Error opening bootflash:/headend.json (No such file or directory)") is None
    assert read_record('{"tool_version": 3') is None
