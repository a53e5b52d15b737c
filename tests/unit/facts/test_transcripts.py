"""Every recording of a real router that is the answer to a command is read to its last line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flexvpn.facts import catalog

TRANSCRIPTS = Path(__file__).resolve().parents[4] / "shared" / "transcripts"
pytestmark = [
    pytest.mark.transcripts,
    pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="../shared/transcripts is not here"),
]

NOT_ANSWERS = {
    "config_session_ikev2__lab_transcripts.txt": "a dialogue in configuration mode",
    "configure_replace__genielibs_test_config_replace_and_others.txt": "a dialogue",
    "crypto_key_generate_zeroize__genielibs_mock.txt": "a dialogue",
    "crypto_pki_import_chain_prompt__cat8200_17.15.3a_notes.txt": "a dialogue",
    "crypto_pki_import_pkcs12__ios-xe_26.2_C8235.txt": "a dialogue",
    "no_crypto_pki_trustpoint_and_pem_import__c9300_gnmi_lab.txt": "a dialogue",
    "username_password_and_running_config__iosxe_17.15.txt": "a dialogue",
    "show_running_config_aaa__genieparser_ShowRunningConfigAAA_golden_output.txt": "configuration, for flexvpn.ios",
    "show_running_config_aaa_username__genieparser_ShowRunningAAAUserName_golden_output.txt": "configuration, as above",
}
"""Recordings that are no answer to a show command, each with what it is."""

EDITED = {
    "show_crypto_ikev2_session_detailed__genieparser_ShowCryptoIkev2Session_golden_output_csr8kv_detailed.txt",
    "show_crypto_ikev2_session_detailed__genieparser_ShowCryptoIkev2Session_golden_output_csr8kv_old.txt",
}
"""Whoever published these put `1.1.1::1` for an address."""

ASKED = {
    "show_aaa_method_list": "show aaa method-lists all",
    "show_archive_config_incremental_diffs": "show archive config incremental-diffs",
    "show_bootflash": "show bootflash:",
    "show_crypto_ikev2_sa_detail_anyconnect_eap": "show crypto ikev2 sa detail",
    "show_crypto_ipsec_sa_interface": "show crypto ipsec sa interface Tunnel10",
    "show_crypto_key_mypubkey_rsa_name": "show crypto key mypubkey rsa test",
    "show_crypto_session_remote_detail": "show crypto session remote 17.27.1.11 detail",
    "show_derived_config_interface": "show derived-config interface Tunnel1",
    "show_running_config": "show running-config",
}
"""Commands that a file's name does not spell."""


def pieces(path: Path) -> list[tuple[str, str]]:
    """The commands of a recording with what they printed; what the collector wrote into it is taken out."""
    text = path.read_text(encoding="utf-8")
    if path.name.startswith("show_crypto_ikev2_sa_detailed_session_detail_derived_config__seed"):
        return document(text)
    if path.name.startswith("session_errors_and_files"):
        return bracketed(text)
    text = "\n".join(line for line in text.split("\n") if not line.startswith(("# ", "     #")))
    if path.name.startswith(("show_crypto_ikev2_profile__LISP", "configure_terminal_revert", "misc_prompts")):
        return prompted(text)
    asked = path.name.partition("__")[0]
    return [(ASKED.get(asked, asked.replace("_", " ")), text)]


def prompted(text: str) -> list[tuple[str, str]]:
    """The shows of a session: each from its prompt to the next one, or to a remark of the collector."""
    prompts = re.findall(
        r"^\S+# ?((?:sh|verify)\S* [^\n]*)\n(.*?)(?=^\S+#|^! \w|\Z)", text, re.MULTILINE | re.DOTALL
    )
    # What follows a digest are other people's notes.
    return [
        (command.strip(), "\n".join(output.split("\n")[:2]) if command.startswith("verify") else output)
        for command, output in prompts
    ]


def bracketed(text: str) -> list[tuple[str, str]]:
    """The shows of a recording that gives commands in brackets, with the collector's own words behind them."""
    headings = re.findall(
        r"^\[((?:show|dir) [^\]|]*)\][^\n]*\n(.*?)(?=^\[|^#|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return [(command.strip(), output) for command, output in headings]


def document(text: str) -> list[tuple[str, str]]:
    """The three answers in Cisco's document, with the breaks undone that its way from PDF to text has put in."""
    text = re.sub(r"\.?\s*<-----[^\n]*", "", text).replace("```", "").replace("\\$", "$")
    text = re.sub(
        r"(192\.0\.2\.1/4500)\s+(192\.0\.2\.100/50899)\s+(none/none)\s+(READY)", r"\1 \2 \3 \4", text
    )
    text = re.sub(r"(Peer: 192\.0\.2\.100)\s+(port)", r"\1 \2", text)
    text = re.sub(r"((?:dec|enc)'ed \d+)\s+(drop)", r"\1 \2", text)
    text = re.sub(r"(life \(KB/Sec\) \d+/\d+)\.", r"\1", text)
    return [(command.strip(" ."), output) for command, output in prompted(text)]


FILES = sorted(path.name for path in TRANSCRIPTS.iterdir()) if TRANSCRIPTS.is_dir() else []
CASES = [
    (name, number)
    for name in FILES
    if name not in NOT_ANSWERS
    for number in range(len(pieces(TRANSCRIPTS / name)))
]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_every_line_of_a_recording_is_read(name: str, number: int) -> None:
    command, output = pieces(TRANSCRIPTS / name)[number]
    facts = catalog.read_output(command, output)
    assert facts.unknown_lines == ()
    assert facts.records
    assert bool(facts.odd_values) == (name in EDITED)


def test_no_recording_is_left_out() -> None:
    read = {name for name, _ in CASES}
    assert read | NOT_ANSWERS.keys() == set(FILES)
    assert not read & NOT_ANSWERS.keys()


def test_the_shows_within_longer_recordings_are_found() -> None:
    commands = {name: [command for command, _ in pieces(TRANSCRIPTS / name)] for name, _ in CASES}
    several = {
        name: texts
        for name, texts in commands.items()
        if len(texts) > 1 or not name.startswith(("show", "dir"))
    }
    assert [texts for _, texts in sorted(several.items())] == [
        ["show archive config rollback timer"],
        ["verify /md5 bootflash:file.bin"],
        ["dir bootflash:guest-share/iris", "show ip interface brief", "show running-config", "show version"],
        ["sh crypto ikev2 profile", "sh crypto ikev2 policy", "sh crypto ipsec transform-set"],
        [
            "show crypto ikev2 sa detailed",
            "show crypto session detail",
            "show derived-config interface virtual-access 1",
        ],
    ]


def test_the_document_s_session_is_read_as_it_was_meant() -> None:
    name = next(name for name in FILES if "seed_csr_16.9.2" in name)
    sas, sessions, derived = (catalog.read_output(*piece) for piece in pieces(TRANSCRIPTS / name))
    assert (sas.only().eap_id, sas.only().remote_port, str(sas.only().assigned[0])) == (
        "test",
        50899,
        "192.168.10.8",
    )
    assert (sessions.only().interface, str(sessions.only().client)) == ("Virtual-Access1", "192.168.10.8")
    assert "no tunnel protection ipsec initiate" in derived.only().lines
