"""Does a client that arrives find its profile, and does everything that the profile names exist?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.plurals import counted
from flexvpn.checks.addresses import permits
from flexvpn.checks.certificate import label
from flexvpn.checks.check import failed, passed, skipped, warned
from flexvpn.ios.config import Config
from flexvpn.ios.method_lists import method_list, names_group
from flexvpn.router.held import hold
from flexvpn.router.materials import choose_labels
from flexvpn.sections.intended import render

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
# It is not known whether a log-in needs it: local users have no attributes of their own (docs/iosxe.md section 9).
_UNSETTLED = "aaa authorization user anyconnect-eap "
_DEPLOY = "`headend plan` shows what is missing, `headend deploy` sends it"


def complete(subject: Subject) -> Iterator[Verdict]:
    """Every line of the intended profile is there, or a line of the router's own that no push replaces."""
    yield from _has_lines(subject, "ikev2_profile", _labels_in_use(subject))


def authorization(subject: Subject) -> Iterator[Verdict]:
    """Every line of the authorization policies is there, and so are the access lists for split tunnelling."""
    yield from _has_lines(subject, "authorization_policies", {})
    lists = {policy.split_tunnel for policy in subject.headend.authorization_policies if policy.split_tunnel}
    for name in sorted(lists):
        if not permits(subject, name):
            text = f"access list {name} is missing or permits nothing: all traffic is tunnelled"
            yield failed(text, _DEPLOY, Admits.ALL)


def method_lists(subject: Subject) -> Iterator[Verdict]:
    """``aaa new-model`` and both method lists exist; where a list asks a server, that one decides who gets in."""
    aaa = subject.headend.aaa
    required = {
        "aaa new-model": "aaa new-model",
        aaa.authentication_list: f"aaa authentication login {aaa.authentication_list} ",
        aaa.authorization_list: f"aaa authorization network {aaa.authorization_list} ",
    }
    missing = [name for name, line in required.items() if not subject.config.starting(line)]
    if missing:
        yield failed(f"missing: {', '.join(missing)}", _DEPLOY)
    else:
        yield passed(", ".join(required))
    for line in _asking_servers(subject):
        yield warned(
            f"`{line}`: a server decides, and what it says of the intent's users is not known here",
            "log in once; `show aaa servers` on the router says whether its servers answer",
            Admits.UNSURE,
        )


_LISTS = (
    ("aaa authentication anyconnect-eap ", "aaa authentication login"),
    ("aaa authorization group anyconnect-eap list ", "aaa authorization network"),
    ("aaa authorization group override anyconnect-eap list ", "aaa authorization network"),
    ("aaa authorization user anyconnect-eap list ", "aaa authorization network"),
)


def _asking_servers(subject: Subject) -> Iterator[str]:
    """The method lists of the router's profile that name a server group; of the intent's, where there is no profile."""
    profile = subject.block(f"crypto ikev2 profile {subject.headend.ikev2_profile.name}")
    named = {
        (kind, child.removeprefix(start).split()[0]): None
        for child in (profile.children if profile else ())
        for start, kind in _LISTS
        if child.startswith(start)
    }
    aaa = subject.headend.aaa
    named |= {
        (kind, name): None
        for kind, name in (
            ("aaa authentication login", aaa.authentication_list),
            ("aaa authorization network", aaa.authorization_list),
        )
        if not profile
    }
    lines = (method_list(subject.config, kind, name) for kind, name in named)
    yield from (line for line in lines if names_group(line))


def attached(subject: Subject) -> Iterator[Verdict]:
    """Template, IPsec profile and IKEv2 profile refer to one another."""
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
    """No other IKEv2 profile matches the key-id of our clients: which one IOS-XE would take cannot be told."""
    identity = f"match identity remote key-id {subject.headend.ikev2_profile.identity}"
    ours = f"crypto ikev2 profile {subject.headend.ikev2_profile.name}"
    rivals = [
        block
        for block in subject.config.starting("crypto ikev2 profile ")
        if block.line != ours and identity in block.children
    ]
    others = [block.line for block in rivals]
    present = subject.block(ours)
    if others and (any(map(_serves, rivals)) if present is None else identity not in present.children):
        # Clients may get in until the next push, by another identity or by the other profile.
        yield warned(
            f"{', '.join(others)} has `{identity}`, which {ours} has not",
            "remove the line from the other profile, or set another identity in the intent",
            Admits.UNSURE,
        )
    elif others:
        yield failed(
            f"{', '.join(others)} has `{identity}` too",
            "remove the line from the other profile, or set another identity in the intent",
        )
    else:
        yield passed(identity)


def _serves(profile: Block) -> bool:
    """True where clients can connect by a profile: it has a template for them."""
    return any(child.startswith("virtual-template ") for child in profile.children)


def dead_peers(subject: Subject) -> Iterator[Verdict]:
    """Dead peer detection is configured as intended."""
    dpd = subject.headend.ikev2_profile.dpd
    block = subject.block(f"crypto ikev2 profile {subject.headend.ikev2_profile.name}")
    lines = [child for child in (block.children if block else ()) if child.startswith("dpd ")]
    if dpd is None:
        if lines:
            yield failed(f"the router has `{lines[0]}`, meant is none", "`headend deploy` takes it away")
        else:
            yield skipped("the intent sets none, nor does the router")
        return
    intended = f"dpd {dpd.interval} {dpd.retry} {dpd.mode}"
    if intended in lines:
        yield passed(intended)
    else:
        yield failed(f"the router has {lines[0] if lines else 'no dpd'}, meant is `{intended}`", _DEPLOY)


def fragments(subject: Subject) -> Iterator[Verdict]:
    """IKE fragmentation is configured as intended: a long chain of certificates does not fit into one packet."""
    mtu = subject.headend.ikev2_profile.fragmentation
    lines = [block.line for block in subject.config.starting("crypto ikev2 fragmentation")]
    there = lines[0] if lines else "none"
    if mtu is None:
        yield skipped(f"the intent sets none; the router has {there}")
    elif lines == [f"crypto ikev2 fragmentation mtu {mtu}"]:
        yield passed(there)
    else:
        yield failed(f"the router has {there}, meant is `crypto ikev2 fragmentation mtu {mtu}`", _DEPLOY)


def _labels_in_use(subject: Subject) -> dict[str, str]:
    """The label of each trustpoint of ours: the one that the router's profile names, where that is one of ours.

    The certificate's own checks say which certificate it holds, if any. The label of a certificate that is yet to be
    imported would tell the reader nothing.
    """
    labels = choose_labels(subject.materials, subject.inspection.observation)
    there = label(subject)
    return {
        name: there if there == name or there.startswith(f"{name}-") else chosen
        for name, chosen in labels.items()
    }


def _has_lines(subject: Subject, section: str, labels: Mapping[str, str]) -> Iterator[Verdict]:
    parts = [part for part in render(subject.headend, labels) if part.name == section]
    kinds = dict(type(subject.headend).section_types())
    missing: list[str] = []
    complete_blocks: list[str] = []
    grave: list[str] = []
    sides = [
        hold(section, kinds[section], _present(subject, part.config), part.config, subject.config)
        for part in parts
    ]
    for held_line in (held_line for side in sides for held_line in side.held if held_line.instead):
        step = "put the intent's line there yourself, or leave it"
        yield warned(f"left alone: {held_line.line}: {held_line}", step, Admits.UNSURE)
    for block in (block for side in sides for block in side.intended):
        present = subject.block(block.line)
        if present is None:
            missing.append(block.line)
            grave.append(block.line)
            continue
        complete_blocks.append(f"{block.line}: {counted(len(block.children), 'line')}")
        lacking = [child for child in block.children if child not in present.children]
        missing += lacking
        grave += [
            line for line in lacking if not line.startswith(_HARMLESS) and not _served(line, present, subject)
        ]
    if missing:
        unsettled = all(line.startswith(_UNSETTLED) for line in grave)
        admits = (Admits.UNSURE if unsettled else None) if grave else Admits.ALL
        yield failed(f"missing: {'; '.join(missing)}", _DEPLOY, admits)
    else:
        yield passed("; ".join(complete_blocks)) if complete_blocks else skipped("the intent has none")


def _present(subject: Subject, intended: Config) -> Config:
    return Config(tuple(there for block in intended if (there := subject.block(block.line))))


def _served(line: str, present: Block, subject: Subject) -> bool:
    """True where the profile names another certificate that the router holds; its own checks say how good that is."""
    start = "pki trustpoint "
    held = subject.inspection.observation.identities
    return line.startswith(start) and any(
        child.startswith(start) and child.split()[2] in held for child in present.children
    )
