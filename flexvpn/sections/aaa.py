"""The two method lists that clients are authenticated and authorized by (the document, step 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.values import ListName
from flexvpn.ios.claims import LinePrefix
from flexvpn.ios.method_lists import BY_GROUP, names_group
from flexvpn.ios.remediation import Rules
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from flexvpn.ios.config import Config


class Aaa(Section):
    """Log-in of clients and their authorization, both from the router's own database.

    A list that names a server group is left alone, though it has a name of the intent: RADIUS is not in the intent yet.
    """

    template = "aaa.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "aaa authentication login": (LinePrefix("aaa authentication login {name} "),),
        "aaa authorization network": (LinePrefix("aaa authorization network {name} "),),
    }
    rules = Rules(one_value=((r"aaa authentication login \S+ ",), (r"aaa authorization network \S+ ",)))

    authentication_list: ListName = "a-eap-authen-local"
    authorization_list: ListName = "a-eap-author-grp"

    def defines(self) -> frozenset[Ref]:
        """Both lists."""
        return frozenset(
            {
                Ref("aaa authentication login", self.authentication_list),
                Ref("aaa authorization network", self.authorization_list),
            }
        )

    @classmethod
    def keeps(cls, line: str, parent: str, router: Config) -> str:
        """A list that asks a server group: ``local`` in its place would switch a second factor off."""
        del parent, router
        return BY_GROUP if names_group(line) else ""
