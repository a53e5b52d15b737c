"""What a router's answer to a line means: refused, warned, told, or a log message in between.

docs/iosxe.md sections 1.2, 2 and 7. A line with a percent sign is a refusal unless it is known to be something else:
an answer that nobody has seen yet stops a push, it is never passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What one line of an answer is."""

    REFUSAL = "refusal"
    WARNING = "warning"
    INFORMATION = "information"
    SYSLOG = "syslog"


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing that the router said; a refusal carries the caret block above it, and what follows on below."""

    kind: Kind
    text: str


_SYSLOG = re.compile(
    r"^\s*(?:\S+ ?[:,]? )?[*.]?(?:[A-Z][a-z]{2}\s+\d.{0,40}: )?"
    r"%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:?\s"
)

_INSECURE = "%SYS-4-INSECURE"
"""Begins a log message that says the same as `SECURITY WARNING` and `INSECURE DYNAMIC WARNING` do at the prompt."""

_INFORMATION = (
    r"% Importing pkcs12",
    r"% (?:The CA cert is not self-signed|Do you also want to create trustpoints|the hierarchy\?)",
    r"% You already have RSA keys (?:defined )?named",
    r"% Do you really want to replace them\?",
    r"% Removing an enrolled trustpoint will destroy",
    r"% Be sure to ask the CA administrator",
    r"% Keys to be removed are named",
    r"% All router certs issued using these keys",
    r"% Policy already has same proposal set",
    r"% Generating \d+ bit",
    r"% Start certificate enrollment",
    r"% The (?:subject name|fully-qualified domain name|serial number|IP address) in the certificate will",
    r"% (?:Include (?:the router serial number|an IP address)|Do you accept this certificate)",
    r"% (?:Router |CA )?Certificate successfully imported",
    r"% Please answer 'yes' or 'no'",
    r"% The key modulus size is",
    r"% Using .* as",
    r"%?Enter configuration commands",
)
_WARNING = (
    r"%?\s*WARNING\b",
    r"%\s?Warning\b",
    r"Warning\b",
    # From 17.18.2 on, for commands that the router takes and calls insecure.
    r"SECURITY WARNING\b",
    r"INSECURE (?:\w+ )*WARNING\b",
    r"%Shutting down \S+ interface due to",
    r"%Please run \"no shutdown\"",
    r"Failed to generate persistent self-signed certificate",
    r"%NOTE\b",
    r"% ?Note\b",
)
_REFUSAL = (
    r"%",
    r"(?:ERROR|Error|error)\b\s*:",
    r"Command authorization failed",
    r"Command rejected",
    r"Profile \S+ is not defined",
    r".*\bdoes not exist\.?$",
    r"Can not |Cannot ",
    r"CRYPTO_PKI: .*(?:failed|status = )",
    r"Rollback aborted",
    r"Administratively disabled",
    r"Privilege denied",
    r"The input file is not a valid config file",
    r"(?:Unable|Failed) to ",
)
_KINDS = tuple(
    (kind, re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))
    for kind, patterns in (
        (Kind.INFORMATION, _INFORMATION),
        (Kind.WARNING, _WARNING),
        (Kind.REFUSAL, _REFUSAL),
    )
)
_CARET = re.compile(r"^\s*\^\s*$")
_FOLLOWS_ON = re.compile(r"^\s+\S")


def classify(line: str) -> Kind:
    """What one line of an answer is; a line that says nothing special is information."""
    if _SYSLOG.match(line):
        return Kind.WARNING if _INSECURE in line else Kind.SYSLOG
    words = line.strip()
    return next((kind for kind, pattern in _KINDS if pattern.match(words)), Kind.INFORMATION)


def read_replies(text: str) -> tuple[Reply, ...]:
    """Everything that a router said, one reply per line, blank lines left out."""
    lines = [line.rstrip() for line in text.replace("\r", "").split("\n")]
    replies: list[Reply] = []
    above: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if _CARET.match(line):
            above.append(line)
            continue
        kind = classify(line)
        previous = replies[-1] if replies else None
        if kind is Kind.REFUSAL:
            replies.append(Reply(kind, "\n".join((*above, line))))
        elif previous is not None and previous.kind is Kind.REFUSAL and _goes_on(line, kind):
            replies[-1] = Reply(Kind.REFUSAL, f"{previous.text}\n{line}")
        else:
            replies.append(Reply(kind, line.strip()))
        above = []
    return tuple(replies)


def _goes_on(line: str, kind: Kind) -> bool:
    return kind is Kind.INFORMATION and _FOLLOWS_ON.match(line) is not None


def refusals(text: str) -> tuple[str, ...]:
    """What the router refused, in its own words; empty where it took everything."""
    return tuple(reply.text for reply in read_replies(text) if reply.kind is Kind.REFUSAL)


def warnings(text: str) -> tuple[str, ...]:
    """What the router warned of; it took the lines all the same."""
    return tuple(reply.text for reply in read_replies(text) if reply.kind is Kind.WARNING)
