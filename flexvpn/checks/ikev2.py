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
# Whether a log-in needs it is not settled: local users have no attributes of their own (IOSXE.md section 9).
_UNSETTLED = "aaa authorization user anyconnect-eap "
_DEPLOY = "`headend plan` shows what is missing, `headend deploy` sends it"


def complete(subject: Subject) -> Iterator[Verdict]:
    """Every line of the intended profile is there, or the router's own that no push replaces."""
    yield from _has_lines(subject, "ikev2_profile", _labels_in_use(subject))


def authorization(subject: Subject) -> Iterator[Verdict]:
    """Every line of the authorization policies is there, and so are the lists of what goes through the tunnel."""
    yield from _has_lines(subject, "authorization_policies", {})
    lists = {policy.split_tunnel for policy in subject.headend.authorization_policies if policy.split_tunnel}
    for name in sorted(lists):
        if not permits(subject, name):
            text = f"access list {name} is missing or permits nothing: all traffic is tunnelled"
            yield failed(text, _DEPLOY, Admits.ALL)


def method_lists(subject: Subject) -> Iterator[Verdict]:
    """``aaa new-model`` and both method lists exist; whom a server lets in is not seen in the router's own database."""
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
    """The lists that the router's profile names, or ours if it has none, and that name a server group."""
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
    lines = (method_list(subject.config, *one) for one in named)
    yield from (line for line in lines if names_group(line))


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
    found = [
        block
        for block in subject.config.starting("crypto ikev2 profile ")
        if block.line != ours and identity in block.children
    ]
    others = [block.line for block in found]
    present = subject.block(ours)
    if others and (any(map(_serves, found)) if present is None else identity not in present.children):
        # Clients may get in as yet, by another identity or another profile: a push is what would keep them out.
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
    """True where clients that a profile takes get somewhere: it has a template for them."""
    return any(child.startswith("virtual-template ") for child in profile.children)


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


def _has_lines(subject: Subject, section: str, labels: Mapping[str, str]) -> Iterator[Verdict]:
    parts = [part for part in render(subject.headend, labels) if part.name == section]
    kinds = dict(type(subject.headend).section_types())
    missing: list[str] = []
    found: list[str] = []
    grave: list[str] = []
    sides = [
        hold(section, kinds[section], _present(subject, part.config), part.config, subject.config)
        for part in parts
    ]
    for one in (one for side in sides for one in side.held if one.instead):
        step = "put the intent's line there yourself, or leave it"
        yield warned(f"left alone: {one.line}: {one}", step, Admits.UNSURE)
    for block in (block for side in sides for block in side.intended):
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
        yield failed(f"missing: {'; '.join(missing)}", _DEPLOY, admits)
    else:
        yield passed("; ".join(found)) if found else skipped("the intent has none")


def _present(subject: Subject, wanted: Config) -> Config:
    return Config(tuple(there for block in wanted if (there := subject.block(block.line))))


def _served(line: str, present: Block, subject: Subject) -> bool:
    """True where another certificate than the one that is meant serves still; how good that is, its own checks say."""
    start = "pki trustpoint "
    held = subject.inspection.observation.identities
    return line.startswith(start) and any(
        child.startswith(start) and child.split()[2] in held for child in present.children
    )
