"""Every dialogue of docs/iosxe.md section 2.1 over simulated routers, and what each way to fail leaves: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import ImportFailed, NotEnoughSpace
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.pkcs12 import Identity, read_identity
from flexvpn.planning.plan import ImportPkcs12
from flexvpn.router.leftovers import PKCS12_UPLOAD
from lab.quirks import Quirks
from tasks.change import import_pkcs12 as module
from tasks.change.import_pkcs12 import import_pkcs12, installed
from tests import certificate_factory as certificates
from tests.tasks.renewal import keys, labels

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite
    from tests.tasks.site import Site

pytestmark = pytest.mark.ssh

LABEL = "IKEv2-TP"
PLENTY = 10**9


def identity(issued: certificates.Issued | None = None) -> Identity:
    return read_identity(certificates.pkcs12(issued or certificates.server()), certificates.PASSPHRASE)


def step(given: Identity, label: str = LABEL) -> ImportPkcs12:
    return ImportPkcs12(trustpoint="IKEv2-TP", label=label, sha1=Fingerprints.of(given.certificate).sha1)


def bring(site: Site, given: Identity, *, free_bytes: int = PLENTY) -> None:
    link = site.link()
    try:
        release = site.headend.release
        import_pkcs12(link, step(given), given, release, free_bytes=free_bytes)
        assert installed(link, LABEL, step(given).sha1, given) == ()
    finally:
        link.disconnect()


def imports(site: Site) -> int:
    return sum("crypto pki import" in line for line in site.lines_typed())


ROUTERS = {
    "asks for the file": ("17.9.4", Quirks(import_asks_filename=True)),
    "asks nothing about the file": ("26.2.1", Quirks(import_asks_filename=False)),
    "16.9 drops modern files in silence": ("16.9.2", Quirks(p12_silent_failure=True)),
    "17.x drops modern files in silence": ("17.9.4", Quirks(p12_modern=False, p12_silent_failure=True)),
    "17.x calls modern files damaged": ("17.9.4", Quirks(p12_modern=False, p12_silent_failure=False)),
    "26.x drops modern files in silence": ("26.2.1", Quirks(p12_modern=False)),
    "26.x leaves a trustpoint behind": (
        "26.2.1",
        Quirks(p12_modern=False, p12_failure_leaves_trustpoint=True),
    ),
    "26.x calls them damaged and leaves one": (
        "26.2.1",
        Quirks(p12_modern=False, p12_silent_failure=False, p12_failure_leaves_trustpoint=True),
    ),
    "prints the authority first": ("17.9.4", Quirks(chain_identity_first=False)),
}


@pytest.mark.parametrize("router", ROUTERS)
def test_an_import_is_proved_whatever_the_router_asks_or_keeps_to_itself(
    start: StartSite, router: str
) -> None:
    release, quirks = ROUTERS[router]
    site = start(release, quirks=quirks)
    bring(site, identity())
    assert labels(site) == [LABEL, f"{LABEL}-rrr1"]
    assert PKCS12_UPLOAD not in site.files()


def test_file_prompt_quiet_asks_nothing(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", "file prompt quiet")
    bring(site, identity())


def test_a_root_that_signs_itself_makes_no_higher_trustpoints(start: StartSite) -> None:
    site = start()
    bring(site, identity(certificates.server(issuer=certificates.root())))
    assert labels(site) == [LABEL]


def test_three_authorities_make_two_higher_trustpoints(start: StartSite) -> None:
    site = start()
    lower = certificates.make(
        "Lower", certificates.rsa_key("lower"), certificates.intermediate(), authority=True
    )
    bring(site, identity(certificates.server(issuer=lower)))
    assert labels(site) == [LABEL, f"{LABEL}-rrr1", f"{LABEL}-rrr2"]


def test_a_trustpoint_that_somebody_made_meanwhile_is_not_touched(start: StartSite) -> None:
    site = start()
    site.lab.configure(
        "edge", f"crypto pki trustpoint {LABEL}\n enrollment terminal\n subject-name CN=theirs"
    )
    with pytest.raises(ImportFailed, match="is in use") as failed:
        bring(site, identity())
    assert "no certificate with SHA-1" in failed.value.what
    assert " subject-name CN=theirs" in site.running()
    assert imports(site) == 1
    assert PKCS12_UPLOAD not in site.files()


def test_a_key_that_somebody_made_meanwhile_is_not_replaced(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", f"crypto key generate rsa label {LABEL} modulus 2048")
    before = site.router.router.pki.keys[LABEL].public_der()
    with pytest.raises(ImportFailed):
        bring(site, identity())
    assert site.router.router.pki.keys[LABEL].public_der() == before
    assert labels(site) == []


def test_a_file_that_the_router_cannot_read_is_tried_both_ways_and_leaves_nothing(
    start: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Corrupted on its way: the router says bad HMAC, twice."""
    site = start()
    monkeypatch.setattr(module, "for_router", lambda *_, **__: b"\x30\x82\x01\x00 no PKCS12 at all")
    with pytest.raises(ImportFailed, match="bad HMAC"):
        bring(site, identity())
    assert imports(site) == 2
    assert (labels(site), keys(site)) == ([], set())
    assert PKCS12_UPLOAD not in site.files()


def test_a_full_router_is_sent_nothing(start: StartSite) -> None:
    site = start()
    with pytest.raises(NotEnoughSpace):
        bring(site, identity(), free_bytes=100)
    assert imports(site) == 0


def test_an_ec_key_is_never_sent(start: StartSite) -> None:
    site = start()
    with pytest.raises(ValueError, match="RSA"):
        bring(site, identity(certificates.server(key=certificates.ec_key())))
    assert imports(site) == 0


def test_the_passphrase_is_nowhere_on_the_router_afterwards(start: StartSite) -> None:
    site = start()
    site.lab.configure("edge", "archive\n log config\n  logging enable\n  hidekeys")
    bring(site, identity())
    (line,) = [line for line in site.lines_typed() if "crypto pki import" in line]
    passphrase = line.split()[-1]
    assert len(passphrase) > 20
    for command in ("show running-config", "show archive log config all", "show history", "show logging"):
        assert passphrase not in site.lab.show("edge", command)
    assert site.files() == set()
    startup = site.lab.call(lambda: site.router.router.startup)
    assert passphrase not in (startup or "")


def test_each_import_has_a_passphrase_of_its_own(start: StartSite) -> None:
    words = set()
    for _ in range(2):
        site = start()
        bring(site, identity())
        words |= {line.split()[-1] for line in site.lines_typed() if "crypto pki import" in line}
    assert len(words) == 2


@pytest.mark.parametrize("passphrase", ["it's", 'say "so"', "two words", "what?", "päß", "tab\tand %"])
def test_a_passphrase_of_any_kind_opens_the_file_and_goes_to_no_router(
    start: StartSite, passphrase: str
) -> None:
    issued = certificates.server()
    given = read_identity(certificates.pkcs12(issued, passphrase=passphrase), passphrase)
    site = start()
    bring(site, given)
    assert not [line for line in site.lines_typed() if passphrase in line]
