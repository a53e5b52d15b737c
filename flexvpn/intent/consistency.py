"""Do the sections of a headend fit together? All that can be said without a router and without a file."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from ipaddress import IPv4Network
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

from flexvpn.base.plurals import counted
from flexvpn.base.values import AddressRange
from flexvpn.intent.negotiation import negotiation_problems
from flexvpn.intent.problems import Problem, error, warning
from flexvpn.ios.addresses import AddressSet
from flexvpn.ios.releases import CLIENT_PROFILE, holds_client_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from flexvpn.sections.headend import Headend
    from flexvpn.sections.section import Ref, Section

_SMART_DEFAULTS = frozenset(
    {
        "authorization policy",
        "ikev2 proposal",
        "ikev2 policy",
        "ikev2 profile",
        "transform set",
        "ipsec profile",
    }
)
_CLIENT_FILE = "acvpn.xml"


def problems(headend: Headend) -> tuple[Problem, ...]:
    """Everything about this headend that is wrong or worth saying, in the order of its sections."""
    places = section_places(headend)
    found = [*repeated_names(places), *dangling(places), *misfits(headend)]
    order = {name: number for number, name in enumerate(type(headend).model_fields)}
    return tuple(sorted(found, key=lambda problem: (problem.level, order.get(problem.key.split(".")[0], 0))))


def misfits(headend: Headend, unread: Collection[str] = ()) -> Iterator[Problem]:
    """What does not fit together, names apart; nothing that depends on a section in ``unread`` is looked at."""
    for fields, look in _LOOKS:
        if fields.isdisjoint(unread):
            yield from look(headend)


def section_places(headend: Headend) -> list[tuple[str, Section]]:
    """Every section with its dotted key; those of which there can be several are numbered."""
    places: list[tuple[str, Section]] = []
    for name, _ in headend.section_types():
        value = getattr(headend, name)
        if isinstance(value, tuple):
            places += [(f"{name}.{number}", section) for number, section in enumerate(value)]
        elif value is not None:
            places.append((name, value))
    return places


def repeated_names(places: list[tuple[str, Section]]) -> Iterator[Problem]:
    """A name stands for one object, and ``default`` is IOS-XE's own."""
    seen: dict[Ref, str] = {}
    for key, section in places:
        for ref in sorted(section.defines()):
            if ref in seen and seen[ref] != key:
                yield error(f"{key}.name", f"{ref} is there already, at {seen[ref]}", "one name, one object")
            seen.setdefault(ref, key)
            if ref.kind in _SMART_DEFAULTS and ref.name.lower() == "default":
                yield error(
                    f"{key}{_field(section, ref.name)}",
                    f"the {ref.kind} default is IOS-XE's own, which running-config does not show",
                    "give it another name",
                )


def dangling(
    places: list[tuple[str, Section]],
    spared: Callable[[str, Ref], bool] = lambda _key, _ref: False,
    more: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Iterator[Problem]:
    """What a section names must be there.

    Args:
        places: every section with its dotted key.
        spared: by section and name, what is not to be judged.
        more: by kind, names that are there without being defined.
    """
    defined = {ref for _, section in places for ref in section.defines()}
    for key, section in places:
        for ref in sorted(section.uses() - defined):
            if spared(key, ref):
                continue
            known = sorted({*(one.name for one in defined if one.kind == ref.kind), *more.get(ref.kind, ())})
            near = get_close_matches(ref.name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
            yield error(f"{key}{_field(section, ref.name)}", f"{ref} is named here and defined nowhere", hint)


def _field(section: Section, value: str) -> str:
    """The field that holds a name, with a dot before it; empty where none or more than one does."""
    holders = [name for name in type(section).model_fields if value in _texts(getattr(section, name))]
    return f".{holders[0]}" if len(holders) == 1 else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else (str(value),)


def _addresses(headend: Headend) -> Iterator[Problem]:
    numbered = list(enumerate(headend.address_pools))
    for (_, first), (place, second) in combinations(numbered, 2):
        common = AddressSet.of(first.ranges) & AddressSet.of(second.ranges)
        if common:
            yield error(
                f"address_pools.{place}.ranges",
                f"pools {first.name} and {second.name} overlap in {_listed(common.ranges)}",
                "IOS-XE refuses the second range",
            )
    for place, pool in numbered:
        if headend.loopback.address in AddressSet.of(pool.ranges):
            yield error(
                f"address_pools.{place}.ranges",
                f"pool {pool.name} holds {headend.loopback.address}, the address of Loopback{headend.loopback.number}",
                "a client would be given the router's own address",
            )


def _listed(ranges: tuple[AddressRange, ...]) -> str:
    return ", ".join(str(part).replace(" ", "-") for part in ranges)


def _profiles(headend: Headend) -> Iterator[Problem]:
    if headend.profile_download and headend.http.secure_server:
        yield error(
            "http.secure_server",
            "the HTTPS server together with profile_download: the router can crash when a client connects",
            "leave out one of the two",
        )
    if headend.profile_download and not holds_client_profile(headend.release):
        yield warning(
            "profile_download",
            f"{headend.release} holds no client profile ({CLIENT_PROFILE.since} does): nothing of this section is sent",
            "leave it out for this host",
        )
    if headend.anyconnect_profile.file != _CLIENT_FILE:
        yield warning(
            "anyconnect_profile.file",
            f"clients get the profile as {_CLIENT_FILE}, whatever it is called on the router",
            "Cisco recommends not to change the name",
        )
    matched = headend.ikev2_profile.identity
    for place, server in enumerate(headend.anyconnect_profile.client.servers):
        if server.ike_identity not in {None, matched}:
            yield error(
                f"anyconnect_profile.client.servers.{place}.ike_identity",
                f"clients would say that they are {server.ike_identity}, and the IKEv2 profile matches {matched}",
                "leave ike_identity out: it follows ikev2_profile.identity",
            )


def _users(headend: Headend) -> Iterator[Problem]:
    section = headend.local_users
    for name, count in Counter(user.name for user in section.users).items():
        if count > 1:
            yield error("local_users.users", f"user {name} is there {count} times")
    for name in sorted({user.name for user in section.users} & set(section.administrators)):
        yield error(
            f"users.{name}",
            f"{name} is an administrator and a VPN user: the push would take the privilege away",
            "give the VPN user another name",
        )
    if section.vty.autocommand_logout and headend.administration.exec_default is None:
        yield error(
            "local_users.vty.autocommand_logout",
            "works only with exec authorization, which administration.exec_default leaves out",
            "set administration.exec_default to local",
        )
    if section.credential == "secret":
        yield warning(
            "local_users.credential",
            "whether the router takes a `secret` for AnyConnect-EAP is not settled",
            "log in once with such a user before you rely on it",
        )
    other = [user.name for user in section.users if bool(user.secret) != (section.credential == "secret")]
    if other:
        yield warning(
            "local_users.credential",
            f"{len(other)} of {counted(len(section.users), 'user')} with the other kind of credential: {other[0]} …",
            "reset their passwords, or leave them until they change",
        )


def _lists(headend: Headend) -> Iterator[Problem]:
    lists = {item.name: item for item in headend.access_lists}
    used = {policy.split_tunnel: "goes through the tunnel" for policy in headend.authorization_policies}
    used |= {headend.nat.access_list: "is translated"} if headend.nat else {}
    for place, item in enumerate(headend.access_lists):
        if item.name in used and all(entry.action == "deny" for entry in item.entries):
            yield error(
                f"access_lists.{place}.entries",
                f"access list {item.name} permits nothing, so that nothing {used[item.name]}",
                "an entry without `action: deny`",
            )
    for place, policy in enumerate(headend.authorization_policies):
        split = lists.get(policy.split_tunnel or "")
        if split and split.type != "standard":
            yield error(
                f"authorization_policies.{place}.split_tunnel",
                f"access list {split.name} is extended; `route set access-list` takes a standard one",
            )
    if headend.nat and (translated := lists.get(headend.nat.access_list)):
        networks = [
            IPv4Network("0.0.0.0/0") if entry.source == "any" else entry.source
            for entry in translated.entries
            if entry.action == "permit"
        ]
        covered = AddressSet.of(AddressRange(first=network[0], last=network[-1]) for network in networks)
        for place, pool in enumerate(headend.address_pools):
            left = AddressSet.of(pool.ranges) - covered
            if left:
                yield warning(
                    f"address_pools.{place}",
                    f"{_listed(left.ranges)} of pool {pool.name} is not translated by access list {translated.name}",
                    "clients with these addresses reach no Internet",
                )
    named = set(headend.ikev2_policy.proposals) if headend.ikev2_policy else set()
    for place, proposal in enumerate(headend.ikev2_proposals):
        if proposal.name not in named:
            yield warning(
                f"ikev2_proposals.{place}.name",
                f"ikev2 proposal {proposal.name} is named by no policy: the router never offers it",
                "name it in ikev2_policy.proposals",
            )


_LOOKS: tuple[tuple[frozenset[str], Callable[[Headend], Iterator[Problem]]], ...] = (
    (frozenset({"address_pools", "loopback"}), _addresses),
    (
        frozenset({"release", "http", "profile_download", "anyconnect_profile", "ikev2_profile"}),
        _profiles,
    ),
    (frozenset({"local_users", "administration"}), _users),
    (
        frozenset({"access_lists", "authorization_policies", "nat", "address_pools", "ikev2_policy"}),
        _lists,
    ),
    (
        frozenset({"release", "compliance_shield", "ikev2_policy", "ikev2_proposals", "ipsec"}),
        negotiation_problems,
    ),
)
