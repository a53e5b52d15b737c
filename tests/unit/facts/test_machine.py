"""Our loop over the lines gives what textfsm's own gives; only lines that nobody knows are kept instead of lost."""

from __future__ import annotations

import io
import re
import time
from typing import Any

import pytest
import textfsm
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.resources import templates
from flexvpn.facts.machine import UNKNOWN, ErrorRuleMatched, Machine
from flexvpn.facts.parser import library
from flexvpn.facts.recording import lines
from tests.effort import effort
from tests.unit.facts.samples import SAMPLES

FOLDER = templates().joinpath("textfsm")
OURS = sorted(place.name for place in FOLDER.iterdir() if place.name.endswith(".textfsm"))


def by_textfsm(template: str, texts: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Records and unknown lines as textfsm's own loop gives them, empty values left out."""
    machine = textfsm.TextFSM(io.StringIO(template))
    fills = {value.name for value in machine.values if "Filldown" in value.OptionNames()}
    rows = [
        {key: value for key, value in zip(machine.header, row, strict=True) if value not in ("", [])}
        for row in machine.ParseText("\n".join(texts))
    ]
    unknown = [line for row in rows for line in row.pop(UNKNOWN, [])]
    return [row for row in rows if row.keys() - fills], unknown


def by_us(template: str, texts: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    run = Machine(template).run(texts)
    rows = [{key: value for key, value in row.items() if value not in ("", [])} for row in run.records]
    return rows, [line.strip() for line in run.unknown_lines]


def text_of(command: str) -> str:
    template = library().find(command)
    assert template is not None
    name = template.name
    return "" if name.startswith("ntc:") else FOLDER.joinpath(name).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("command", [command for command in SAMPLES if text_of(command)])
@given(data=st.data())
@effort(0.25)
def test_both_loops_agree_on_whole_and_on_mangled_output(command: str, data: st.DataObject) -> None:
    rows = lines(SAMPLES[command])
    strange = data.draw(
        st.lists(st.tuples(st.integers(0, len(rows)), st.sampled_from(["@@ what", "a", "7", *rows])))
    )
    for where, line in strange:
        rows.insert(where, line)
    template = text_of(command)
    ours, unknown = by_us(template, rows)
    theirs, lost = by_textfsm(template, rows)
    assert ours == theirs
    if any(line.startswith("version ") for line in rows):
        return
    assert set(lost) <= set(unknown)


@pytest.mark.parametrize("name", [name for name in OURS if "running_config_header" not in name])
def test_each_state_of_our_templates_ends_by_collecting_what_it_does_not_know(name: str) -> None:
    machine = textfsm.TextFSM(io.StringIO(FOLDER.joinpath(name).read_text(encoding="utf-8")))
    assert UNKNOWN in machine.header
    for state, rules in machine.states.items():
        if rules:
            assert set(re.compile(rules[-1].regex).groupindex) == {UNKNOWN}, state
            assert re.match(rules[-1].regex, "   whatever it may be")


def test_the_header_of_a_configuration_ends_where_the_configuration_begins() -> None:
    text = FOLDER.joinpath("cisco_ios_show_running_config_header.textfsm").read_text(encoding="utf-8")
    run = Machine(text).run(
        ["Building configuration...", "username test password 0 cisco123", "version 17.15"]
    )
    assert run == ((), ())


@pytest.mark.parametrize("name", OURS)
def test_our_templates_never_stop_with_an_error_nor_require_a_value(name: str) -> None:
    text = FOLDER.joinpath(name).read_text(encoding="utf-8")
    assert "-> Error" not in text
    assert "Value Required" not in text


@pytest.mark.parametrize("name", OURS)
def test_each_template_says_what_ntc_has_in_its_place(name: str) -> None:
    head = FOLDER.joinpath(name).read_text(encoding="utf-8").partition("Value ")[0]
    assert "ntc-templates" in head or "flexvpn.ios" in head


def test_each_template_is_in_the_index_and_each_of_the_index_exists() -> None:
    listed = {
        line.partition(",")[0]
        for line in FOLDER.joinpath("index").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "Template,", "ntc:"))
    }
    assert listed == set(OURS)


def test_an_error_rule_is_an_error() -> None:
    machine = Machine("Value A (\\d+)\n\nStart\n  ^${A} -> Record\n  ^. -> Error\n")
    assert machine.run(["1", "2"]).records == ({"A": "1"}, {"A": "2"})
    with pytest.raises(ErrorRuleMatched, match="what"):
        machine.run(["1", "what"])


def test_a_line_that_no_rule_matches_is_kept() -> None:
    assert Machine("Value A (\\d+)\n\nStart\n  ^${A} -> Record\n").run(["1", "", "what"]).unknown_lines == (
        "what",
    )


def test_what_our_loop_does_not_run_is_refused() -> None:
    with pytest.raises(ValueError, match="Fillup"):
        Machine("Value Fillup A (\\d+)\n\nStart\n  ^${A} -> Record\n")


def test_clear_clearall_and_required_mean_what_they_mean_in_textfsm() -> None:
    template = (
        "Value Filldown A (a\\d)\nValue Required B (b\\d)\nValue List C (c\\d)\n\nStart\n"
        "  ^${A}\n  ^${B}\n  ^${C}\n  ^record -> Record\n  ^clear$$ -> Clear\n  ^clearall -> Clearall\n  ^end -> End\n"
    )
    steps = "a1 b1 c1 c2 record b2 clear record b3 record c3 record clearall b4 record a2 b5 end b6"
    words = re.findall(r"\w+", steps)
    assert by_us(template, words)[0] == by_textfsm(template, words)[0]


LONG = [
    "0123456789ABCDEF" * 100,
    "0123ABCD " * 100,
    "a " * 500,
    "Ab  " * 200,
    "." * 1000,
    "1." * 500,
    "a: b, " * 100,
    "\t " * 300,
    "#pkts a: 1, " * 80,
]


@pytest.mark.parametrize("template", OURS)
def test_no_rule_tries_a_long_line_in_ever_more_ways(template: str) -> None:
    compiled = textfsm.TextFSM(io.StringIO(FOLDER.joinpath(template).read_text(encoding="utf-8")))
    patterns = {rule.regex for rules in compiled.states.values() for rule in rules}
    began = time.thread_time()
    for pattern in patterns:
        head = re.match(r"\^(?:\\s[*+]| )*((?:[\w :,'/#=-](?![?*+{]))*)", pattern)
        for line in LONG:
            re.match(pattern, f"{head[1] if head else ''}{line}\x01")
            re.match(pattern, f"{line}\x01")
    assert time.thread_time() - began < 5
