"""What each error says to a person, word for word: tests/errors/messages/CODE.txt.

A class that has the code of the class above it: CODE-CLASS.txt. After a change that is meant,
`python -m tests.errors.test_messages` writes the files anew; read the difference.
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
    errors.MaskRendered(
        "the template local_users.j2 rendered a masked secret", hint="use the filter `secret`"
    ),
    errors.InputRefused("FILE: no such file"),
    errors.IntentRefused(MISTAKES),
    errors.SecretUnavailable("env:VPN_TEST", "the variable is not set", hint="export VPN_TEST=…"),
    errors.TicketRefused(MISTAKES[:1]),
    errors.QuestionUnanswered(
        "Push to 2 headends? nobody is there to answer", hint="agree beforehand with --yes"
    ),
    unreadable("pki/IKEv2-TP.p12", Unreadable.NOT_OPENED),
    errors.StateUnusable("/var/lib/headend", "Permission denied"),
    errors.PlanFileRefused(
        "plan.json: this is no plan of this version", hint="make it with `headend plan --out FILE`"
    ),
    errors.FolderTaken("site is not empty", hint="name another folder, or empty this one"),
    errors.LabMissing(
        "the lab needs asyncssh, which the extra `lab` brings", hint="pip install 'flexvpn-headend[lab]'"
    ),
    errors.CodeUnknown("there is no error E20", hint="did you mean E201?"),
    errors.OptionsRefused((Mistake("no host and no group edg", key="--limit", hint="did you mean edge?"),)),
    errors.CopyRefused(
        "the ticket asks for OpenPGP, which needs pysequoia",
        hint="pip install 'flexvpn-headend[openpgp]', or an age recipient",
    ),
    errors.RecordingUnreadable("recording pool.zip: it is no text", hint="name a text file"),
    errors.ArchiveRefused(
        "case.rar: an archive ends in .tar.gz or .zip", hint="or name a folder that is there"
    ),
    errors.HeadendFailed("edge", "show clock", "no answer"),
    errors.Unreachable(
        "edge", "log-in", "edge.example.com does not resolve", hint="look at `hostname`, and at DNS"
    ),
    errors.ConnectionLost(
        "edge", "show running-config", "the router closed the connection", reply="Building configuration..."
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
    errors.Unanswered(
        "edge",
        "crypto pki import IKEv2-TP pkcs12",
        "the router asks something that this program has no answer to",
        reply="Replace the key pair? [yes/no]:",
    ),
    errors.NotUnderstood("edge", "show crypto session detail", "no line of the answer was understood"),
    errors.NotAsked("edge", "show ip nat translations", "this inspection did not ask for it"),
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
    errors.ScpRefused(
        "edge",
        "put acvpn.xml",
        "the router does not take the file over SCP",
        reply="Administratively disabled.",
        hint="`ip scp server enable`, which `headend doctor --prepare` sends",
    ),
    errors.NotProved(
        "edge", "prove", "the push is not proved:\nFAIL trustpoint: its certificate has expired"
    ),
    errors.NotFinished(
        "edge",
        "clear session",
        "alice is connected still",
        state="the push stands, confirmed and saved",
    ),
    errors.Stopped(
        "edge",
        "start",
        "told to stop before it was this headend's turn",
        hint="run the same again: it does only the rest",
    ),
    errors.DebugRefused(
        "edge",
        "debug",
        "nothing was turned on:\nthe router's CPU is at 71 %",
        hint="without --debug everything else is collected",
    ),
    errors.DebugLeftOn(
        "edge",
        "undebug all",
        "the debugs could not be turned off: the connection broke",
        state="the router's applet turns them off and removes itself within 60 s of their start",
    ),
    errors.Crashed("edge", "run", "KeyError: 'IKEv2-TP'"),
)


def file_of(error: HeadendError) -> Path:
    shares = "code" not in vars(type(error))
    return MESSAGES / (f"{error.code}-{type(error).__name__}.txt" if shares else f"{error.code}.txt")


def text_of(error: HeadendError) -> str:
    return f"{type(error).__name__} [{error.code}], exit code {error.exit_code}\n\n{error}\n"


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_says_what_it_said(error: HeadendError) -> None:
    assert file_of(error).read_text() == text_of(error)


def test_every_class_of_the_tree_has_its_message() -> None:
    tree = {
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, HeadendError)
    }
    assert {type(error) for error in SAMPLES} == tree
    assert len(SAMPLES) == len(tree)
    assert {path.name for path in MESSAGES.iterdir()} == {file_of(error).name for error in SAMPLES}


def test_whatever_fails_on_a_headend_says_what_to_do_next() -> None:
    silent = [error.code for error in SAMPLES if isinstance(error, errors.HeadendFailed) and not error.hint]
    assert silent == [errors.HeadendFailed.code]


if __name__ == "__main__":
    for sample in SAMPLES:
        file_of(sample).write_text(text_of(sample))
