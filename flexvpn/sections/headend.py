"""What one router should be: one field per section, in the order in which IOS-XE needs them."""

from __future__ import annotations

import types
import typing
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Self, get_args, get_origin

from pydantic import BaseModel

from flexvpn.base.values import FROZEN, Release
from flexvpn.sections.aaa import Aaa
from flexvpn.sections.access_lists import AccessList
from flexvpn.sections.address_pools import AddressPool
from flexvpn.sections.administration import Administration
from flexvpn.sections.anyconnect_profile import AnyConnectProfile
from flexvpn.sections.authorization_policies import AuthorizationPolicy
from flexvpn.sections.expectations import Expectations
from flexvpn.sections.http import Http
from flexvpn.sections.ikev2_policy import Ikev2Policy
from flexvpn.sections.ikev2_profile import ANYCONNECT_IDENTITY, Ikev2Profile
from flexvpn.sections.ikev2_proposals import Ikev2Proposal
from flexvpn.sections.ipsec import Ipsec
from flexvpn.sections.local_users import LocalUsers
from flexvpn.sections.loopback import Loopback
from flexvpn.sections.nat import Nat
from flexvpn.sections.profile_download import ProfileDownload
from flexvpn.sections.section import Ref, Section
from flexvpn.sections.trustpoint import Trustpoint
from flexvpn.sections.virtual_template import VirtualTemplate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from flexvpn.client.profile import ClientProfile
    from flexvpn.ios.secret_lines import SecretLine


class Headend(BaseModel):
    """The intent for one router.

    The model is the registry: a new section is a new field, and everything else follows from the order of the fields.
    What is None or empty is not on the router, and goes from it where the router's record says that we put it there.

    Attributes:
        name: the host's name in the inventory.
        release: the IOS-XE release that it runs, or will run.
        compliance_shield: False where somebody has disabled it on the router, so that it takes old algorithms after
            17.11.1 too (`crypto engine compliance shield disable`, and a reload); it is not sent.
        expectations: thresholds of `verify`, and what is waived for now; nothing of it is on the router.
    """

    model_config = FROZEN

    name: str
    release: Release
    compliance_shield: bool = True
    administration: Administration = Administration()
    aaa: Aaa = Aaa()
    local_users: LocalUsers = LocalUsers()
    trustpoint: Trustpoint
    address_pools: tuple[AddressPool, ...]
    access_lists: tuple[AccessList, ...] = ()
    authorization_policies: tuple[AuthorizationPolicy, ...]
    ikev2_proposals: tuple[Ikev2Proposal, ...] = ()
    ikev2_policy: Ikev2Policy | None = None
    anyconnect_profile: AnyConnectProfile
    ikev2_profile: Ikev2Profile = Ikev2Profile()
    http: Http = Http()
    ipsec: Ipsec = Ipsec()
    loopback: Loopback = Loopback()
    virtual_template: VirtualTemplate = VirtualTemplate()
    nat: Nat | None = None
    profile_download: ProfileDownload | None = None
    expectations: Expectations = Expectations()

    def client_profile(self) -> ClientProfile:
        """What clients are told, with the identity that the IKEv2 profile matches in every entry that names none."""
        profile, identity = self.anyconnect_profile.client, self.ikev2_profile.identity
        if identity == ANYCONNECT_IDENTITY:
            return profile
        servers = tuple(
            server if server.ike_identity else server.model_copy(update={"ike_identity": identity})
            for server in profile.servers
        )
        return profile.model_copy(update={"servers": servers})

    def files(self) -> dict[str, bytes]:
        """What its sections need on bootflash, by name; nothing on a release that cannot hold it."""
        profile = self.anyconnect_profile
        return {profile.file: self.client_profile().xml()} if profile.applies(self.release) else {}

    @property
    def user_names(self) -> frozenset[str]:
        """Who may connect."""
        return frozenset(user.name for user in self.local_users.users)

    @property
    def credential(self) -> Literal["password", "secret"]:
        """What a new user is given: ``password`` or ``secret``."""
        return self.local_users.credential

    @property
    def administrators(self) -> frozenset[str]:
        """Names on the router that nobody touches."""
        return frozenset(self.local_users.administrators)

    def with_users(self, names: Collection[str]) -> Self:
        """The same headend with these of its users alone."""
        users = tuple(user for user in self.local_users.users if user.name in names)
        section = self.local_users.model_copy(update={"users": users})
        return self.model_copy(update={"local_users": section})

    def sections(self) -> Iterator[tuple[str, Section]]:
        """Every section that the intent has, with the field it stands in, in order."""
        for name, _ in self.section_types():
            value = getattr(self, name)
            if isinstance(value, Section):
                yield name, value
            elif value:
                yield from ((name, section) for section in value)

    @classmethod
    def field_of(cls, section: type[Section]) -> str:
        """The field that holds sections of this class.

        Raises:
            LookupError: none does.
        """
        return next(name for name, kind in cls.section_types() if kind is section)

    @classmethod
    def subject_of(cls, line: str) -> Ref | None:
        """The object that a top-level line is about, as far as people name such objects (``username bob``)."""
        return next((ref for kind in _named(cls) if (ref := kind.subject_of(line))), None)

    @classmethod
    def naming(cls, ref: Ref) -> str:
        """How people name an object, as in a waiver; empty where they name no such objects."""
        return next((line for kind in _named(cls) if (line := kind.naming(ref))), "")

    @classmethod
    def secret_lines(cls) -> tuple[SecretLine, ...]:
        """The lines of all sections that hold a secret."""
        return tuple(line for _, section in cls.section_types() for line in section.secrets)

    @classmethod
    def section_types(cls) -> Iterator[tuple[str, type[Section]]]:
        """Every field that holds a section or several, with the section's class, in order."""
        for name, info in cls.model_fields.items():
            section = section_class(info.annotation)
            if section is not None:
                yield name, section


@lru_cache(maxsize=8)
def _named(headend: type[Headend]) -> tuple[type[Section], ...]:
    """The sections whose objects people name: each line of a router is asked for its subject."""
    return tuple(kind for _, kind in headend.section_types() if kind.named)


def section_class(annotation: Any) -> type[Section] | None:  # noqa: ANN401 - annotations have no common type
    """The section that a field's annotation names: ``X``, ``X | None`` or ``tuple[X, ...]``."""
    if get_origin(annotation) in {tuple, types.UnionType, typing.Union}:
        return next((section for part in get_args(annotation) if (section := section_class(part))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, Section) else None
