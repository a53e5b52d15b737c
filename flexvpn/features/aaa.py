"""The two method lists that clients are authenticated and authorized by (the document, step 1)."""

from __future__ import annotations

from flexvpn.ios.claims import LinePrefix
from flexvpn.ios.remediation import Rules
from flexvpn.section import Ref, Section
from flexvpn.values import ListName


class Aaa(Section):
    """Log-in of clients and their authorization, both from the router's own database."""

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
