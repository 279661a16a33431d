from dataclasses import replace

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.protocol.definition_parsing import read_definition
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.uses import inputs_of, used_facts, used_parameters


def inputs(text: str) -> tuple[str, ...]:
    document = parse_yaml(f"id: x\ntitle: x\n{text}", "x.yaml")
    return inputs_of(read_definition(document, "x", Notes(Problems())))


def parameters(protocol: Protocol, text: str) -> frozenset[str]:
    document = parse_yaml(f"id: x\ntitle: x\n{text}", "x.yaml")
    definition = read_definition(document, "x", Notes(Problems()))
    only = replace(protocol, rules=(), definitions={"x": definition})
    return used_parameters(only) - {"mrd window"}


def test_a_definition_is_made_of_the_facts_it_names() -> None:
    assert inputs("read: mrd\nsince: a\ncleared_by: b\nuntil: c\nsame_day_as: d") == (
        "mrd",
        "a",
        "b",
        "c",
        "d",
    )
    assert inputs("read: {concept: mrd}") == ()
    assert inputs("change: {of: a, from: b}\nnone_yet: {of: c, value: 0}") == ("a", "b", "c")
    assert inputs("ratio: {of: a, to: b}") == ("a", "b")
    assert inputs("days_since: a") == ("a",)
    assert inputs("cycles_since: a") == ("a",)
    assert inputs("when: {fact: a, is: present, since: b}") == ("a", "b")
    assert inputs("when: {parameter: p, is: true}") == ()


def test_facts_used_anywhere_are_known(protocol: Protocol) -> None:
    used = used_facts(protocol)
    assert {"bilirubin_uln", "mrd_negative", "gilbert_syndrome", "first_dose"} <= used
    assert {"enrolment", "height", "weight"} <= used
    assert "birth_date" not in used


def test_parameters_used_anywhere_are_known(protocol: Protocol) -> None:
    assert used_parameters(protocol) == {"mrd window", "stop at negativity"}
    assert parameters(protocol, "read: mrd\nwithin: {parameter: p}") == {"p"}
    assert parameters(protocol, "read: mrd\nwhere: {value: {below: {parameter: p}}}") == {"p"}
    assert parameters(protocol, "when: {fact: a, above: {parameter: p}}") == {"p"}
    assert parameters(
        protocol, "change: {of: a, from: b}\nnone_yet: {of: c, value: {parameter: p}}"
    ) == {"p"}


def test_a_parameter_of_the_schedule_alone_is_used(protocol: Protocol) -> None:
    assert used_parameters(replace(protocol, rules=(), definitions={})) == {"mrd window"}
