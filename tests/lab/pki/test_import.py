"""`crypto pki import NAME pkcs12`: its questions, its ways to fail, and what it leaves."""

from __future__ import annotations

import pytest

from lab.dialogue import Ask, run_dialogue
from lab.pki.commands import import_any
from lab.quirks import Quirks
from lab.router import Router
from lab.session import Session
from lab.shell import shell_line
from tests.lab.vpn.document import PASSPHRASE, certificates, sealed

COMMAND = f"TP pkcs12 bootflash:/x.p12 password {PASSPHRASE}"
IMPORTED = "CRYPTO_PKI: Imported PKCS12 file successfully.\n"


def box(*, release: str = "17.9.4", data: bytes | None = None, quirks: Quirks | None = None) -> Router:
    made = Router("r1", release, quirks=quirks)
    made.flash.write("bootflash:/x.p12", sealed() if data is None else data)
    return made


def run(router: Router, args: str = COMMAND, answers: tuple[str, ...] = ()) -> str:
    return run_dialogue(import_any(router, Session(), args), answers)


def test_a_good_file_makes_trustpoint_key_and_certificates() -> None:
    made = box()
    assert run(made) == (
        "% Importing pkcs12...\n"
        "Source filename [x.p12]? \n"
        "Reading file from bootflash:/x.p12\n"
        "% The CA cert is not self-signed.\n"
        "% Do you also want to create trustpoints for CAs higher in\n"
        "% the hierarchy? [yes/no]: yes\n" + IMPORTED
    )
    assert "TP" in made.pki.keys
    assert made.pki.identity("TP") == certificates().server.certificate
    assert made.pki.ca("TP") == certificates().intermediate.certificate
    assert made.pki.ca("TP-rrr1") == certificates().root.certificate
    assert [n.text for n in made.running.find("crypto pki trustpoint")] == [
        "crypto pki trustpoint TP",
        "crypto pki trustpoint TP-rrr1",
    ]


def test_a_release_before_17_9_shows_no_hash_below_the_trustpoint() -> None:
    old, new = box(release="16.9.2"), box(release="17.9.4")
    run(old)
    run(new)
    lines = ["enrollment pkcs12", "revocation-check crl", "rsakeypair TP"]
    below = [c.text for c in old.running.find("crypto pki trustpoint TP")[0].children]
    assert below == lines
    below = [c.text for c in new.running.find("crypto pki trustpoint TP")[0].children]
    assert below == [*lines, "hash sha256"]


def test_file_prompt_quiet_silences_the_question_about_the_file() -> None:
    made = box()
    made.configure("file prompt quiet")
    assert "Source filename" not in run(made)


def test_some_releases_ask_nothing_about_the_file() -> None:
    made = box(quirks=Quirks(import_asks_filename=False))
    assert run(made).startswith("% Importing pkcs12...\n% The CA cert is not self-signed.\n")


def test_another_file_may_be_named_at_the_question() -> None:
    made = box()
    made.flash.write("bootflash:/y.p12", sealed())
    text = run(made, "TP pkcs12 bootflash:/x.p12 password " + PASSPHRASE, ("y.p12",))
    assert "Reading file from bootflash:y.p12" in text
    assert IMPORTED in text


def test_no_to_the_hierarchy_makes_one_trustpoint_only() -> None:
    made = box()
    run(made, answers=("", "no"))
    assert made.pki.trustpoints() == ("TP",)


def test_a_session_that_drops_at_the_hierarchy_question_does_not_stop_the_import() -> None:
    made = box()
    dialogue = import_any(made, Session(), COMMAND)
    step: str | Ask = next(dialogue)
    while not (isinstance(step, Ask) and "hierarchy" in step.prompt):
        step = dialogue.send("") if isinstance(step, Ask) else next(dialogue)
    dialogue.close()
    assert made.pki.identity("TP") is not None


def test_a_trustpoint_that_is_there_even_empty_is_in_use() -> None:
    made = box()
    made.configure("crypto pki trustpoint TP\n enrollment pkcs12")
    assert run(made) == "% Trustpoint 'TP' is in use.\n% Please delete it or use a different label.\n"


def test_a_key_that_is_there_is_replaced_only_on_yes() -> None:
    made = box()
    run(made)
    old = made.pki.keys["TP"]
    made.configure("no crypto pki trustpoint TP\nno crypto pki trustpoint TP-rrr1")
    assert run(made, answers=("no",)).startswith("% You already have RSA keys named TP.\n")
    assert made.pki.identity("TP") is None
    assert IMPORTED in run(made, answers=("yes",))
    assert made.pki.keys["TP"] is not old


def test_a_wrong_passphrase_is_a_bad_hmac() -> None:
    made = box()
    text = run(made, "TP pkcs12 bootflash:/x.p12 password wrong-one")
    assert "CRYPTO_PKI: Import PKCS12 operation failed, bad HMAC\n" in text
    assert "Possible causes: bad password or corrupted PKCS12\n" in text
    assert not made.running.find("crypto pki trustpoint")


@pytest.mark.parametrize("data", [b"", b"-----BEGIN CERTIFICATE-----\n", sealed()[:500]])
def test_what_is_no_pkcs12_file_imports_nothing(data: bytes) -> None:
    made = box(data=data)
    assert IMPORTED not in run(made)
    assert made.pki.trustpoints() == ()


def test_a_file_that_is_not_there_is_named() -> None:
    made = box()
    text = run(made, "TP pkcs12 bootflash:/none.p12 password x")
    assert "%Error opening bootflash:/none.p12 (No such file or directory)\n" in text


def test_a_modern_file_leaves_no_word_and_no_trustpoint_on_16() -> None:
    made = box(release="16.9.2", data=sealed(legacy=False))
    assert run(made).splitlines()[-1] == "Reading file from bootflash:/x.p12"
    assert not made.running.find("crypto pki trustpoint")


def test_a_modern_file_may_be_a_bad_hmac_instead() -> None:
    quirks = Quirks(p12_modern=False, p12_silent_failure=False)
    assert "bad HMAC" in run(box(data=sealed(legacy=False), quirks=quirks))


def test_a_failed_import_may_leave_an_empty_trustpoint() -> None:
    made = box(quirks=Quirks(p12_failure_leaves_trustpoint=True))
    run(made, "TP pkcs12 bootflash:/x.p12 password wrong-one")
    assert made.running.has("crypto pki trustpoint TP")
    assert made.pki.identity("TP") is None


def test_a_file_without_a_key_fails_for_an_unknown_reason() -> None:
    assert "status = 65535: Unknown reason" in run(box(data=sealed(with_key=False)))


def test_the_passphrase_is_nowhere_on_the_router_afterwards() -> None:
    made = box()
    run(made)
    everything = "\n".join((*made.running.lines(), *(e.text for e in made.log), repr(made.pki.keys)))
    assert PASSPHRASE not in everything
    assert "PRIVATE" not in everything


def test_unsaved_keys_and_certificates_are_gone_after_a_reload() -> None:
    made = box()
    run(made)
    made.pki.reload()
    assert (made.pki.keys, made.pki.trustpoints()) == ({}, ())
    made.configure("no crypto pki trustpoint TP\nno crypto pki trustpoint TP-rrr1")
    run(made)
    made.pki.save()
    made.pki.reload()
    assert made.pki.identity("TP") is not None


def test_the_chain_renders_with_the_tab_before_quit_and_reads_back() -> None:
    made, other = box(), Router("r2")
    run(made)
    text = made.pki.render_chain("TP")
    assert text[0].startswith(" certificate ")
    assert "  \tquit" in text
    assert len(text[1]) == 2 + 9 * 8
    assert text[1].endswith(" ")
    other.configure("crypto pki trustpoint TP\n enrollment pkcs12")
    other.configure("\n".join(["crypto pki certificate chain TP", *text]))
    assert other.pki.identity("TP") == made.pki.identity("TP")
    assert other.pki.ca("TP") == made.pki.ca("TP")


def test_enter_is_no_answer_to_yes_or_no() -> None:
    made = box()
    text = run(made, answers=("", "", "maybe", "y"))
    assert text.count("% Please answer 'yes' or 'no'.\n% the hierarchy? [yes/no]: ") == 2
    assert IMPORTED in text


def test_hidekeys_keeps_the_passphrase_out_of_the_configuration_log_and_nothing_else_does() -> None:
    for hidden in (True, False):
        made = box()
        made.configure("archive\n log config\n  logging enable" + ("\n  hidekeys" if hidden else ""))
        session = Session()
        for line in ("configure terminal", f"crypto pki import {COMMAND}"):
            run_dialogue(shell_line(made, session, line, 0))
        logged = made.execute("show archive log config all")
        assert (PASSPHRASE in logged) is not hidden
        assert ("password *****" in logged) is hidden
