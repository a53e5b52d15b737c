"""The page of `drift --out html:` as somebody sees it: legible in both themes, nothing piled up, nothing lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

from flexvpn.base.resources import templates
from flexvpn.drift.comparison import Drift
from flexvpn.report.document import Document, Entry, document
from flexvpn.report.page import page
from flexvpn.router.condition import CertificateLife, Condition, PoolUse

STARTED = datetime(2026, 11, 24, 3, 7, tzinfo=UTC)
COLOUR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)")
AA = 4.5


def fleet(*conditions: Condition, **fields: object) -> Document[Drift]:
    entries = tuple(
        Entry[Drift](
            headend=f"edge-{number}",
            verdict="ok",
            exit_code=0,
            result=Drift.model_validate({"headend": f"edge-{number}", "condition": one, **fields}),
        )
        for number, one in enumerate(conditions)
    )
    return document("drift", "0", STARTED, entries, Drift)


def ends(days: int, state: str = "good") -> Condition:
    life = CertificateLife.model_validate(
        {"trustpoint": "IKEv2-TP", "days": days, "until": STARTED, "state": state}
    )
    return Condition(certificates=(life,))


def channels(colour: str, below: tuple[float, ...] = (0, 0, 0)) -> tuple[float, ...]:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    share = int(digits[6:8] or "ff", 16) / 255
    values = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return tuple(share * value + (1 - share) * under for value, under in zip(values, below, strict=True))


def luminance(rgb: tuple[float, ...]) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_text_has_the_contrast_that_wcag_asks_for_in_both_themes() -> None:
    text = (templates() / "report" / "drift.html.j2").read_text()
    for theme in (0, 1):
        given = {name: both[theme] for name, *both in COLOUR.findall(text)}
        card = channels(given["card"])
        grounds = {name: channels(given[name], card) for name in given if name.endswith("-bg")}
        grounds |= {name: channels(given[name]) for name in ("ground", "card")}
        for ink in ("ink", "dim", "good", "warn", "bad"):
            for name, ground in grounds.items():
                assert contrast(channels(given[ink]), ground) >= AA, (theme, ink, name)
        for state in ("good", "warn", "bad", "dim"):
            assert contrast(card, channels(given[state])) >= AA, (theme, state, "a pin")


def test_certificates_that_need_somebody_are_never_folded_away() -> None:
    many = [ends(days, "bad") for days in range(12)] + [ends(100 + days) for days in range(12)]
    shown, _, folded = page(fleet(*many)).partition("12 more, which end later")
    assert all(f"<li>edge-{number} " in shown for number in range(12))
    assert all(f"<li>edge-{number} " in folded for number in range(12, 24))


def test_pools_that_need_somebody_are_never_folded_away_and_a_short_list_is_whole() -> None:
    pools = [PoolUse(name="P", size=10, in_use=10, state="bad") for _ in range(10)]
    pools += [PoolUse(name="P", size=10, in_use=1) for _ in range(5)]
    text = page(fleet(*(Condition(pools=(one,)) for one in pools)))
    assert "5 more, none fuller than 10.0 %" in text
    assert text.count('class="bar"') == 15
    assert "more, none fuller" not in page(fleet(Condition(pools=(pools[-1],))))


def test_marks_on_the_time_line_keep_their_distance() -> None:
    places = [float(at) for at in re.findall(r'class="tick" style="left:([0-9.]+)%', page(fleet(ends(3000))))]
    assert all(later - earlier >= 10 for earlier, later in pairwise(places))


def test_a_tile_leads_to_its_card_wherever_there_is_one() -> None:
    text = page(fleet(Condition(), fixed=("http: no ip http server",)))
    assert 'href="#h0"' in text
    assert 'id="h0"' in text
    assert "href" not in page(fleet(Condition()))


def test_headings_go_down_one_level_at_a_time() -> None:
    text = page(fleet(ends(3), files=("bootflash:/acvpn.xml differs",), unsaved=("+ ip http server",)))
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert '<html lang="en">' in text
