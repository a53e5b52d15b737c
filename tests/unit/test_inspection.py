from __future__ import annotations

import pytest

from flexvpn.base.errors import NotUnderstood
from flexvpn.router.inspection import CERTIFICATES, COMMANDS, DIRECTORY, KEYS, Inspection, configuration

ANSWERS = dict.fromkeys(COMMANDS, "") | {
    "show version": "Cisco IOS XE Software, Version 17.09.04\n"
    "Cisco IOS Software [Cupertino], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.9.4, RELEASE\n",
    DIRECTORY: "Directory of bootflash:/\n\n"
    "   11  drwx            16384  Nov 25 2016 19:32:53 +00:00  lost+found\n"
    "   12  -rw-              100  Nov 25 2016 19:32:53 +00:00  headend.json\n\n"
    "7835619328 bytes total (6612774912 bytes free)\n",
    CERTIFICATES: """\
Certificate
  Status: Available
  Version: 3
  Certificate Serial Number (hex): 03
  Certificate Usage: General Purpose
  Issuer:
    cn=Example Issuing
  Subject:
    Name: vpn.example.com
    cn=vpn.example.com
  Validity Date:
    start date: 00:00:00 UTC Jan 1 2026
    end   date: 00:00:00 UTC Jan 1 2028
  Fingerprint MD5: 8E1A4B2C 8E1A4B2C 8E1A4B2C 8E1A4B2C
  Fingerprint SHA1: 97F57CD2 374E0239 D7CDFF41 761861E2 C7260960
  Associated Trustpoints: IKEv2-TP

CA Certificate
  Status: Available
  Certificate Serial Number (hex): 01
  Issuer:
    cn=Example Root
  Subject:
    cn=Example Issuing
  Fingerprint SHA1: 17F57CD2 374E0239 D7CDFF41 761861E2 C7260961
  Associated Trustpoints: IKEv2-TP
""",
    KEYS: "% Key pair was generated at: 16:38:25 UTC Aug 26 2021\nKey name: IKEv2-TP\nKey type: RSA KEYS\n",
}
RUNNING = "version 17.9\ncrypto pki trustpoint SLA-TrustPoint\n enrollment pkcs12\n!\nend\n"


def test_an_observation_holds_what_the_answers_say() -> None:
    seen = Inspection.of("edge", ANSWERS, RUNNING, digests={"acvpn.xml": "0"}, record=None).observation
    assert str(seen.release) == "17.9.4"
    assert seen.files == {"headend.json": 100}
    assert seen.free_bytes == 6612774912
    assert seen.identities == {"IKEv2-TP": "97F57CD2374E0239D7CDFF41761861E2C7260960"}
    assert seen.labels_in_use == {"SLA-TrustPoint", "IKEv2-TP"}
    assert seen.live_sessions == 0
    assert seen.record is None
    assert not seen.record_damaged


def test_a_damaged_record_is_not_an_absent_one() -> None:
    inspection = Inspection.of("edge", ANSWERS, RUNNING, digests={}, record="{ not json")
    assert inspection.observation.record_damaged


@pytest.mark.parametrize("running", ["", "version 17.9\ninterface Loopback1\n", "% Invalid input detected"])
def test_half_a_configuration_is_never_compared(running: str) -> None:
    with pytest.raises(NotUnderstood, match="cut short"):
        configuration("edge", running)


@pytest.mark.parametrize("command", ["show version", DIRECTORY])
def test_an_answer_that_a_plan_depends_on_is_never_guessed(command: str) -> None:
    with pytest.raises(NotUnderstood):
        Inspection.of("edge", ANSWERS | {command: "% Incomplete command."}, RUNNING, digests={}, record=None)


def test_what_the_router_keeps_secret_is_not_in_an_inspections_repr() -> None:
    running = RUNNING.replace("end\n", "username a password 0 canary\nend\n")
    inspection = Inspection.of("edge", ANSWERS, running, digests={}, record=None)
    assert "username a password 0 canary" in inspection.observation.config.text()
    assert "canary" not in repr(inspection)
