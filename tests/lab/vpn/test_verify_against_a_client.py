"""What `verify` says of who gets in, beside a client that tries: each line of the document taken away in turn."""

from __future__ import annotations

from hashlib import md5

import pytest
from cryptography.hazmat.primitives.hashes import SHA1

from flexvpn.base.credentials import Credentials, token_name
from flexvpn.base.finding import Status
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.checks import CHECKS, GATES, Subject, commands, examine
from flexvpn.checks.sessions import derived_command
from flexvpn.report.results import Verification
from flexvpn.router.inspection import COMMANDS, Inspection
from flexvpn.router.materials import Materials
from flexvpn.sections.headend import Headend
from lab.router import Router
from lab.vpn.connect import connect
from lab.vpn.walk import Stage
from tests.builders import headend
from tests.lab.vpn.document import NOW, certificates, client, router
from tests.lab.vpn.test_every_line_matters import NEW, OLD, TABLE, TEXT, Row, without

LISTS = [
    {"name": "NAT", "type": "extended", "entries": [{"source": "192.168.10.0/24"}]},
    {"name": "split_tunnel", "type": "standard", "entries": [{"source": "10.0.0.0/8"}]},
]
POLICIES = [{"dns": ["10.0.1.1"], "split_tunnel": "split_tunnel"}]
OUTSIDE = "interface GigabitEthernet1"
"""What is on the way to the router is nobody's intent: over it the question itself would not arrive."""
WORDS = {"old clients only", "unsure", "not all users"}


def intended(release: str) -> Headend:
    return headend(
        release=release,
        access_lists=LISTS,
        authorization_policies=POLICIES,
        ikev2_proposals=[{}],
        ikev2_policy={},
        nat={},
        profile_download={},
        local_users={"users": [{"name": "test", "password": "env:TEST", "privilege": 1}]},
    )


def verified(made: Router, release: str) -> Verification:
    intent = intended(release)
    profile = intent.client_profile().xml()
    digests = {"acvpn.xml": md5(profile, usedforsecurity=False).hexdigest()}
    answers = {command: made.execute(command) for command in (*COMMANDS, *commands())}
    running = made.execute("show running-config")
    inspection = Inspection.of("edge", answers, running, digests=digests, record=None)
    if live := derived_command(inspection):
        answers[live] = made.execute(live)
    server = certificates().server.certificate.fingerprint(SHA1())  # noqa: S303 - as IOS-XE shows it
    secret = {token_name(SecretRef.parse("env:TEST")): Secret("cisco123")}
    materials = Materials(
        files={"acvpn.xml": profile},
        identities={"IKEv2-TP": server.hex().upper()},
        identity_digests={"IKEv2-TP": "AB" * 32},
        credentials=Credentials(secret),
    )
    findings = examine(Subject(intent, inspection, materials, NOW), CHECKS)
    return Verification.of(findings, GATES)


def configured(text: str, release: str) -> tuple[Router, bytes]:
    """A router, and the profile that it and its clients hold."""
    start = text.index("aaa ")
    profile = intended(release).client_profile().xml()
    return router(text[start:], release=release, base=text[:start], profile=profile), profile


@pytest.mark.parametrize("release", [OLD, NEW])
def test_on_a_router_that_is_as_it_should_be_it_says_yes_and_a_client_gets_in(release: str) -> None:
    made, profile = configured(TEXT, release)
    found = verified(made, release)
    assert (found.users_get_in, found.because) == ("yes", ())
    assert [str(one) for one in found.findings if one.status is Status.FAIL] == []
    assert connect(made, client(profile=profile)).connected


@pytest.mark.parametrize("release", [OLD, NEW])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.line)
def test_it_says_yes_where_a_client_gets_in_no_where_none_does_and_a_check_fails_for_each(
    row: Row, release: str
) -> None:
    made, profile = configured(without(TEXT, row.line), release)
    found = verified(made, release)
    attempt = connect(made, client(profile=profile))
    if row.line.startswith(OUTSIDE):
        return
    if found.users_get_in not in WORDS:
        assert found.users_get_in == ("yes" if attempt.connected else "no"), (found.because, attempt.words)
    if not attempt.connected:
        assert found.failed(), attempt.words
        assert found.users_get_in != "yes"
    if found.users_get_in == "old clients only":
        assert attempt.failed in {None, Stage.IKE_SA_INIT}
