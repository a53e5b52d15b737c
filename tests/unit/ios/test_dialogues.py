"""Every dialogue of docs/iosxe.md sections 2.1 and 2.2 as text, answered without a router."""

from __future__ import annotations

import pytest

from flexvpn.ios.dialogues import (
    CONFIRM,
    ENROLL,
    FILENAME,
    GENERATE_KEY,
    IMPORT_PKCS12,
    REMOVE,
    YES,
    Question,
    paste,
    reply_to,
)

HIERARCHY = """\
% The CA cert is not self-signed.
% Do you also want to create trustpoints for CAs higher in
% the hierarchy? [yes/no]: """
REPLACE = "% You already have RSA keys named TP.\n% Do you really want to replace them? [yes/no]: "
REMOVING = """\
% Removing an enrolled trustpoint will destroy all certificates
 received from the related Certificate Authority.

Are you sure you want to do this? [yes/no]: """
ZEROIZING = """\
% Keys to be removed are named 'TP'.
% All router certs issued using these keys will also be removed.
Do you really want to remove these keys? [yes/no]: """
PASTING = 'Enter the base 64 encoded CA certificate.\nEnd with a blank line or the word "quit" on a line by itself\n\n'


@pytest.mark.parametrize(
    ("dialogue", "printed", "answer"),
    [
        (IMPORT_PKCS12, "% Importing pkcs12...\nSource filename [x.p12]? ", ""),
        (IMPORT_PKCS12, "Source filename [x.p12]?", ""),
        (IMPORT_PKCS12, HIERARCHY, "yes"),
        (IMPORT_PKCS12, HIERARCHY.replace(" [yes/no]: ", "[yes/no]:"), "yes"),
        (IMPORT_PKCS12, REPLACE, "no"),
        (IMPORT_PKCS12, REPLACE.replace("keys named", "keys defined named"), "no"),
        (IMPORT_PKCS12, "Overwrite? [confirm]", ""),
        (REMOVE, REMOVING, "yes"),
        (REMOVE, ZEROIZING, "yes"),
        (GENERATE_KEY, REPLACE, "no"),
        (ENROLL, "% Include the router serial number in the subject name? [yes/no]: ", "no"),
        (ENROLL, "% Include an IP address in the subject name? [no]: ", "no"),
        (ENROLL, "Display Certificate Request to terminal? [yes/no]: ", "yes"),
        (ENROLL, "\n---End - This line not part of the\n\nRedisplay enrollment request? [yes/no]: ", "no"),
        (paste("MII=\n"), PASTING, "MII=\nquit"),
        (paste("MII="), "% Do you accept this certificate? [yes/no]: ", "yes"),
        ((CONFIRM,), "Do you want to continue? [confirm]", ""),
        ((FILENAME,), "Destination filename [running-config]? ", ""),
        ((YES,), "Proceed? [yes/no] [no]: ", "yes"),
    ],
)  # fmt: skip
def test_each_question_of_a_dialogue_has_its_answer(
    dialogue: tuple[Question, ...], printed: str, answer: str
) -> None:
    assert reply_to(printed, dialogue) == answer


@pytest.mark.parametrize(
    ("dialogue", "printed"),
    [
        pytest.param(IMPORT_PKCS12, "Do you want to erase everything? [yes/no]: ", id="unknown"),
        pytest.param(IMPORT_PKCS12, REMOVING, id="another command's"),
        pytest.param(REMOVE, HIERARCHY, id="an import's"),
        pytest.param(IMPORT_PKCS12, HIERARCHY + "yes\nCRYPTO_PKI: Imported PKCS12 file successfully.\n", id="over"),
        pytest.param(IMPORT_PKCS12, "% Trustpoint TP is in use.\n% Please delete it.\n", id="none"),
    ],
)  # fmt: skip
def test_what_a_dialogue_does_not_know_is_never_answered(
    dialogue: tuple[Question, ...], printed: str
) -> None:
    assert reply_to(printed, dialogue) is None
