"""`crypto engine compliance shield disable`: shown at once, in force from the next reload on."""

from __future__ import annotations

import pytest

from lab import sshkeys
from lab.quirks import Quirks
from lab.router import Router
from lab.vpn.connect import connect_many
from lab.vpn.ike import offered_by, smart_default
from tests.lab.console import make, typed
from tests.lab.vpn import document

DISABLE = "crypto engine compliance shield disable"
WEAK = ("crypto ikev2 proposal P", " encryption 3des", " integrity md5", " group 2")
INVALID = "% Invalid input detected at '^' marker."


def says(router: Router, *lines: str) -> str:
    return router.configure("\n".join(lines), source="terminal")


def restarted(router: Router) -> Router:
    router.execute("write memory")
    router.reload()
    return router


def unshielded(quirks: Quirks | None = None) -> Router:
    """A router that booted without the shield and holds weak lines."""
    router = make(release="17.12.3", quirks=quirks)
    says(router, DISABLE)
    restarted(router)
    assert INVALID not in says(router, *WEAK)
    return router


def shown(router: Router) -> str:
    return router.execute("show running-config")


def test_disabling_counts_only_after_a_reload() -> None:
    router = make(release="17.12.3")
    says(router, DISABLE)
    assert f"\nredundancy\n!\n{DISABLE}\n" in shown(router)
    assert says(router, *WEAK).count(INVALID) == 3
    restarted(router)
    assert f"\n{DISABLE}\n" in shown(router)
    assert INVALID not in says(router, *WEAK)
    assert "\n encryption 3des\n integrity md5\n group 2\n" in shown(router)


def test_disabling_that_was_not_saved_is_gone_after_a_reload() -> None:
    router = make(release="17.12.3")
    says(router, DISABLE)
    router.reload()
    assert DISABLE not in shown(router)
    assert says(router, *WEAK).count(INVALID) == 3


def test_enabling_it_again_counts_only_after_a_reload_too() -> None:
    router = unshielded()
    says(router, f"no {DISABLE}", "no crypto ikev2 proposal P")
    assert DISABLE not in shown(router)
    assert INVALID not in says(router, *WEAK)
    says(router, "no crypto ikev2 proposal P")
    restarted(router)
    assert says(router, *WEAK).count(INVALID) == 3


@pytest.mark.parametrize("told", [True, False])
def test_a_router_may_say_that_it_takes_a_reload(told: bool) -> None:  # noqa: FBT001
    router = make(release="17.12.3", quirks=Quirks(shield_asks_for_reload=told))
    for line in (DISABLE, f"no {DISABLE}"):
        assert ("will take effect after reboot" in says(router, line)) is told
        assert says(router, line) == "", "nothing has changed"


def test_what_the_shield_forbids_is_dropped_from_a_configuration_that_boots() -> None:
    router = unshielded()
    says(router, f"no {DISABLE}")
    restarted(router)
    assert "\ncrypto ikev2 proposal P \n!\n" in shown(router)


def test_what_the_shield_forbids_may_stay_and_is_not_negotiated() -> None:
    router = unshielded(Quirks(shield_keeps_startup=True))
    says(
        router,
        "crypto ikev2 proposal P",
        " group 2 19",
        " integrity md5 sha256",
        " encryption 3des aes-cbc-256",
    )
    says(router, "crypto ikev2 policy Q", " proposal P")
    assert offered_by(router)[0].groups == (2, 19)
    says(router, f"no {DISABLE}")
    restarted(router)
    assert "\n encryption 3des aes-cbc-256\n integrity md5 sha256\n group 2 19\n" in shown(router)
    (offered,) = offered_by(router)
    assert (offered.encryption, offered.integrity, offered.groups) == (("aes-cbc-256",), ("sha256",), (19,))


@pytest.mark.parametrize("disabled", [True, False])
def test_a_weak_transform_set_carries_a_session_only_without_the_shield(disabled: bool) -> None:  # noqa: FBT001
    text = document.MAIN.replace("esp-aes 256 esp-sha256-hmac", "esp-3des esp-sha-hmac")
    router = document.router(text, release="17.9.4", quirks=Quirks(shield_keeps_startup=True))
    saved = shown(router).split(" bytes\n", 1)[1]
    newer = document.router(release="17.12.3", quirks=Quirks(shield_keeps_startup=True))
    newer.running = type(newer.running)()
    newer.configure(f"{DISABLE}\n{saved}" if disabled else saved, source="boot")
    attempts = connect_many(newer, document.client(version="4.8"), 1)
    assert [attempt.connected for attempt in attempts] == [disabled]


def test_a_forbidden_algorithm_may_have_an_answer_of_its_own() -> None:
    router = make(release="17.12.3", quirks=Quirks(weak_algorithm_invalid=False))
    said = says(router, *WEAK)
    assert said.count("is not allowed while the compliance shield is enabled\n") == 3
    assert "^" not in said.replace("IKEv2", "")
    assert "\ncrypto ikev2 proposal P \n!\n" in shown(router)


def test_help_does_not_offer_what_the_shield_forbids() -> None:
    keys = "conf t\ncrypto ikev2 proposal P\ngroup ?"
    new, old = typed(make(release="17.12.3"), keys), typed(make(release="17.9.4"), keys)
    assert "  14" in new
    assert "  24" not in new
    assert "  24" in old
    abbreviated = typed(make(release="17.12.3"), "conf t\ncrypto ikev2 proposal P\nenc ?")
    assert "aes-cbc-256" in abbreviated
    assert "3des" not in abbreviated


def test_ssh_is_off_while_its_only_key_is_too_short() -> None:
    router = make(release="17.9.4")
    says(router, "crypto key generate rsa modulus 1024 label short", "ip ssh rsa keypair-name short")
    assert [pair.label for pair in sshkeys.in_use(router)] == ["short"]
    newer = make(release="17.11.1")
    newer.pki.keys["short"] = router.pki.keys["short"]
    says(newer, "ip ssh rsa keypair-name short")
    assert sshkeys.in_use(newer) == ()
    assert newer.execute("show ip ssh").startswith("SSH Disabled")
    says(newer, DISABLE)
    restarted(newer)
    newer.pki.keys["short"] = router.pki.keys["short"]
    assert [pair.label for pair in sshkeys.in_use(newer)] == ["short"]


def test_no_short_key_is_generated_under_the_shield() -> None:
    router = make(release="17.11.1")
    line = "crypto key generate rsa modulus 1024 label short"
    rows = typed(router, f"conf t\n{line}\n").splitlines()
    caret = rows.index(INVALID) - 1
    assert rows[caret].index("^") == rows[caret - 1].index("1024")
    assert "short" not in router.pki.keys
    said = router.configure("crypto key generate rsa label asked", ["1024", "4097", "2048"])
    assert said.count("% A decimal number between 2048 and 4096.\n") == 2
    assert "in the range of 2048 to 4096" in said
    assert "asked" in router.pki.keys
    assert INVALID not in make(release="17.10.1").configure(line)


@pytest.mark.parametrize("trimmed", [True, False])
def test_the_smart_default_may_have_lost_its_weak_group(trimmed: bool) -> None:  # noqa: FBT001
    router = make(release="17.12.3", quirks=Quirks(smart_default_without_weak=trimmed))
    assert (5 in smart_default(router).groups) is not trimmed
    assert (
        5 in smart_default(make(release="17.10.1", quirks=Quirks(smart_default_without_weak=trimmed))).groups
    )
