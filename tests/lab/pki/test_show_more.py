"""The rest of `show crypto pki …`: after an import, by what is in the certificates themselves."""

from __future__ import annotations

from cryptography import x509

from lab.dialogue import run_dialogue
from lab.pki.commands import import_any
from lab.router import Router
from lab.session import Session
from tests.lab.vpn.document import PASSPHRASE, certificates, sealed


def box() -> Router:
    made = Router("r1", "17.9.4")
    made.flash.write("bootflash:/x.p12", sealed())
    run_dialogue(import_any(made, Session(), f"TP pkcs12 bootflash:/x.p12 password {PASSPHRASE}"))
    return made


def test_pem_gives_the_certificates_of_one_trustpoint_or_of_all() -> None:
    router, made = box(), certificates()
    one = router.execute("show crypto pki certificates pem TP")
    assert one.startswith("------Trustpoint: TP------\n% CA certificate:\n")
    assert x509.load_pem_x509_certificates(one.encode()) == [
        made.intermediate.certificate,
        made.server.certificate,
    ]
    every = x509.load_pem_x509_certificates(router.execute("show crypto pki certificates pem").encode())
    assert made.root.certificate in every
    assert "PRIVATE" not in one


def test_timers_count_down_to_the_nearest_end() -> None:
    lines = box().execute("show crypto pki timers").splitlines()
    assert lines[0] == "PKI Timers"
    assert "Expiry Alert Timers" in lines
    assert any(line.endswith("ID(TP)") for line in lines)


def test_the_other_commands_answer_a_router_without_certificates_too() -> None:
    for router in (Router("r1", "16.9.2"), box()):
        assert (
            router.execute("show crypto pki certificates storage")
            == "Certificates will be stored in nvram:/\n"
        )
        assert router.execute("show crypto pki counters").startswith("PKI Sessions Started: 0\n")
        assert router.execute("show crypto pki crls") == ""
        assert router.execute("show crypto pki timers").startswith("PKI Timers\n")


def test_all_keys_are_shown_whatever_their_kind() -> None:
    shown = box().execute("show crypto key mypubkey all")
    assert "Key name: TP\nKey type: RSA KEYS\n" in shown
