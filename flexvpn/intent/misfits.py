"""What of a headend's sections does not fit together, names apart.

Each look is given the sections that it names, and nothing else of the headend: where one of them cannot be read, it is
left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations
from typing import TYPE_CHECKING

from flexvpn.base.plurals import counted
from flexvpn.base.values import PROFILE_ON_ROUTER, AddressRange
from flexvpn.intent.negotiation import negotiation_problems
from flexvpn.intent.origins import USERS
from flexvpn.intent.problems import Problem, error, warning
from flexvpn.ios.addresses import AddressSet
from flexvpn.sections.access_lists import AccessList
from flexvpn.sections.address_pools import AddressPool
from flexvpn.sections.administration import Administration
from flexvpn.sections.anyconnect_profile import AnyConnectProfile
from flexvpn.sections.authorization_policies import AuthorizationPolicy
from flexvpn.sections.headend import Headend
from flexvpn.sections.http import Http
from flexvpn.sections.ikev2_policy import Ikev2Policy
from flexvpn.sections.ikev2_profile import Ikev2Profile
from flexvpn.sections.ikev2_proposals import Ikev2Proposal
from flexvpn.sections.ipsec import Ipsec
from flexvpn.sections.local_users import LocalUsers
from flexvpn.sections.loopback import Loopback
from flexvpn.sections.nat import Nat
from flexvpn.sections.profile_download import ProfileDownload

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from flexvpn.base.values import Release
    from flexvpn.sections.section import Section

_CLIENT_FILE = "acvpn.xml"


def misfits(headend: Headend, unread: Collection[str] = ()) -> Iterator[Problem]:
    """What does not fit together, names apart; nothing that depends on a section in ``unread`` is looked at."""
    for look in _LOOKS:
        if look.fields().isdisjoint(unread):
            yield from look.of(headend)


def _key(section: type[Section], *below: object) -> str:
    """The dotted place of a value in the headend's data."""
    return ".".join((Headend.field_of(section), *map(str, below)))


def _addresses(pools: tuple[AddressPool, ...], loopback: Loopback) -> Iterator[Problem]:
    numbered = list(enumerate(pools))
    for (_, first), (place, second) in combinations(numbered, 2):
        common = AddressSet.of(first.ranges) & AddressSet.of(second.ranges)
        if common:
            yield error(
                _key(AddressPool, place, "ranges"),
                f"pools {first.name} and {second.name} overlap in {_listed(common.ranges)}",
                "IOS-XE refuses the second range",
            )
    for place, pool in numbered:
        if loopback.address in AddressSet.of(pool.ranges):
            yield error(
                _key(AddressPool, place, "ranges"),
                f"pool {pool.name} holds {loopback.address}, the address of Loopback{loopback.number}",
                "a client would be given the router's own address",
            )


def _listed(ranges: tuple[AddressRange, ...]) -> str:
    return ", ".join(str(part).replace(" ", "-") for part in ranges)


def _profiles(
    release: Release,
    http: Http,
    download: ProfileDownload | None,
    client: AnyConnectProfile,
    profile: Ikev2Profile,
) -> Iterator[Problem]:
    if download and http.secure_server:
        yield error(
            _key(Http, "secure_server"),
            "the HTTPS server together with profile_download: the router can crash when a client connects",
            "leave out one of the two",
        )
    if download and release < PROFILE_ON_ROUTER:
        yield warning(
            _key(ProfileDownload),
            f"{release} holds no client profile (16.9.1 does): nothing of this section is sent",
            "leave it out for this host",
        )
    if client.file != _CLIENT_FILE:
        yield warning(
            _key(AnyConnectProfile, "file"),
            f"clients get the profile as {_CLIENT_FILE}, whatever it is called on the router",
            "Cisco recommends not to change the name",
        )
    for place, server in enumerate(client.client.servers):
        if server.ike_identity not in {None, profile.identity}:
            yield error(
                _key(AnyConnectProfile, "client", "servers", place, "ike_identity"),
                f"clients would say that they are {server.ike_identity}, and the IKEv2 "
                f"profile matches {profile.identity}",
                "leave ike_identity out: it follows ikev2_profile.identity",
            )


def _users(section: LocalUsers, administration: Administration) -> Iterator[Problem]:
    for name, count in Counter(user.name for user in section.users).items():
        if count > 1:
            yield error(_key(LocalUsers, "users"), f"user {name} is there {count} times")
    for name in sorted({user.name for user in section.users} & set(section.administrators)):
        yield error(
            f"{USERS}.{name}",
            f"{name} is an administrator and a VPN user: the push would take the privilege away",
            "give the VPN user another name",
        )
    if section.vty.autocommand_logout and administration.exec_default is None:
        yield error(
            _key(LocalUsers, "vty", "autocommand_logout"),
            "works only with exec authorization, which administration.exec_default leaves out",
            "set administration.exec_default to local",
        )
    if section.credential == "secret":
        yield warning(
            _key(LocalUsers, "credential"),
            "whether the router takes a `secret` for AnyConnect-EAP is not settled",
            "log in once with such a user before you rely on it",
        )
    other = [user.name for user in section.users if bool(user.secret) != (section.credential == "secret")]
    if other:
        yield warning(
            _key(LocalUsers, "credential"),
            f"{len(other)} of {counted(len(section.users), 'user')} with the other kind of credential: {other[0]} …",
            "reset their passwords, or leave them until they change",
        )


def _lists(
    access_lists: tuple[AccessList, ...],
    policies: tuple[AuthorizationPolicy, ...],
    nat: Nat | None,
    pools: tuple[AddressPool, ...],
) -> Iterator[Problem]:
    lists = {item.name: item for item in access_lists}
    used = {policy.split_tunnel: "goes through the tunnel" for policy in policies}
    used |= {nat.access_list: "is translated"} if nat else {}
    for place, item in enumerate(access_lists):
        if item.name in used and all(entry.action == "deny" for entry in item.entries):
            yield error(
                _key(AccessList, place, "entries"),
                f"access list {item.name} permits nothing, so that nothing {used[item.name]}",
                "an entry without `action: deny`",
            )
    for place, policy in enumerate(policies):
        split = lists.get(policy.split_tunnel or "")
        if split and split.type != "standard":
            yield error(
                _key(AuthorizationPolicy, place, "split_tunnel"),
                f"access list {split.name} is extended; `route set access-list` takes a standard one",
            )
    if nat and (translated := lists.get(nat.access_list)):
        networks = [
            IPv4Network("0.0.0.0/0") if entry.source == "any" else entry.source
            for entry in translated.entries
            if entry.action == "permit"
        ]
        covered = AddressSet.of(AddressRange(first=network[0], last=network[-1]) for network in networks)
        for place, pool in enumerate(pools):
            left = AddressSet.of(pool.ranges) - covered
            if left:
                yield warning(
                    _key(AddressPool, place),
                    f"{_listed(left.ranges)} of pool {pool.name} is not translated by access list {translated.name}",
                    "clients with these addresses reach no Internet",
                )


def _proposals(policy: Ikev2Policy | None, proposals: tuple[Ikev2Proposal, ...]) -> Iterator[Problem]:
    named = set(policy.proposals) if policy else set()
    for place, proposal in enumerate(proposals):
        if proposal.name not in named:
            yield warning(
                _key(Ikev2Proposal, place, "name"),
                f"ikev2 proposal {proposal.name} is named by no policy: the router never offers it",
                "name it in ikev2_policy.proposals",
            )


@dataclass(frozen=True, slots=True)
class _Look:
    """What does not fit together of some sections.

    Attributes:
        look: is given what ``reads`` names, in this order; or the headend, where it looks at ``whole``.
        reads: sections, and fields that are none.
        whole: it asks the headend itself for them.
    """

    look: Callable[..., Iterator[Problem]]
    reads: tuple[type[Section] | str, ...]
    whole: bool = False

    def fields(self) -> frozenset[str]:
        """The fields that have to be read for it."""
        return frozenset(map(_field_name, self.reads))

    def of(self, headend: Headend) -> Iterator[Problem]:
        """What does not fit on this headend."""
        if self.whole:
            return self.look(headend)
        return self.look(*(getattr(headend, _field_name(read)) for read in self.reads))


def _field_name(read: type[Section] | str) -> str:
    return read if isinstance(read, str) else Headend.field_of(read)


_LOOKS = (
    _Look(_addresses, (AddressPool, Loopback)),
    _Look(_profiles, ("release", Http, ProfileDownload, AnyConnectProfile, Ikev2Profile)),
    _Look(_users, (LocalUsers, Administration)),
    _Look(_lists, (AccessList, AuthorizationPolicy, Nat, AddressPool)),
    _Look(_proposals, (Ikev2Policy, Ikev2Proposal)),
    _Look(
        negotiation_problems,
        ("release", "compliance_shield", Ikev2Policy, Ikev2Proposal, Ipsec),
        whole=True,
    ),
)
