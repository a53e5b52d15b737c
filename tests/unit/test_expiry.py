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


def only(inventoried: Inventoried) -> Installed:
    (certificate,) = inventoried.certificates
    return certificate


def test_a_certificate_in_use_says_until_when_and_what_breaks_then() -> None:
    certificate = only(seen(Router()))
    assert (certificate.trustpoint, certificate.until, certificate.days, certificate.sha1) == (
        "IKEv2-TP",
        "2027-12-26",
        396,
        SHA1,
    )
    assert certificate.in_use
    assert certificate.use == PROFILE
    assert certificate.breaks == "2027-12-26: it ends, clients refuse it and nobody new gets in"


def test_an_authority_that_ends_first_is_what_breaks() -> None:
    router = Router().answering(
        "show crypto pki certificates verbose", "01:53:53 UTC Nov 24 2036", "01:53:53 UTC Dec 24 2026"
    )
    certificate = only(seen(router))
    assert (certificate.until, certificate.days) == ("2027-12-26", 29)
    assert certificate.breaks.startswith("2026-12-24: its authority Example Issuing CA ends")


def test_what_has_ended_is_said_to_have_ended() -> None:
    show = "show crypto pki certificates verbose"
    router = Router().answering(show, "01:53:53 UTC Nov 24 2036", "01:53:53 UTC Nov 20 2026")
    certificate = only(seen(router))
    assert certificate.breaks.startswith(
        "2026-11-20: its authority Example Issuing CA ended, clients refuse it"
    )


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
    certificate = only(seen(moved, record=record))
    assert (certificate.in_use, certificate.use, certificate.breaks) == (
        False,
        "replaced, kept until 2026-11-29",
        "",
    )


def test_the_inventorys_certificate_is_named_where_it_is_not_in_use() -> None:
    inventoried = seen(Router(), IDENTITY)
    assert not only(inventoried).intended
    assert inventoried.wanted_sha1 == Fingerprints.of(IDENTITY.certificate).sha1
    assert inventoried.wanted_until == f"{IDENTITY.certificate.not_valid_after_utc:%Y-%m-%d}"
    assert inventoried.bad()


@pytest.mark.parametrize(("days", "bad"), [(396, False), (6, True), (None, False)])
def test_what_is_in_use_and_ends_too_soon_is_bad(days: int | None, *, bad: bool) -> None:
    certificate = Installed(
        trustpoint="T", common_name="", until="", days=days, sha1="", intended=True, in_use=True
    )
    assert Inventoried(certificates=(certificate,)).bad() is bad


def test_each_headend_is_held_to_its_own_days() -> None:
    certificate = Installed(
        trustpoint="T", common_name="", until="", days=20, sha1="", intended=True, in_use=True
    )
    assert not Inventoried(certificates=(certificate,)).bad()
    assert Inventoried(certificates=(certificate,), warn_days=60, fail_days=30).bad()


def test_a_certificate_of_the_inventory_that_cannot_serve_is_bad() -> None:
    certificate = Installed(
        trustpoint="T", common_name="", until="", days=396, sha1="", intended=True, in_use=True
    )
    assert Inventoried(certificates=(certificate,), unfit=("the certificate expired on 2026-11-23",)).bad()


def test_every_identity_of_the_sample_is_shown() -> None:
    identities = [certificate for certificate in read(CERTIFICATES).records if certificate.role == "identity"]
    assert len(seen(Router()).certificates) == len(identities)
