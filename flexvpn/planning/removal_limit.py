"""How many users one push may take off a headend before somebody has to name the number. Pure.

A users file that was renamed, emptied or cut short removes everybody; a number that has to be typed does not come by
mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.ios.usernames import user_lines

if TYPE_CHECKING:
    from flexvpn.planning.plan import Plan
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend

MOST: Final = 10
FEW: Final = 3
SHARE: Final = 10
_SHOWN: Final = 10


def too_many(plan: Plan, headend: Headend, observation: Observation, agreed: int | None = None) -> str:
    """What the plan removes beyond what is agreed to, in words; empty where it does not.

    Args:
        plan: what would be pushed.
        headend: the intent; its administrators are not counted among the users there.
        observation: the router.
        agreed: ``--max-delete``. None where nobody has named a number: then no more than `FEW`, or a tenth of the users
            there, and never more than `MOST`.
    """
    gone = plan.removed_users
    there = _users(headend, observation) | {*gone}
    most = min(MOST, max(FEW, len(there) // SHARE)) if agreed is None else agreed
    if len(gone) <= most:
        return ""
    return f"{len(gone)} removals among {len(there)} users, and no more than {most} are agreed to in one run"


def names_of(plan: Plan) -> str:
    """The users whom a plan takes away, the first of them by name."""
    gone = plan.removed_users
    more = f" and {len(gone) - _SHOWN} more, which `headend plan` names" if len(gone) > _SHOWN else ""
    return ", ".join(gone[:_SHOWN]) + more


def _users(headend: Headend, observation: Observation) -> frozenset[str]:
    users = user_lines(observation.config).items()
    return frozenset(name for name, user in users if not user.is_operator) - headend.administrators
