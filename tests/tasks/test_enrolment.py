"""Enrolment at the terminal over simulated routers: request, sign, install, move over; and what goes wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from flexvpn.base.errors import CommandRefused, ConnectionLost, HeadendFailed, ImportFailed, PreflightRefused
from flexvpn.certificates.pem import read_chain
from flexvpn.certificates.pkcs12 import Identity
from flexvpn.router.record import Record, read_record
from lab.fault import Question, Refuse, Reset
from lab.vpn.client import Client
from lab.vpn.connect import connect
from tasks.change.install_certificate import InstalledCertificate, install_certificate
from tasks.change.request_certificate import Requested, request_certificate
from tests import certificate_factory as certificates
from tests.tasks.renewal import keys, labels, rotate
from tests.tasks.site import USER_PASSWORD, Site

if TYPE_CHECKING:
    from lab.fault import Fault
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh

MODERN = {
    "ikev2_proposals": [{"encryption": ["aes-cbc-256"], "integrity": ["sha256"], "groups": [19]}],
    "ikev2_policy": {},
}


def sign(request: str, issuer: certificates.Issued | None = None) -> tuple[x509.Certificate, ...]:
    """What an authority makes of a request: the certificate and its chain."""
    asked = x509.load_pem_x509_csr(request.encode())
    assert asked.is_signature_valid
    by = issuer or certificates.intermediate()
    names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    made = (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(by.certificate.subject)
        .public_key(asked.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=300))
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(by.key, hashes.SHA256())
    )
    return (made, *by.chain)


def identity(chain: tuple[x509.Certificate, ...]) -> Identity:
    from cryptography.hazmat.primitives.serialization import Encoding

    return read_chain(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in reversed(chain)))


def ask(site: Site, authority: x509.Certificate | None = None) -> Requested:
    link = site.link()
    try:
        by = authority or certificates.intermediate().certificate
        return request_certificate(link, site.headend, by, now=site.now, version="1")
    finally:
        link.disconnect()


def put(site: Site, chain: tuple[x509.Certificate, ...]) -> InstalledCertificate:
    link = site.link()
    try:
        return install_certificate(link, site.headend, identity(chain), now=site.now, version="1")
    finally:
        link.disconnect()


def record(site: Site) -> Record:
    recorded = read_record(site.lab.show(site.name, "more bootflash:/headend.json"))
    assert recorded is not None
    return recorded


def means(site: Site, chain: tuple[x509.Certificate, ...]) -> None:
    """The inventory now names this certificate, without a key."""
    given = identity(chain)
    site.identity = given


@pytest.mark.parametrize("release", ["16.9.2", "17.9.4", "26.2.1"])
def test_a_new_headend_is_enrolled_and_deployed_and_a_client_verifies_its_chain(
    start: StartSite, release: str
) -> None:
    site = start(release)
    site.sections = MODERN
    made = ask(site)
    assert made.label == "IKEv2-TP"
    chain = sign(made.request)
    done = put(site, chain)
    assert (done.label, done.changed) == ("IKEv2-TP", True)
    assert labels(site) == ["IKEv2-TP", "IKEv2-TP-rrr1"]
    means(site, chain)
    outcome = site.deploy()
    assert all(finding.ok for finding in outcome.findings)
    assert not site.plan()
    assert record(site).requested == ()
    made_by = Client(
        "test",
        USER_PASSWORD,
        site.bundle.materials.files.get("acvpn.xml"),
        trust=(certificates.root().certificate,),
    )
    attempt = site.lab.call(lambda: connect(site.router.router, made_by))
    assert attempt.connected, attempt


def test_a_renewal_makes_a_new_key_beside_the_live_one_and_moves_over(start: StartSite) -> None:
    site = start()
    site.sections = MODERN
    site.deploy()
    made = ask(site)
    assert made.label.startswith("IKEv2-TP-")
    assert "pki trustpoint IKEv2-TP\n" in site.running()
    site.deploy()
    assert made.label in keys(site), "a key that waits for its certificate is not cleared away"
    chain = sign(made.request)
    put(site, chain)
    means(site, chain)
    done = rotate(site)
    assert (done.before, done.live) == ("IKEv2-TP", made.label)
    assert record(site).requested == ()
    assert [retirement.label for retirement in record(site).retired] == ["IKEv2-TP"]


def test_asking_again_gives_the_request_of_the_same_key(start: StartSite) -> None:
    site = start()
    first, again = ask(site), ask(site)
    assert again.again
    assert (again.label, _key(again.request)) == (first.label, _key(first.request))
    assert len(keys(site)) == 1


def _key(request: str) -> Any:  # noqa: ANN401 - numbers of any key
    return x509.load_pem_x509_csr(request.encode()).public_key().public_numbers()  # type: ignore[union-attr]


def test_what_was_requested_survives_a_reload_and_is_installed_after_it(start: StartSite) -> None:
    site = start()
    made = ask(site)
    site.lab.call(site.router.router.reload)
    assert put(site, sign(made.request)).changed


def test_installing_again_changes_nothing(start: StartSite) -> None:
    site = start()
    chain = sign(ask(site).request)
    put(site, chain)
    running = site.running()
    assert not put(site, chain).changed
    assert strip(site.running()) == strip(running)


def strip(running: str) -> list[str]:
    return [line for line in running.splitlines() if not line.startswith(("!", "Current configuration"))]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("line", ["^crypto pki authenticate", "^crypto pki import", "^write memory"])
def test_an_installation_that_is_cut_off_is_finished_and_saved_by_the_next_run(
    start: StartSite, line: str, when: str
) -> None:
    site = start()
    chain = sign(ask(site).request)
    site.lab.fault("edge", Reset(at=line, when=when))
    with pytest.raises(ConnectionLost, match="what is live has not changed") as lost:
        put(site, chain)
    assert "-----" not in str(lost.value)
    assert put(site, chain).label == labels(site)[0]
    site.lab.call(site.lab["edge"].router.reload)
    assert put(site, chain).changed is False


@pytest.mark.parametrize(
    "line", ["^crypto key generate", "^crypto pki authenticate", "^crypto pki enroll", "^write"]
)
def test_a_request_that_is_cut_off_comes_out_of_the_next_run_and_is_saved(
    start: StartSite, line: str
) -> None:
    site = start()
    site.lab.fault("edge", Reset(at=line, when="after"))
    with pytest.raises(ConnectionLost, match="what is live has not changed"):
        ask(site)
    request = ask(site).request
    site.lab.call(site.lab["edge"].router.reload)
    assert put(site, sign(request)).changed is True


@pytest.mark.parametrize(
    "fault",
    [
        Question(at="^subject-name"),
        Question(at="^crypto pki enroll"),
        Refuse(line="^write memory", times=1),
        Reset(at=r"^scp -t .*headend\.json"),
    ],
    ids=str,
)
def test_a_request_that_stops_midway_says_what_it_leaves_and_the_next_run_goes_on(
    start: StartSite, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("tasks.session.link._GRACE", 0.3)
    site = start()
    site.lab.fault("edge", fault)
    with pytest.raises(HeadendFailed, match="state now: what is live has not changed") as failed:
        ask(site)
    assert failed.value.hint.endswith("run it again: it goes on where it was cut off")
    assert put(site, sign(ask(site).request)).changed
    assert len(keys(site)) == 1


@pytest.mark.parametrize("line", ["^crypto pki authenticate", "^write memory"])
def test_an_installation_that_is_refused_says_what_it_leaves_and_the_next_run_goes_on(
    start: StartSite, line: str
) -> None:
    site = start()
    chain = sign(ask(site).request)
    site.lab.fault("edge", Refuse(line=line, times=1))
    with pytest.raises(CommandRefused, match="state now: what is live has not changed"):
        put(site, chain)
    put(site, chain)
    site.lab.call(site.lab["edge"].router.reload)
    assert put(site, chain).changed is False


def test_a_certificate_of_another_key_is_refused_by_name(start: StartSite) -> None:
    site = start()
    ask(site)
    with pytest.raises(ImportFailed, match="no key for IKEv2-TP on the router belongs to this certificate"):
        put(site, certificates.server(key=certificates.rsa_key("elsewhere")).chain)


def test_a_certificate_of_another_authority_is_refused_and_the_one_asked_stays(start: StartSite) -> None:
    site = start()
    made = ask(site)
    other = certificates.make("Somebody Else", certificates.rsa_key("else"), authority=True)
    with pytest.raises(CommandRefused, match="does not show the authority CN=Somebody Else"):
        put(site, sign(made.request, other))
    assert put(site, sign(made.request)).changed


def test_a_certificate_without_its_chain_is_refused(start: StartSite) -> None:
    site = start()
    made = ask(site)
    with pytest.raises(ImportFailed, match="lacks the certificate of who signed it"):
        put(site, sign(made.request)[:1])


@pytest.mark.parametrize("line", ["^fqdn", "^crypto pki enroll"])
def test_a_request_that_is_refused_leaves_no_key_and_no_trustpoint_and_says_so(
    start: StartSite, line: str
) -> None:
    site = start()
    site.lab.fault("edge", Refuse(line=line, times=1))
    with pytest.raises(HeadendFailed, match="state now: as before: IKEv2-TP and its key were taken back"):
        ask(site)
    assert keys(site) == set()
    assert labels(site) == []
    assert ask(site).label == "IKEv2-TP"


def test_a_request_that_cannot_be_taken_back_says_why_it_failed_and_what_stays(start: StartSite) -> None:
    site = start()
    site.lab.fault("edge", Refuse(line="^fqdn", times=1), Refuse(line="^no crypto pki trustpoint", times=1))
    said = r"edge:  fqdn .*(\n.*)+IKEv2-TP could not be taken back .*; what is live has not changed"
    with pytest.raises(CommandRefused, match=said) as failed:
        ask(site)
    assert failed.value.hint.endswith("then run it again: it goes on where it was cut off")
    assert ask(site).label == "IKEv2-TP"


def test_a_deploy_before_the_certificate_is_installed_says_what_to_do(start: StartSite) -> None:
    site = start()
    means(site, sign(ask(site).request))
    with pytest.raises(PreflightRefused, match="certificate install"):
        site.deploy()


def test_the_private_key_never_leaves_the_router(start: StartSite) -> None:
    site = start()
    made = ask(site)
    put(site, sign(made.request))
    assert "PRIVATE" not in made.request
    typed = "\n".join(site.lines_typed())
    assert "export" not in typed
    assert "exportable" not in typed
