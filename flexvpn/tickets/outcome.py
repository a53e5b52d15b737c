"""What a ticket did on one headend."""

from __future__ import annotations

from pydantic import BaseModel

from flexvpn.base.finding import GetIn
from flexvpn.base.values import FROZEN


class UsersPushed(BaseModel):
    """Users of one headend, brought into line and proved.

    Attributes:
        changed: False if the router had them all as they should be.
        present: users that are proved to be on it.
        gone: users that are proved not to be on it, and not connected.
        cut: sessions that were cleared, as ``user from address``.
        elsewhere: what else differs from the intent and was left alone.
        unfinished: what could not be cleaned up, or not be seen, such as whether somebody is connected; until
            then the ticket is not done here.
        lost: what running the ticket again does not bring back.
        ticket: numbers of the tickets that were carried out.
        users_get_in: as in `verify`, whether the users who are present can log in.
        because: names of the checks because of which it is not "yes".
        shut: each failed check that keeps all users out, with its evidence.
    """

    model_config = FROZEN

    changed: bool
    present: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    ticket: str = ""
    users_get_in: GetIn = "not asked"
    because: tuple[str, ...] = ()
    shut: tuple[str, ...] = ()

    def then(self, later: UsersPushed) -> UsersPushed:
        """The outcome of two tickets, one after the other; for users in both, what the later one proved counts."""
        asked = self if later.users_get_in == "not asked" else later
        return UsersPushed(
            changed=self.changed or later.changed,
            present=tuple(sorted({*self.present, *later.present} - {*later.gone})),
            gone=tuple(sorted({*self.gone, *later.gone} - {*later.present})),
            cut=(*self.cut, *later.cut),
            elsewhere=later.elsewhere,
            unfinished=(*self.unfinished, *later.unfinished),
            lost=(*self.lost, *later.lost),
            ticket=f"{self.ticket} {later.ticket}",
            users_get_in=asked.users_get_in,
            because=asked.because,
            shut=asked.shut,
        )
