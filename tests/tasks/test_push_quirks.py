"""No guess about IOS-XE decides whether a push works: the same is done on routers drawn at random."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import RolledBack
from lab.quirks import Quirks

if TYPE_CHECKING:
    from tests.tasks.conftest import StartSite

pytestmark = pytest.mark.ssh

RELEASES = ("16.9.2", "17.3.1", "17.9.4", "17.15.5", "26.2.1")
PROFILE = {"servers": [{"display_name": "Berlin", "host_address": "vpn.example.com"}]}


@pytest.mark.parametrize("seed", range(8))
def test_a_router_of_any_quirks_is_deployed_changed_and_rolled_back(start: StartSite, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - no secret hangs on it
    site = start(drawn.choice(RELEASES), quirks=Quirks.random(drawn))
    site.deploy()
    assert not site.plan()
    site.sections = {
        "anyconnect_profile": {"client": PROFILE},
        "virtual_template": {"mtu": 1300},
        "local_users": {"users": []},
    }
    refusing = [True]
    site.lab.call(
        lambda: setattr(
            site.router.router.vpn, "template_locked", lambda _: bool(refusing) and refusing.pop()
        )
    )
    with pytest.raises(RolledBack) as failed:
        site.deploy()
    assert failed.value.state.startswith("as before the push")
    site.deploy()
    assert not site.plan()
    assert site.files() == {"acvpn.xml", "headend.json"}
