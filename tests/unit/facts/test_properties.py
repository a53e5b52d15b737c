from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import catalog
from tests.effort import effort
from tests.unit.facts.samples import SAMPLES

# In these every line is configuration, whatever it says.
FREE_TEXT = frozenset(
    {
        "show running-config",
        "show derived-config interface Virtual-Access1",
        "show archive config differences",
        "show archive config incremental-diffs",
    }
)
STRANGE = st.text(alphabet="abcXYZ 019:/=-_.,()%", min_size=1, max_size=60).map(
    lambda text: f"@@ {text}".rstrip()
)


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(set(SAMPLES) - FREE_TEXT))
@given(strange=STRANGE, where=st.integers(min_value=0, max_value=200))
@effort(0.25)
def test_a_line_that_no_rule_knows_is_counted_and_costs_no_record(
    command: str, strange: str, where: int
) -> None:
    lines = SAMPLES[command].splitlines()
    lines.insert(where % (len(lines) + 1), strange)
    untouched = catalog.read_output(command, SAMPLES[command])
    facts = catalog.read_output(command, "\n".join(lines))
    assert [line.strip() for line in facts.unknown_lines] == [strange.strip()]
    assert facts.records == untouched.records


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(SAMPLES))
@given(data=st.data())
@settings(effort(0.25), suppress_health_check=[HealthCheck.too_slow])
def test_mangled_output_is_read_or_refused_and_never_breaks(command: str, data: st.DataObject) -> None:
    lines = SAMPLES[command].splitlines()
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 5))
    cut = data.draw(st.integers(min_value=0, max_value=40))
    text = "\n".join(line[: len(line) - cut] if number % 3 == 0 else line for number, line in enumerate(kept))
    try:
        facts = catalog.read_output(command, text)
    except NotUnderstood:
        return
    assert facts.records or not facts.unknown_lines


# Command, first line of the block, last line of the block: what stands between comes in any order.
BLOCKS = [
    ("show crypto ikev2 sa detailed", "1         192.0.2.1", "      PEER TYPE"),
    ("show crypto session detail", "Interface: Virtual-Access1", "      Desc"),
    ("show crypto ikev2 profile", "IKEv2 profile", " AAA user authorization"),
    ("show crypto ikev2 stats", "System Resource", "    accepted: 3"),
    ("show crypto ikev2 proposal", " IKEv2 proposal: default", "     DH Group   : DH_GROUP_256"),
    ("show crypto ipsec profile", "IPSEC profile default", "        Mixed-mode"),
    ("show crypto ipsec sa", "   protected vrf", "     PFS"),
    ("show crypto ipsec sa", "      spi: 0xABCD1234", "        Status"),
    ("show crypto ikev2 session detailed", "Child sa: local", "          ah_hmac"),
    ("show crypto pki certificates verbose", "  Cert install time:", "  Key storage device"),
    ("show crypto key mypubkey all", "Key name: IKEv2-TP", " Key is not"),
    ("show configuration lock", "Owner PID", "Lock active"),
    ("show crypto ssl policy", "SSL Policy", "  Redundancy"),
    ("show archive config rollback timer", "Time configured", "User"),
    ("show ip http server all", "HTTP secure server status", "HTTP secure server port"),
    ("show version", "headend1 uptime", "Configuration register"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "first", "last"), BLOCKS, ids=[f"{block[0]}: {block[1].strip()}" for block in BLOCKS]
)
@given(data=st.data())
@effort(0.25)
def test_the_order_of_fields_does_not_matter(
    command: str, first: str, last: str, data: st.DataObject
) -> None:
    lines = SAMPLES[command].splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(first)) + 1
    end = (
        next(number for number, line in enumerate(lines) if number >= begin - 1 and line.startswith(last)) + 1
    )
    counters = "    #pkts compressed", "    #pkts no sa", "    ##pkts"
    fixed = [line for line in lines[begin:end] if line.startswith(counters)]
    block = data.draw(st.permutations([line for line in lines[begin:end] if not line.startswith(counters)]))
    shuffled = "\n".join([*lines[:begin], *fixed, *block, *lines[end:]])
    facts = catalog.read_output(command, shuffled)
    assert facts.unknown_lines == ()
    expected = catalog.read_output(command, SAMPLES[command])
    assert _settled(facts.records) == _settled(expected.records)


def _settled(records: tuple[object, ...]) -> list[object]:
    """Records as data, with the settings of an SSL object in an order of their own."""
    plain = [catalog.plain(record) for record in records]
    for record in plain:
        if "settings" in record and record["record"] == "SslObject":
            record["settings"].sort()
        if "fragmentation" in record:
            record["fragmentation"].sort()
    return plain
