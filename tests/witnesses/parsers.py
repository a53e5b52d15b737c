"""The two parsers as functions, and what is known to be wrong with them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ntc_templates.parse import parse_output

from tests.witnesses.environments import ANSIBLE, GENIE, PROGRAMS, Environment


@dataclass(frozen=True)
class Defect:
    """A command on whose real output this version of a parser fails: how, and why that is not the lab's fault."""

    command: str
    says: str
    reason: str
    releases: tuple[str, ...] = ()
    mend: Callable[[str], str] | None = None
    """The least change to the text that gets the parser past its defect: then it must read the router's state."""


class Genie:
    """Genie in its own environment, kept running: starting it takes two seconds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, command: str, output: str) -> Any:  # noqa: ANN401 - a parser's own structure
        """What it reads; ``"error: ..."`` where it stops, ``None`` where it has no parser."""
        answer = _asked(self._process, {"command": command, "output": output})
        if answer["parser"] is None:
            return None
        return f"error: {answer['error']}" if "error" in answer else answer["parsed"]


class Ansible:
    """Ansible's reader of configurations, kept running."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, text: str) -> list[list[str]]:
        """Every line with its parents, in order."""
        return _asked(self._process, text)  # type: ignore[no-any-return]


def _asked(process: subprocess.Popen[str], order: object) -> Any:  # noqa: ANN401 - JSON
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@contextmanager
def genie() -> Iterator[Genie]:
    """Start genie, and stop it."""
    with _running(GENIE, "genie_parse.py") as process:
        yield Genie(process)


@contextmanager
def ansible() -> Iterator[Ansible]:
    """Start Ansible's reader, and stop it."""
    with _running(ANSIBLE, "ansible_config.py") as process:
        yield Ansible(process)


@contextmanager
def _running(environment: Environment, program: str) -> Iterator[subprocess.Popen[str]]:
    words = [str(environment.python), str(PROGRAMS / program)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def ntc(command: str, output: str) -> Any:  # noqa: ANN401 - rows, or why not
    """What ntc-templates reads, empty fields left out; ``"error: ..."`` or ``None`` as genie."""
    try:
        rows = parse_output(platform="cisco_ios", command=command, data=output)
    except Exception as error:  # noqa: BLE001 - textfsm raises a class of its own for each mishap
        return None if "No template" in str(error) else f"error: {error}"
    return [{name: value for name, value in row.items() if value not in ("", [])} for row in rows]


def without_hyphen(text: str) -> str:
    """``VirtualAccess1`` in the head of each SA, ``AnyConnect`` for the method."""
    return text.replace("interface: Virtual-Access", "interface: VirtualAccess").replace(
        "AnyConnect-EAP,", ","
    )


LONG_FORM = "show crypto pki certificates verbose"


def of_trustpoint(text: str, name: str = "IKEv2-TP") -> str:
    """Of all certificates those of one trustpoint: genie reads the long form of a trustpoint only."""
    return "\n\n".join(b for b in text.split("\n\n") if f"Associated Trustpoints: {name} \n" in b) + "\n\n"


GENIE_DEFECTS = (
    Defect(
        "show crypto ikev2 sa detail",
        "Missing keys",
        "its pattern of `Encr: ...` takes no hyphen in `Auth verify: AnyConnect-EAP` (the document's own line)",
        mend=lambda text: text.replace("verify: AnyConnect-EAP", "verify: AnyConnect"),
    ),
    Defect(
        "show crypto ipsec sa",
        "peer_dict",
        "its pattern of `interface:` takes no hyphen, and every remote-access SA is on a Virtual-Access",
        mend=without_hyphen,
    ),
    Defect("show crypto ipsec sa detail", "peer_dict", "as `show crypto ipsec sa`", mend=without_hyphen),
    Defect(
        "show crypto ikev2 session detailed",
        "nat_t",
        "reads `NAT-T is detected  outside` and has no place for it in its schema",
        mend=lambda text: re.sub(r"(?m)^ +NAT-T is .*\n", "", text),
    ),
    Defect(
        "show crypto ikev2 proposal",
        "'default', 'encryption'",
        "takes one cipher; the smart default of 16.9 has three",
        ("16.9.2",),
        mend=lambda text: text.replace("AES-CBC-256 AES-CBC-192 AES-CBC-128", "AES-CBC-256"),
    ),
    Defect(
        "show crypto ikev2 profile AnyConnect-EAP",
        "'dpd'",
        "takes no `DPD: disabled` (recorded) and one word only of an authorization list",
        ("17.3.4", "17.9.4", "17.15.5", "26.2.1"),
        mend=lambda text: re.sub(
            r"(AAA (?:group|user) authorization: anyconnect-eap) .*",
            r"\1",
            text.replace("DPD: disabled", "DPD: interval 10, retry-interval 2, periodic"),
        ),
    ),
    Defect(
        "show crypto ikev2 profile AnyConnect-EAP",
        "'dpd'",
        "as above, and wants `Shutdown`, which 16.9 has not",
        ("16.9.2",),
    ),
    Defect(
        "show crypto session",
        '"Virtual-Access2": {"profile": "AnyConnect-EAP", "session_status": "UP-ACTIVE"}',
        "two clients behind one address become one: peers are kept by address, under the first interface",
    ),
    Defect("show crypto session detail", '"session_status": "UP-ACTIVE"}}', "as `show crypto session`"),
    Defect("show crypto key mypubkey ec", "output is empty", "has no word for a router without EC keys"),
    Defect("show crypto pki crls", "output is empty", "has no word for a router without CRLs"),
    Defect("show crypto pki certificates storage", "output is empty", "takes `storage` for a trustpoint"),
    Defect("show ipv6 interface", "output is empty", "has no word for a router without IPv6"),
    Defect("show cdp", "output is empty", "has no word for a router without CDP"),
    Defect("show ip nat translations", "output is empty", "has no word for a router that translates nothing"),
    Defect("show crypto isakmp sa", "isakmp_stats", "has no word for a router without IKEv1"),
    Defect("show lldp", "output is empty", "has no word for a router without LLDP"),
    Defect(
        "show license summary",
        "output is empty",
        "has no word for a router without Smart Licensing",
        ("16.9.2",),
    ),
)
NTC_DEFECTS = (
    Defect("show crypto pki certificates storage", "stored in", "takes `storage` for a trustpoint"),
    Defect("show startup-config", "Using", "index: `sh[[ow]] sta[[ndby]]` takes `show startup-config`"),
    Defect("show bootflash:", "bootflash", "index: `sh[[ow]] boot` takes `show bootflash:`"),
    Defect("show archive config differences", "Contextual", "index: `show archive` takes its sub-commands"),
    Defect("show archive config incremental-diffs bootflash:/merge.cfg", "List of Commands", "as above"),
    Defect("show archive config rollback timer", "No Rollback", "as above"),
    Defect(
        "show file systems", '"prefixes": "nvram:"', "drops the row of the default file system, marked `*`"
    ),
    Defect("show archive log config", "configuration logger", "as above"),
    Defect("show login", "[]", "index: `sh[[ow]] log[[ging]]` takes `show login`"),
    Defect("show crypto pki certificates", "Self-Signed", "knows no `Router Self-Signed Certificate`"),
    Defect("show crypto pki certificates verbose", "Version: 3", "knows the short form only"),
    Defect("show crypto pki certificates verbose IKEv2-TP", "Version: 3", "knows the short form only"),
    Defect("show crypto session detail", "permit ip", "knows `IPSEC FLOW` of protocol 47 and networks only"),
    Defect("show crypto ipsec sa detail", "Input Line", "knows no such line in an SA"),
    Defect("show bootvar", "CONFIG_FILE variable", "knows the form of switches only"),
    Defect("show platform", "Chassis type", "knows the form of switches only"),
    Defect("show license summary", "Input Line", "index: `sh[[ow]] lic[[ense]]` takes its sub-commands"),
    Defect("show license udi", "Input Line", "as above"),
    Defect("show running-config interface GigabitEthernet1", "Input Line: end", "takes no `end`"),
)
