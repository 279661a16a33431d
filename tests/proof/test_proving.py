"""What is proved holds for every patient; what is refuted is shown by one that anybody can ask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import z3
from tests.proof.bundled_trial import changed, knowledge, prover, trial, trial_prover

from cyclewise.advice.advising import Adviser
from cyclewise.documents.problem import BadInput
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.inference.settle import OUTCOMES
from cyclewise.proof.exhibit import exhibit
from cyclewise.proof.property_parsing import read_properties
from cyclewise.proof.proving import Finding, Proof, Prover
from cyclewise.timeline.reading import timeline_from
from cyclewise.values.calendar import parse_day
from cyclewise.values.truth import Truth


def proof_of(folder: Path, file: str, name: str) -> tuple[Prover, Proof]:
    asked, properties = prover(folder, file)
    (found,) = asked.prove([each for each in properties if each.id == name])
    return asked, found


def recommended(asked: Prover, finding: Finding) -> str:
    """Write a patient to a file, read it back, and return what is recommended."""
    assert finding.patient is not None
    shown = exhibit(finding.patient, "PROOF-1", knowledge())
    timeline = timeline_from(parse_yaml(shown.text, shown.name), knowledge())
    adviser = Adviser.of(asked.program.protocol, knowledge())
    return adviser.recommend(timeline, parse_day(shown.as_of), parse_day(shown.known)).action


WRONG = [
    (
        "a suspicion that holds no longer on treatment",
        ("hold/sos-recorded-as-suspected.yaml", "phases: [before, on]", "phases: [before]"),
        "no-dose-with-sos",
    ),
    (
        "a hold on three signs",
        ("hold/suspected-sos.yaml", "  at_least: 2", "  at_least: 3"),
        "no-dose-with-two-signs-of-sos",
    ),
    (
        "a higher limit for transaminases",
        ("hold/liver-tests-above-limit.yaml", "alt_uln, above: 2.5", "alt_uln, above: 5"),
        "no-dose-with-raised-transaminases",
    ),
]


@pytest.mark.parametrize(
    ("wrong", "name"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG]
)
def test_a_refuted_property_is_shown_by_a_patient_who_is_given_a_dose(
    wrong: tuple[str, str, str], name: str, tmp_path: Path
) -> None:
    asked, found = proof_of(changed(tmp_path, *wrong), wrong[0], name)
    assert found.status == "refuted"
    assert recommended(asked, found.findings[0]) == "administer"


def test_a_patient_nobody_wrote_a_case_for_is_made_and_judged_by_the_kernel(
    tmp_path: Path,
) -> None:
    page = "hold/sos-recorded-as-suspected.yaml"
    folder = changed(tmp_path, page, "phases: [before, on]", "phases: [before]")
    asked, properties = prover(folder, page)
    crowd = asked.crowd
    without = [
        each for each in crowd.patients if not any(event.concept == "sos" for event in each.events)
    ]
    asked.__dict__["crowd"] = type(crowd)(asked.program, without)
    (found,) = asked.prove([each for each in properties if each.id == "no-dose-with-sos"])
    assert found.status == "refuted"
    assert found.findings[0].patient is not None
    assert found.findings[0].patient.changes
    assert recommended(asked, found.findings[0]) == "administer"


def test_the_states_hold_every_patient_and_answer_as_the_kernel_does() -> None:
    asked, _ = trial_prover()
    standing, crowd = asked.solver.standing, asked.crowd
    state = standing.state
    for rule in asked.program.protocol.judging:
        standing.pull(rule)
    answers = {action: z3.Bool(f"answer {action}") for action in OUTCOMES}
    solver = z3.Solver()
    solver.add(state.laws)
    for action, mark in answers.items():
        solver.add(mark == standing.answer(action))
    truths = {each: crowd.sheet.criterion(each) for each in state.leaves}
    slot, due = crowd.sheet.slots.following, crowd.sheet.condition("dose_due")
    for at in np.linspace(0, len(crowd.patients) - 1, 60).astype(int).tolist():
        solver.push()
        solver.add([state.leaves[each].is_(Truth(int(held[at]))) for each, held in truths.items()])
        solver.add(state.course.phase[int(crowd.verdicts.phase[at])])
        solver.add(state.course.slots[int(slot[at])])
        solver.add(state.course.due == bool(due[at] == Truth.MET))
        assert solver.check() == z3.sat, crowd.patients[at].timeline
        solver.add(z3.Not(answers[OUTCOMES[crowd.verdicts.settled.action[at]]]))
        assert solver.check() == z3.unsat, crowd.patients[at].timeline
        solver.pop()


def test_what_the_time_does_not_allow_is_not_proved() -> None:
    asked, properties = trial_prover()
    late = Prover(asked.program, asked.files, lambda: 0.0)
    late.__dict__["crowd"] = type(asked.crowd)(asked.program, [])
    held = [each for each in properties if each.id in ("no-seventh-cycle", "worse-liver-tests")]
    assert {proof.status for proof in late.prove(held)} == {"not proved"}


def test_a_phase_in_which_nothing_is_certain_is_shown_by_a_patient(tmp_path: Path) -> None:
    folder = changed(
        tmp_path, "protocol.yaml", "withhold, administer, wait]", "withhold, administer]"
    )
    asked, properties = prover(folder)
    wanted = [each for each in properties if each.id in ("sure-action", "no-dose-with-sos")]
    sure, safe = asked.prove(wanted)
    assert sure.status == "refuted"
    (finding,) = (each for each in sure.findings if each.status == "refuted")
    assert finding.about == "nothing is certain on treatment"
    with pytest.raises(AssertionError, match="no action that is always certain"):
        recommended(asked, finding)
    assert safe.status == "proved"


def test_an_action_that_nobody_is_shown_to_reach_is_neither_proved_nor_refuted() -> None:
    asked, properties = trial_prover()
    alone = Prover(asked.program, asked.files, lambda: 600.0)
    alone.__dict__["crowd"] = type(asked.crowd)(asked.program, [])
    (law,) = (each for each in properties if each.id == "every-action-reachable")
    (found,) = alone.prove([law])
    assert found.status == "not shown reachable"


PROPERTY = "properties:\n  - {{id: {}, title: Something, {}}}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("never: administer, when: {fact: platelet, below: 1 10^9/L}", "Unknown fact “platelet”"),
        ("never: administer, when: {fact: platelets, below: 1 mg}", "is in mg"),
        ("never: administre, while: withhold", "Did you mean “administer”"),
        ("never: administer", "needs to know where"),
        ("never: administer, while: pause", "is no “while”"),
        ("never: administer, while: [pause]", "“pause” is no action"),
        ("always: withhold, phases: [later], when: {fact: age, below: 1}", "is no phase"),
        ("worse: [bilirubins_uln], is: higher", "Unknown fact “bilirubins_uln”"),
        ("worse: [sos], is: higher", "has no number"),
        ("worse: [alt_uln], is: sideways", "is no “is”"),
        ("title: Again, never: administer, while: withhold", "title"),
        ("always: withhold", "needs “when”"),
        ("while: withhold", "claims one thing"),
    ],
)
def test_a_wrong_property_is_refused_where_it_stands(
    text: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "properties.yaml"
    file.write_text(PROPERTY.format("mine", text), "utf-8")
    program, _ = trial()
    with pytest.raises(BadInput, match=message):
        read_properties([file], program)


LOW = "when: {fact: platelets, below: 20 10^9/L}"


def written(folder: Path, *properties: str) -> Path:
    """Write properties to a file, named one, two, three."""
    file = folder / "properties.yaml"
    lines = [
        f"  - {{id: {name}, title: {name}, {text}}}\n"
        for name, text in zip(("one", "two", "three"), properties, strict=False)
    ]
    file.write_text("properties:\n" + "".join(lines), "utf-8")
    return file


@pytest.mark.parametrize(
    "other",
    [
        f"never: withhold, {LOW}",
        f"always: wait, {LOW}",
        "always: wait, when: {fact: platelets, below: 30 10^9/L}",
        "never: withhold, when: {not: {fact: platelets, at_least: 10 10^9/L}}, or_unknown: true",
        "never: withhold, when: {fact: anc, below: 0.5 10^9/L}",
    ],
)
def test_two_properties_that_claim_different_answers_of_a_patient_are_refused(
    other: str, tmp_path: Path
) -> None:
    asked, _ = trial_prover()
    file = written(tmp_path, f"always: withhold, phases: [on], {LOW}", other)
    properties = read_properties([file], asked.program)
    with pytest.raises(BadInput, match="“one” and “two” contradict each other") as refused:
        asked.refuse_senseless(properties)
    assert "properties.yaml:3:" in str(refused.value)


@pytest.mark.parametrize(
    "other",
    [
        f"never: administer, {LOW}",
        f"never: withhold, phases: [before], {LOW}",
        "always: wait, when: {fact: platelets, at_least: 20 10^9/L}",
        "never: withhold, when: {fact: end_of_treatment, recorded: true}",
    ],
)
def test_properties_that_never_speak_of_one_patient_do_not_contradict(
    other: str, tmp_path: Path
) -> None:
    asked, _ = trial_prover()
    file = written(tmp_path, f"always: withhold, phases: [on], {LOW}", other)
    asked.refuse_senseless(read_properties([file], asked.program))


@pytest.mark.parametrize(
    "text",
    [
        "never: wait, when: {all: [{fact: anc, below: 1 10^9/L}, {fact: anc, above: 2 10^9/L}]}",
        "never: administer, phases: [before], when: {fact: cycles_given, at_least: 1}",
        "always: withhold, phases: [on], when: {fact: end_of_treatment, recorded: true}",
        "always: withhold, when: {fact: next_cycle, above: 6}",
    ],
)
def test_a_property_whose_condition_nobody_meets_is_refused(text: str, tmp_path: Path) -> None:
    asked, _ = trial_prover()
    properties = read_properties([written(tmp_path, text)], asked.program)
    with pytest.raises(BadInput, match="“one” claims nothing"):
        asked.refuse_senseless(properties)


def test_two_properties_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "properties.yaml"
    file.write_text(
        "properties:\n"
        "  - {id: up, title: Up, worse: [alt_uln], is: higher}\n"
        "  - {id: down, title: Down, worse: [alt_uln], is: lower}\n"
        "  - {id: up, title: Up again, worse: [ast_uln], is: higher}\n",
        "utf-8",
    )
    program, _ = trial()
    with pytest.raises(BadInput) as refused:
        read_properties([file], program)
    assert "contradict each other" in str(refused.value)
    assert "Another property is also “up”" in str(refused.value)
