"""Does a client that arrives find its profile, and does everything that the profile names exist?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.checks.addresses import permits
from flexvpn.checks.certificate import label
from flexvpn.checks.check import failed, passed, skipped
from flexvpn.finding import Admits
from flexvpn.planner import choose_labels
from flexvpn.rendering import render
from flexvpn.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flexvpn.checks.check import Subject, Verdict
    from flexvpn.ios.config import Block

# Without these a client connects all the same, though not as was meant.
_HARMLESS = (
    *("dpd ", "description ", "lifetime "),
    *(
        "backup-gateway ",
        "banner ",
        "def-domain ",
        "dns ",
        "ipsec flow-limit ",
        "ipv6 dns ",
        "netmask ",
        "pfs",
    ),
    *("route set ", "session-lifetime ", "split-dns ", "wins "),
)
# Whether a log-in needs it is not settled: local users have no attributes of their own (IOSXE.md section 9).
_UNSETTLED = "aaa authorization user anyconnect-eap "
_DEPLOY = "`headend plan` shows what is missing, `headend deploy` sends it"


def complete(subject: Subject) -> Iterator[Verdict]:
    """Every line of the intended profile is there."""
    yield _has_lines(subject, "ikev2_profile", _labels_in_use(subject))


def authorization(subject: Subject) -> Iterator[Verdict]:
    """Every line of the authorization policies is there, and so are the lists of what goes through the tunnel."""
    yield _has_lines(subject, "authorization_policies", {})
    lists = {policy.split_tunnel for policy in subject.headend.authorization_policies if policy.split_tunnel}
    for name in sorted(lists):
        if not permits(subject, name):
            text = f"access list {name} is missing or permits nothing: all traffic is tunnelled"
            yield failed(text, _DEPLOY, Admits.ALL)


def method_lists(subject: Subject) -> Iterator[Verdict]:
    """``aaa new-model`` and both method lists that the profile names exist."""
    aaa = subject.headend.aaa
    wanted = {
        "aaa new-model": "aaa new-model",
        aaa.authentication_list: f"aaa authentication login {aaa.authentication_list} ",
        aaa.authorization_list: f"aaa authorization network {aaa.authorization_list} ",
    }
    missing = [name for name, line in wanted.items() if not subject.config.starting(line)]
    if missing:
        yield failed(f"missing: {', '.join(missing)}", _DEPLOY)
    else:
        yield passed(", ".join(wanted))


def attached(subject: Subject) -> Iterator[Verdict]:
    """Template, IPsec profile and IKEv2 profile lead to one another."""
    headend = subject.headend
    links = (
        (
            f"interface Virtual-Template{headend.virtual_template.number}",
            f"tunnel protection ipsec profile {headend.ipsec.profile}",
        ),
        (f"crypto ipsec profile {headend.ipsec.profile}", f"set ikev2-profile {headend.ikev2_profile.name}"),
        (
            f"crypto ikev2 profile {headend.ikev2_profile.name}",
            f"virtual-template {headend.ikev2_profile.virtual_template}",
        ),
    )
    broken = []
    for parent, child in links:
        block = subject.block(parent)
        if block is None:
            broken.append(f"no {parent}")
        elif child not in block.children:
            broken.append(f"{parent} lacks `{child}`")
    if broken:
        yield failed("; ".join(broken), _DEPLOY)
    else:
        yield passed(" -> ".join(parent.rpartition(" ")[2] for parent, _ in links))


def alone(subject: Subject) -> Iterator[Verdict]:
    """No other IKEv2 profile matches the key-id that our clients present: which one IOS-XE takes is not ours to say."""
    identity = f"match identity remote key-id {subject.headend.ikev2_profile.identity}"
    ours = f"crypto ikev2 profile {subject.headend.ikev2_profile.name}"
    others = [
        block.line
        for block in subject.config.starting("crypto ikev2 profile ")
        if block.line != ours and identity in block.children
    ]
    if others:
        yield failed(
            f"{', '.join(others)} has `{identity}` too",
            "remove the line from the other profile, or set another identity in the intent",
        )
    else:
        yield passed(identity)


def dead_peers(subject: Subject) -> Iterator[Verdict]:
    """Dead peer detection is set as meant."""
    dpd = subject.headend.ikev2_profile.dpd
    block = subject.block(f"crypto ikev2 profile {subject.headend.ikev2_profile.name}")
    lines = [child for child in (block.children if block else ()) if child.startswith("dpd ")]
    if dpd is None:
        if lines:
            yield failed(f"the router has `{lines[0]}`, meant is none", "`headend deploy` takes it away")
        else:
            yield skipped("the intent sets none, nor does the router")
        return
    wanted = f"dpd {dpd.interval} {dpd.retry} {dpd.mode}"
    if wanted in lines:
        yield passed(wanted)
    else:
        yield failed(f"the router has {lines[0] if lines else 'no dpd'}, meant is `{wanted}`", _DEPLOY)


def fragments(subject: Subject) -> Iterator[Verdict]:
    """IKE messages are cut as meant: a long chain of certificates does not fit into one packet."""
    wanted = subject.headend.ikev2_profile.fragmentation
    lines = [block.line for block in subject.config.starting("crypto ikev2 fragmentation")]
    there = lines[0] if lines else "none"
    if wanted is None:
        yield skipped(f"the intent sets none; the router has {there}")
    elif lines == [f"crypto ikev2 fragmentation mtu {wanted}"]:
        yield passed(there)
    else:
        yield failed(f"the router has {there}, meant is `crypto ikev2 fragmentation mtu {wanted}`", _DEPLOY)


def _labels_in_use(subject: Subject) -> dict[str, str]:
    """By trustpoint, the label that the profile names where it is one of ours.

    Whether a certificate lies under it, and which, the certificate's own checks say; the label of one that is yet to be
    imported would say nothing to anybody.
    """
    labels = choose_labels(subject.materials, subject.inspection.observation)
    there = label(subject)
    return {
        name: there if there == name or there.startswith(f"{name}-") else chosen
        for name, chosen in labels.items()
    }


def _has_lines(subject: Subject, section: str, labels: Mapping[str, str]) -> Verdict:
    parts = [part for part in render(subject.headend, labels) if part.name == section]
    missing: list[str] = []
    found: list[str] = []
    grave: list[str] = []
    for block in (block for part in parts for block in part.config):
        present = subject.block(block.line)
        if present is None:
            missing.append(block.line)
            grave.append(block.line)
            continue
        found.append(f"{block.line}: {counted(len(block.children), 'line')}")
        lacking = [child for child in block.children if child not in present.children]
        missing += lacking
        grave += [
            line for line in lacking if not line.startswith(_HARMLESS) and not _served(line, present, subject)
        ]
    if missing:
        unsettled = all(line.startswith(_UNSETTLED) for line in grave)
        admits = (Admits.UNSURE if unsettled else None) if grave else Admits.ALL
        return failed(f"missing: {'; '.join(missing)}", _DEPLOY, admits)
    return passed("; ".join(found)) if found else skipped("the intent has none")


def _served(line: str, present: Block, subject: Subject) -> bool:
    """True where another certificate than the one that is meant serves still; how good that is, its own checks say."""
    start = "pki trustpoint "
    held = subject.inspection.observation.identities
    return line.startswith(start) and any(
        child.startswith(start) and child.split()[2] in held for child in present.children
    )
