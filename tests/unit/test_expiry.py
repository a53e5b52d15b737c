from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.pkcs12 import Identity, read_identity
from flexvpn.facts.certificates import read
from flexvpn.router.expiry import Installed, Inventoried, expiry
from flexvpn.router.inspection import Inspection
from flexvpn.router.record import Record, Retirement
from tests import certificate_factory as factory
from tests.unit.checks.router import CERTIFICATES, NOW, SHA1, Router

if TYPE_CHECKING:
    from flexvpn.router.inspection import Observation

IDENTITY = read_identity(factory.pkcs12(factory.server()), factory.PASSPHRASE)
PROFILE = "crypto ikev2 profile AnyConnect-EAP"


def seen(router: Router, identity: Identity | None = None, **changes: object) -> Inventoried:
    observation: Observation = replace(router.observation, **changes)  # type: ignore[arg-type]
    inspection = Inspection("edge", observation, router.answers)
    return expiry("IKEv2-TP", {"IKEv2-TP": identity} if identity else {}, inspection, NOW)


def only(found: Inventoried) -> Installed:
    (one,) = found.certificates
    return one


def test_a_certificate_in_use_says_until_when_and_what_breaks_then() -> None:
    one = only(seen(Router()))
    assert (one.trustpoint, one.until, one.days, one.sha1) == ("IKEv2-TP", "2027-12-26", 396, SHA1)
    assert one.in_use
    assert one.use == PROFILE
    assert one.breaks == "2027-12-26: it ends, clients refuse it and nobody new gets in"


def test_an_authority_that_ends_first_is_what_breaks() -> None:
    router = Router().answering(
        "show crypto pki certificates verbose", "01:53:53 UTC Nov 24 2036", "01:53:53 UTC Dec 24 2026"
    )
    one = only(seen(router))
    assert (one.until, one.days) == ("2027-12-26", 29)
    assert one.breaks.startswith("2026-12-24: its authority Example Issuing CA ends")


def test_what_has_ended_is_said_to_have_ended() -> None:
    show = "show crypto pki certificates verbose"
    router = Router().answering(show, "01:53:53 UTC Nov 24 2036", "01:53:53 UTC Nov 20 2026")
    one = only(seen(router))
    assert one.breaks.startswith("2026-11-20: its authority Example Issuing CA ended, clients refuse it")


def test_a_router_in_a_zone_of_its_own_is_asked_by_its_own_clock() -> None:
    show = "show crypto pki certificates verbose"
    router = Router().answering(show, " UTC ", " IST ")
    assert only(seen(router)).days is None
    assert only(seen(router.answering("show clock", "UTC", "IST"))).days == 396


def test_what_was_replaced_says_until_when_it_is_kept() -> None:
    until = NOW + timedelta(days=5)
    record = Record(
        tool_version="1", pushed_at=NOW, plan_digest="0", generations=("IKEv2-TP",),
        retired=(Retirement(label="IKEv2-TP", remove_after=until),),
    )  # fmt: skip
    router = Router()
    moved = replace(router, config=router.config.replace(" pki trustpoint IKEv2-TP\n", ""))
    one = only(seen(moved, record=record))
    assert (one.in_use, one.use, one.breaks) == (False, "replaced, kept until 2026-11-29", "")


def test_the_inventorys_certificate_is_named_where_it_is_not_in_use() -> None:
    found = seen(Router(), IDENTITY)
    assert not only(found).intended
    assert found.wanted_sha1 == Fingerprints.of(IDENTITY.certificate).sha1
    assert found.wanted_until == f"{IDENTITY.certificate.not_valid_after_utc:%Y-%m-%d}"
    assert found.bad()


@pytest.mark.parametrize(("days", "bad"), [(396, False), (6, True), (None, False)])
def test_what_is_in_use_and_ends_too_soon_is_bad(days: int | None, *, bad: bool) -> None:
    one = Installed(trustpoint="T", common_name="", until="", days=days, sha1="", intended=True, in_use=True)
    assert Inventoried(certificates=(one,)).bad() is bad


def test_each_headend_is_held_to_its_own_days() -> None:
    one = Installed(trustpoint="T", common_name="", until="", days=20, sha1="", intended=True, in_use=True)
    assert not Inventoried(certificates=(one,)).bad()
    assert Inventoried(certificates=(one,), warn_days=60, fail_days=30).bad()


def test_a_certificate_of_the_inventory_that_cannot_serve_is_bad() -> None:
    one = Installed(trustpoint="T", common_name="", until="", days=396, sha1="", intended=True, in_use=True)
    assert Inventoried(certificates=(one,), unfit=("the certificate expired on 2026-11-23",)).bad()


def test_every_identity_of_the_sample_is_shown() -> None:
    identities = [one for one in read(CERTIFICATES).records if one.role == "identity"]
    assert len(seen(Router()).certificates) == len(identities)
