"""What each error says to a person, word for word: tests/errors/messages/CODE.txt.

After a change that is meant, `python -m tests.errors.test_messages` writes the files anew; read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flexvpn.base import errors
from flexvpn.base.errors import HeadendError
from flexvpn.base.mistake import Mistake
from flexvpn.certificates.pkcs12 import Unreadable, unreadable

MESSAGES = Path(__file__).with_name("messages")
MISTAKES = (
    Mistake(
        "unknown key",
        path="hosts.yaml",
        line=7,
        key="edge.data.adress_pools",
        hint="did you mean address_pools?",
    ),
    Mistake("no such file", path="pki/IKEv2-TP.p12", key="trustpoint.pkcs12"),
)
SAMPLES: tuple[HeadendError, ...] = (
    errors.HeadendError("something of our own failed"),
    errors.InputRefused("FILE: no such file"),
    errors.IntentRefused(MISTAKES),
    errors.SecretUnavailable("env:VPN_TEST", "the variable is not set", hint="export VPN_TEST=…"),
    errors.TicketRefused(MISTAKES[:1]),
    errors.QuestionUnanswered(
        "Push to 2 headends? nobody is there to answer", hint="agree beforehand with --yes"
    ),
    unreadable("pki/IKEv2-TP.p12", Unreadable.NOT_OPENED),
    errors.StateUnusable("/var/lib/headend", "Permission denied"),
    errors.OptionsRefused((Mistake("no host and no group edg", key="--limit", hint="did you mean edge?"),)),
    errors.HeadendFailed("edge", "show clock", "no answer"),
    errors.Unreachable(
        "edge", "log-in", "edge.example.com does not resolve", hint="look at `hostname`, and at DNS"
    ),
    errors.LoginRefused("edge", "log-in", "the router refuses the password of user admin"),
    errors.HostKeyRefused("edge", "log-in", "the SSH host key is unknown: 192.0.2.1 shows SHA256:abc"),
    errors.PreflightRefused("edge", "preflight", "its SCP server is off", hint="`headend doctor --prepare`"),
    errors.PlanStale(
        "edge", "deploy", "the router has changed since this plan was made; nothing was applied"
    ),
    errors.NotEnoughSpace("edge", "upload", "bootflash has 1,000 bytes free, acvpn.xml needs 2,924"),
    errors.TransferCorrupted("edge", "upload", "acvpn.xml arrived with another MD5; it was removed"),
    errors.ImportFailed(
        "edge",
        "import",
        "trustpoint IKEv2-TP holds no certificate",
        reply="CRYPTO_PKI: Import PKCS12 operation failed, bad HMAC",
    ),
    errors.CommandRefused(
        "edge",
        "ip local pool ACPool 192.168.10.5 192.168.10.10",
        "the router refuses the line",
        reply="% IP address range overlaps with pool: Other",
    ),
    errors.NotUnderstood("edge", "show crypto session detail", "no line of the answer was understood"),
    errors.Busy(
        "edge", "lock", "another run holds it: alice on nms since 03:07", hint="try again when it has ended"
    ),
    errors.RolledBack(
        "edge",
        "prove",
        "the second log-in failed",
        reply="% Authentication failed",
        state="as before the push",
        hint="mend the reason and deploy again",
    ),
)


def file_of(error: HeadendError) -> Path:
    return MESSAGES / f"{error.code}.txt"


def text_of(error: HeadendError) -> str:
    return f"{type(error).__name__} [{error.code}], exit code {error.exit_code}\n\n{error}\n"


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: error.code)
def test_an_error_says_what_it_said(error: HeadendError) -> None:
    assert file_of(error).read_text() == text_of(error)


def test_every_class_of_the_tree_has_its_message() -> None:
    tree = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, HeadendError)}
    assert tree <= {type(error) for error in SAMPLES}
    assert {path.name for path in MESSAGES.iterdir()} == {file_of(error).name for error in SAMPLES}


def test_whatever_fails_on_a_headend_says_what_to_do_next() -> None:
    silent = [error.code for error in SAMPLES if isinstance(error, errors.HeadendFailed) and not error.hint]
    assert silent == [errors.HeadendFailed.code]


if __name__ == "__main__":
    for sample in SAMPLES:
        file_of(sample).write_text(text_of(sample))
