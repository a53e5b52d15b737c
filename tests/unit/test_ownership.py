"""A line that a router takes and does not show must neither be sent forever nor undo a push."""

from __future__ import annotations

from flexvpn.ios.config import parse
from flexvpn.router.ownership import supposed, unseen

WANTED = parse("no crypto ikev2 http-url cert\ncrypto ssl policy ssl-policy\n no shutdown\n")
PATTERNS = ("no crypto ikev2 http-url cert", r"crypto ssl policy \S+ / no shutdown")


def test_a_wanted_line_that_is_not_shown_is_unseen() -> None:
    running = parse("crypto ssl policy ssl-policy\n")
    assert unseen(running, WANTED, PATTERNS) == {
        "no crypto ikev2 http-url cert",
        "crypto ssl policy ssl-policy / no shutdown",
    }


def test_a_line_that_is_shown_is_not_unseen_in_either_polarity() -> None:
    assert not unseen(WANTED, WANTED, PATTERNS)
    opposite = parse("crypto ikev2 http-url cert\ncrypto ssl policy ssl-policy\n shutdown\n")
    assert not unseen(opposite, WANTED, PATTERNS)


def test_a_line_that_no_pattern_names_is_missing_not_unseen() -> None:
    assert not unseen(parse(""), parse("no ip http server\n"), PATTERNS)


def test_what_was_taken_counts_as_there() -> None:
    running = parse("crypto ssl policy ssl-policy\n")
    assert supposed(running, WANTED, unseen(running, WANTED, PATTERNS)) == parse(
        "crypto ssl policy ssl-policy\n no shutdown\nno crypto ikev2 http-url cert\n"
    )


def test_what_is_shown_the_other_way_round_counts_as_it_is_shown() -> None:
    running = parse("crypto ikev2 http-url cert\n")
    assert supposed(running, WANTED, {"no crypto ikev2 http-url cert"}) == running


def test_what_is_no_longer_wanted_is_not_supposed() -> None:
    running = parse("ip http server\n")
    assert supposed(running, parse("ip http server\n"), {"no crypto ikev2 http-url cert"}) == running
