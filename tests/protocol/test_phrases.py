from collections.abc import Callable

import pytest

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.phrases import Speech, condition_english, listed, negated_english
from cyclewise.protocol.protocol import Protocol

Reader = Callable[[str], Condition[Criterion]]
BILIRUBIN = "{fact: bilirubin, at_least: 2 mg/dL}"
PAIN = "{fact: painful_hepatomegaly, is: present}"
ASCITES = "{fact: ascites, is: present}"
OTHERS = {"first_dose": "the first dose", "dose_due": "a dose may be given"}


@pytest.fixture
def speech(protocol: Protocol, knowledge: Knowledge) -> Speech:
    return Speech(protocol, knowledge, OTHERS)


@pytest.mark.parametrize(
    ("written", "said", "opposite"),
    [
        (
            "{fact: bilirubin, at_least: 2 mg/dL, within: 3 days}",
            "bilirubin is at least 2 mg/dL in a result at most 3 days old",
            "bilirubin is below 2 mg/dL in a result at most 3 days old",
        ),
        (
            "{fact: bilirubin_uln, above: 1.5}",
            "bilirubin is above 1.5 \N{MULTIPLICATION SIGN} ULN",
            "bilirubin is at most 1.5 \N{MULTIPLICATION SIGN} ULN",
        ),
        (
            "{fact: mrd, below: 1e-4, within: {parameter: mrd window}, since: first_dose}",
            "MRD is below 1e-4 in a result at most 21 days old since the first dose",
            "MRD is at least 1e-4 in a result at most 21 days old since the first dose",
        ),
        ("{fact: weight, at_most: 50 kg}", "weight is at most 50 kg", "weight is above 50 kg"),
        (ASCITES, "ascites is present", "ascites is not present"),
        (
            "{fact: remission, one_of: [CR1, CR2, CR3]}",
            "remission is CR1, CR2 or CR3",
            "remission is none of CR1, CR2 and CR3",
        ),
        ("{fact: mrd_negative, is: true}", "MRD is negative", "MRD is not negative"),
        ("{fact: mrd_negative, is: false}", "MRD is not negative", "MRD is negative"),
        (
            "{fact: dose_due, is: true}",
            "a dose may be given",
            "it is not so that a dose may be given",
        ),
        (
            "{fact: enrolment, recorded: true, within: 30 days}",
            "enrolment is on record in the last 30 days",
            "enrolment is not on record in the last 30 days",
        ),
        (
            "{fact: enrolment, recorded: false}",
            "enrolment is not on record",
            "enrolment is on record",
        ),
        (
            "{ever: bilirubin_uln, above: 10, since: first_dose}",
            "bilirubin was ever above 10 \N{MULTIPLICATION SIGN} ULN since the first dose",
            "bilirubin was never above 10 \N{MULTIPLICATION SIGN} ULN since the first dose",
        ),
        (
            "{ever: relapse, since: first_dose, within: 9 days}",
            "relapse was ever recorded in the last 9 days since the first dose",
            "relapse was never recorded in the last 9 days since the first dose",
        ),
        (
            "{parameter: stop at negativity, is: true}",
            "“stop at negativity” is true",
            "“stop at negativity” is not true",
        ),
        (f"not: {ASCITES}", "ascites is not present", "ascites is present"),
        (
            f"all: [{BILIRUBIN}, {ASCITES}]",
            "bilirubin is at least 2 mg/dL and ascites is present",
            "bilirubin is below 2 mg/dL or ascites is not present",
        ),
        (
            f"any: [{BILIRUBIN}, {ASCITES}, {PAIN}]",
            "bilirubin is at least 2 mg/dL, ascites is present or painful hepatomegaly is present",
            (
                "bilirubin is below 2 mg/dL, ascites is not present and "
                "painful hepatomegaly is not present"
            ),
        ),
        (
            f"any: [{BILIRUBIN}, all: [{ASCITES}, {PAIN}]]",
            (
                "bilirubin is at least 2 mg/dL or "
                "(ascites is present and painful hepatomegaly is present)"
            ),
            (
                "bilirubin is below 2 mg/dL and "
                "(ascites is not present or painful hepatomegaly is not present)"
            ),
        ),
        (
            f"{{at_least: 2, of: [{BILIRUBIN}, {ASCITES}, {PAIN}]}}",
            (
                "at least 2 of these hold: bilirubin is at least 2 mg/dL; ascites is present; "
                "painful hepatomegaly is present"
            ),
            (
                "fewer than 2 of these hold: bilirubin is at least 2 mg/dL; ascites is present; "
                "painful hepatomegaly is present"
            ),
        ),
        (f"all: [any: [{ASCITES}]]", "ascites is present", "ascites is not present"),
    ],
)
def test_a_condition_and_its_opposite_are_said_as_on_the_ward(
    written: str, said: str, opposite: str, condition: Reader, speech: Speech
) -> None:
    assert condition_english(condition(written), speech) == said
    assert negated_english(condition(written), speech) == opposite


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{fact: liver_ultrasound, is: suggestive}", "liver ultrasound is suggestive"),
        ("{fact: mrd, is: not detected}", "MRD is “not detected”"),
        ("{fact: platelets, above: 1}", "platelets are above 1"),
        ("{fact: cycles_given, is: 6}", "cycles given are 6"),
        ("{fact: platelets, recorded: true}", "platelets are on record"),
        ("{ever: platelets, below: 1}", "platelets were ever below 1"),
        ("{fact: anc, below: 1.0 10^9/L}", "anc is below 1.0 \N{MULTIPLICATION SIGN} 10⁹/L"),
        ("{fact: dose_given, at_least: 0.6 mg/m2}", "dose given is at least 0.6 mg/m²"),
        ("{fact: creatinine, above: 100 umol/L}", "creatinine is above 100 µmol/L"),
    ],
)
def test_units_are_said_as_printed_and_unknown_facts_by_their_id(
    written: str, said: str, condition: Reader, speech: Speech
) -> None:
    assert condition_english(condition(written), speech) == said


@pytest.mark.parametrize(
    ("parts", "said"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_a_list_is_said_with_one_joining_word(parts: list[str], said: str) -> None:
    assert listed(parts, "or") == said
