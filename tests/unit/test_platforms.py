from __future__ import annotations

import pytest

from flexvpn.ios.platforms import able, needs_new_hardware


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        ("CSR1000V (VXE)", "yes"),
        ("C8000V (VXE)", "yes"),
        ("C8300-1N1S-6T (1RU)", "yes"),
        ("ISR4331/K9 (1RU)", "yes"),
        ("ASR1001-X (1NG)", "yes"),
        ("ASR1002-HX (2KH)", "yes"),
        ("ASR1002 (RP1)", "depends"),
        ("ASR1006 (RP2)", "depends"),
        ("WS-C2960G-8TC-L (PowerPC405)", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_is_known_of_a_machine(model: str, answer: str) -> None:
    assert able(model) == answer


def test_only_new_algorithms_need_new_hardware() -> None:
    assert needs_new_hardware(["esp-aes", "256", "esp-sha256-hmac"]) == ("esp-sha256-hmac",)
    assert needs_new_hardware(["esp-gcm", "256"]) == ("esp-gcm",)
    assert needs_new_hardware(["esp-aes", "esp-sha-hmac"]) == ()
