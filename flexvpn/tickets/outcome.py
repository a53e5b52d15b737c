"""What a ticket did to one headend."""

from __future__ import annotations

from pydantic import BaseModel

from flexvpn.base.finding import GetIn
from flexvpn.base.values import FROZEN


class UsersPushed(BaseModel):
    """Users of one headend, brought into line and proved.

    Attributes:
        changed: False where it was as it should be already.
        present: users that are proved to be on it.
        gone: users that are proved not to be on it, sessions included.
        cut: sessions that were cleared, as ``user from address``.
        elsewhere: what else differs from the intent and was left alone.
        unfinished: what could not be cleaned up, or not be seen, such as whether somebody is connected; until
            it is, the ticket is not done here.
        lost: what cannot be brought back by running it again.
        ticket: numbers of the tickets that asked for it.
        users_get_in: what `verify` would say of those who are present; where it is "no", none of them can log in.
        because: the checks for which it is not "yes".
        shut: each check that fails so that nobody gets in, with its evidence.
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
        """Both of two tickets, one carried out after the other; who is on the router is what the later one proved."""
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
