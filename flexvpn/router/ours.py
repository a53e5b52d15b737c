"""Which lines of a router's configuration are ours: what the intent names, and what its record says that we made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flexvpn.ios.claims import Claim
    from flexvpn.router.observation import Observation
    from flexvpn.sections.headend import Headend


def claims(headend: Headend, observation: Observation) -> tuple[Claim, ...]:
    """The claims of every section, for all objects of the intent and of the record."""
    sections = [one for _, one in headend.sections() if one.applies(headend.release)]
    refs = observation.record.refs() if observation.record else frozenset()
    refs |= frozenset(ref for one in sections for ref in one.defines())
    kinds = dict(headend.section_types()).values()
    return (
        *(claim for kind in kinds for claim in kind.claims(refs)),
        *(claim for one in sections for claim in one.covers()),
    )
