"""The letter to a new user: the password, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.base.secrets import Secret
    from flexvpn.sections.headend import Headend


def letter(user: str, password: Secret, headends: Iterable[Headend], ticket: str) -> str:
    """The text of one user's file. Apart from secret stores and routers, only this file holds the password."""
    names = dict.fromkeys(
        server.display_name for headend in headends for server in headend.client_profile().servers
    )
    choices = "\n".join(f"       {name}" for name in names)
    return f"""Access to the VPN (ticket {ticket})

  User name:  {user}
  Password:   {password.reveal()}

What to do with it:
  1. Hand it to {user} in person or over a channel that only {user} reads.
  2. {user} opens Cisco Secure Client (AnyConnect) and chooses from the list:
{choices}
     Typing the address instead does not work: the client would try another protocol.
  3. Delete this file once it is handed over. Nobody needs it again: a lost password is reset by a ticket.
"""
