from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.replies import Kind, classify, refusals, warnings


@pytest.mark.parametrize(
    "line",
    [
        "% Invalid input detected at '^' marker.",
        "% Incomplete command.",
        '% Ambiguous command:  "sh"',
        "% Trustpoint 'TP' is in use.",
        "% Virtual-template config is locked, active vaccess present",
        "% Cannot remove as proposal is in use.",
        "% No such trustpoint X",
        "%Error opening bootflash:/x (No such file or directory)",
        "%Error writing bootflash:/x (No space left on device)",
        "ERROR: Can not have both a user password and a user secret.",
        "Profile IPSEC is not defined.",
        "Command authorization failed.",
        "CRYPTO_PKI: Import PKCS12 operation failed, bad HMAC",
        "Rollback aborted after 5 passes",
        "% Bad IP address or host name% Unknown command or computer name, or unable to find computer address",
        "% A sentence that nobody has seen yet",
    ],
)
def test_a_refusal_is_a_refusal(line: str) -> None:
    assert classify(line) is Kind.REFUSAL


@pytest.mark.parametrize(
    "line",
    [
        " WARNING: Command has been added to the configuration using a type 0 password. However, recommended to",
        "%Warning:There is a file already existing with this name ",
        '%Please run "no shutdown" after config change to bring up the interface.',
        "%Shutting down Tunnel0 interface due to IPsec tunnel protection modification.",
        " SECURITY WARNING - Module: AAA, Command: enable password *, Reason: an Insecure method, Remediation: none",
        "SECURITY WARNING - Module: SSH, Command: crypto key generate rsa ..., Reason: insufficient key length",
        "INSECURE DYNAMIC WARNING - Module: SNMP, Reason: SNMP User without ACL, Remediation: Use SNMP User with",
        "*Jun 22 08:49:07.437: %SYS-4-INSECURE_DYNAMIC_WARNING: Module: SNMP, Reason: SNMP User without ACL",
        "%SYS-4-INSECURE_WARNING: Module: MACSEC, Command: key-string *, Reason: Sensitive information",
    ],
)
def test_a_warning_does_not_stop_a_push(line: str) -> None:
    assert classify(line) is Kind.WARNING


@pytest.mark.parametrize(
    "line",
    [
        "IKEv2 profile MUST have:",
        "   1. A local and a remote authentication method.",
        "IKEv2 policy MUST have atleast one complete proposal attached ",
        " encryption algorithm aes-gcm, a prf algorithm and a DH group configured",
        "% Policy already has same proposal set ",
        "% Importing pkcs12...",
        "% The CA cert is not self-signed.",
        "CRYPTO_PKI: Imported PKCS12 file successfully.",
        "1767 bytes copied in 5.545 secs (319 bytes/sec)",
        "[OK]",
        "Enter configuration commands, one per line.  End with CNTL/Z.",
    ],
)
def test_information_is_not_a_refusal(line: str) -> None:
    assert classify(line) is Kind.INFORMATION


@pytest.mark.parametrize(
    "line",
    [
        "*Jun 22 08:49:07.437: %AAAA-4-CLI_DEPRECATED: WARNING: Command has been added to the configuration",
        "%CRYPTO_ENGINE-5-KEY_ADDITION: A key named TP has been generated or imported by pki",
        "000123: *Feb 15 15:56:41.528: %SYS-5-CONFIG_I: Configured from console by admin on vty0",
    ],
)
def test_a_log_message_between_the_answers_is_known_as_such(line: str) -> None:
    assert classify(line) is Kind.SYSLOG


def test_a_refusal_carries_the_caret_above_it_and_the_words_below_it() -> None:
    text = (
        "  aaa nonsense\n"
        "      ^\n"
        "% Invalid input detected at '^' marker.\n\n"
        "ERROR: Can not have both a user password and a user secret.\n"
        " Please choose one or the other.\n"
        "1767 bytes copied in 5.545 secs (319 bytes/sec)\n"
    )
    caret, both = refusals(text)
    assert caret.splitlines() == ["      ^", "% Invalid input detected at '^' marker."]
    assert both.endswith("Please choose one or the other.")


def test_warnings_are_kept_for_the_report() -> None:
    assert warnings(" WARNING: type 0 password\n[OK]\n") == ("WARNING: type 0 password",)


def test_a_security_warning_in_a_merge_is_no_refusal_and_is_kept_for_the_report() -> None:
    said = "SECURITY WARNING - Module: AAA, Command: username *, Reason: weak, Remediation: Type-6 or Type-9"
    text = f"Loading merge.cfg\n {said}\nINSECURE DYNAMIC WARNING - Module: SSH\n1767 bytes copied in 5.545 secs\n"
    assert refusals(text) == ()
    assert warnings(text) == (said, "INSECURE DYNAMIC WARNING - Module: SSH")


@given(st.text(alphabet="abcdefghij '-.:", min_size=1).map(lambda words: f"% {words}"))
def test_a_percent_sign_with_unknown_words_is_never_passed_over(line: str) -> None:
    assert refusals(line)
