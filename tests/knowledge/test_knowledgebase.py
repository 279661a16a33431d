"""The folder of knowledge: what is read from it, and what is refused."""

import re
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.values.refused import Refused

LACTATE = """\
id: lactate
title: lactate
kind: quantity
unit: mmol/L
other_units: {mg/dL: {divide: 9.008}}
possible: {above: 0 mmol/L, at_most: 40 mmol/L}
usual: {at_least: 0.3 mmol/L, at_most: 20 mmol/L}
no_record: unknown
words:
  not found: {below: {attribute: floor}}
attributes:
  floor: {kind: quantity, possible: {above: 0 mmol/L}, no_record: unknown}
  tourniquet: {kind: flag, no_record: "no", then: at most}
  arterial: {kind: flag, no_record: {presumed: true}}
  tube: {kind: choice, values: [red, grey], no_record: grey}
synonyms: [lactic acid]
codes: {loinc: 2524-7}
"""
DOSE = "id: dose\ntitle: dose\nkind: choice\nvalues: [aspirin]\nno_record: did not happen\n"
ASPIRIN = "id: aspirin\ntitle: acetylsalicylic acid\nsynonyms: [Bayer]\n"


def write(folder: Path, **pages: str) -> Path:
    for name, text in pages.items():
        kind, _, stem = name.partition("__")
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{stem}.yaml").write_text(text)
    return folder


def lactate(folder: Path, **changes: str) -> Concept:
    text = LACTATE
    for key, value in changes.items():
        text = re.sub(rf"^{key}:.*\n(  .*\n)*", "", text, flags=re.MULTILINE)
        text += f"{key}: {value}\n"
    return read_knowledge(write(folder, concepts__lactate=text)).concepts["lactate"]


@pytest.fixture(scope="module")
def everything() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


def test_the_bundled_knowledge_is_whole(everything: Knowledge) -> None:
    assert {"dose", "enrolment", "end_of_treatment", "death"} <= set(everything.concepts)
    assert set(everything.concepts["dose"].values) == set(everything.drugs)
    assert everything.sources
    assert all(each.citation and each.read for each in everything.sources.values())


def test_what_the_contract_says_of_missing_records_holds(everything: Knowledge) -> None:
    meant = {each.id: each.no_record for each in everything.concepts.values()}
    never = ("death", "transplant", "relapse", "sos", "infusion_reaction", "adverse_event")
    assert {meant[name] for name in (*never, "gilbert_syndrome", "haemolysis")} == {
        "did not happen"
    }
    signs = ("ascites", "painful_hepatomegaly", "liver_histology", "hvpg")
    assert {meant[name] for name in signs} == {"presumed absent"}
    tests = ("mrd", "bilirubin", "alt", "weight", "ecog", "liver_ultrasound")
    assert {meant[name] for name in tests} == {"unknown"}


def test_attributes_say_what_no_record_means(everything: Knowledge) -> None:
    related = everything.concepts["adverse_event"].attributes["related"]
    assert related.presumed
    assert related.without_record is not None
    assert related.without_record.word == "true"
    assert everything.concepts["bilirubin"].attributes["uln"].without_record is None
    transfused = everything.concepts["platelets"].attributes["transfused"]
    assert transfused.without_record is not None
    assert (transfused.without_record.low, transfused.presumed) == (0, False)


def test_a_concept_is_read_with_all_it_says(tmp_path: Path) -> None:
    found = lactate(tmp_path)
    assert (found.title, found.kind, found.no_record) == ("lactate", "quantity", "unknown")
    assert (found.section, found.position, found.history) == ("events", "results", "never")
    assert found.possible.fault(0) == "not above 0 mmol/L"
    assert found.usual.fault(21) == "above 20 mmol/L"
    assert found.codes == {"loinc": "2524-7"}
    assert found.leans_on("not found") == ("floor",)
    assert found.leans_on("found") == ()
    tube = found.attributes["tube"].without_record
    assert tube is not None
    assert tube.word == "grey"


def test_a_concept_turns_texts_into_values(tmp_path: Path) -> None:
    found = lactate(tmp_path)
    assert found.value_of("18.016 mg/dL").low == 2
    floor = {"floor": found.attributes["floor"].value_of("0.5 mmol/L")}
    assert found.value_of("not found", floor).high == pytest.approx(0.5)
    tied = {"tourniquet": found.attributes["tourniquet"].value_of("true")}
    assert (found.value_of("3 mmol/L", tied).low, found.value_of("3 mmol/L", tied).high) == (0, 3)
    free = {"tourniquet": found.attributes["tourniquet"].value_of("false")}
    assert found.value_of("3 mmol/L", free).low == 3


def test_a_unit_may_be_worth_as_much_as_the_concepts_own(everything: Knowledge) -> None:
    potassium = everything.concepts["potassium"]
    assert potassium.value_of("4.1 mEq/L").low == potassium.value_of("4.1 mmol/L").low == 4.1


def test_a_value_that_cannot_be_says_why_and_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Lactate cannot be 41 mmol/L") as caught:
        lactate(tmp_path).value_of("41 mmol/L")
    assert caught.value.remedy == (
        "Check the number and its unit: it can be above 0 mmol/L and at most 40 mmol/L."
    )


def test_history_may_be_dated_by_a_month(tmp_path: Path) -> None:
    assert lactate(tmp_path, history="true").history == "always"
    assert lactate(tmp_path, history="before the first dose").history == "before the first dose"


def test_names_are_found_however_they_are_spelt(tmp_path: Path) -> None:
    found = read_knowledge(write(tmp_path, concepts__lactate=LACTATE))
    assert found.meant["lactic acid"] == "lactate"
    assert "floor" in found.attribute_names


def test_a_brand_name_is_suggested_for_a_drug(tmp_path: Path) -> None:
    found = read_knowledge(write(tmp_path, concepts__dose=DOSE, drugs__aspirin=ASPIRIN))
    with pytest.raises(Refused) as caught:
        found.concepts["dose"].value_of("bayer")
    assert caught.value.remedy == "It is written “aspirin” here."


def folders(tmp_path: Path, *names: str) -> list[Path]:
    found = [tmp_path / name for name in names]
    for folder in found:
        folder.mkdir()
    return found


def test_a_protocol_adds_pages_and_replaces_those_of_the_same_name(tmp_path: Path) -> None:
    shared, mine = folders(tmp_path, "shared", "mine")
    write(shared, concepts__lactate=LACTATE, concepts__dose=DOSE, drugs__aspirin=ASPIRIN)
    lower = LACTATE.replace("at_most: 20", "at_most: 9")
    ibuprofen = "id: ibuprofen\ntitle: ibuprofen\nsynonyms: [Brufen]\n"
    write(mine, concepts__lactate=lower, drugs__ibuprofen=ibuprofen)
    write(mine, concepts__pain="id: pain\ntitle: pain\nkind: text\nno_record: unknown\n")
    found = read_knowledge(shared, [mine])
    assert set(found.concepts) == {"lactate", "dose", "pain"}
    assert found.concepts["lactate"].usual.high == 9
    assert found.concepts["dose"].values == ("aspirin", "ibuprofen")
    with pytest.raises(Refused) as caught:
        found.concepts["dose"].value_of("brufen")
    assert caught.value.remedy == "It is written “ibuprofen” here."
    assert set(read_knowledge(shared).drugs) == {"aspirin"}


def test_two_protocols_cannot_add_the_same_page(tmp_path: Path) -> None:
    shared, mine, yours = folders(tmp_path, "shared", "mine", "yours")
    for folder in (shared, mine, yours):
        write(folder, concepts__lactate=LACTATE)
    with pytest.raises(BadInput) as caught:
        read_knowledge(shared, [mine, yours])
    (problem,) = caught.value.problems
    assert "Another protocol of these rules has a page “lactate” as well." in problem.message
    assert Path(problem.file) == yours / "concepts" / "lactate.yaml"


def test_open_questions_are_read(tmp_path: Path) -> None:
    write(tmp_path, concepts__lactate=LACTATE)
    (tmp_path / "open-questions.yaml").write_text(
        "- {id: fasting, question: Fasting?, why: It rises., handled: Not asked., "
        "rules: {x: [A-1]}}\n"
    )
    (question,) = read_knowledge(tmp_path).open_questions
    assert (question.id, question.handled, question.rules) == (
        "fasting",
        "Not asked.",
        {"x": ("A-1",)},
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "number"}, "“number” is no “kind” of a concept"),
        ({"unit": ""}, "“unit” of a concept has no value"),
        ({"no_record": "missing"}, "“missing” is no “no_record” of a concept"),
        ({"section": "person"}, "“person” is no “section”"),
        ({"position": "first"}, "“first” is no “position”"),
        ({"history": "sometimes"}, "“sometimes” does not say when a month"),
        ({"one_after_another": "[CR1]"}, "“CR1” is none of the values"),
        ({"possible": "{at_least: 1 kg}"}, "“1 kg” is no limit in mmol/L"),
        ({"possible": "{}"}, "“possible” sets no limit"),
        ({"possible": "{from: 1 mmol/L}"}, "Unknown key “from” in the range “possible”"),
        ({"usual": "{at_least: 0 mmol/L, at_most: 50 mmol/L}"}, "reaches beyond what is possible"),
        ({"other_units": "{mg/dL: {}}"}, "How mg/dL converts is not said"),
        ({"other_units": "{mg/dL: {divide: 0}}"}, "“divide” must be a number above 0"),
        ({"titel": "lactate"}, "Unknown key “titel” in a concept"),
        ({"id": "lactat"}, "This page is named “lactat” and its file “lactate”"),
        ({"attributes": "{}"}, "leans on “floor”, which is no attribute of lactate"),
        ({"words": "{not found: {}}"}, "“not found” says nothing of the number"),
        (
            {"attributes": "{floor: {kind: quantity, no_record: unknown}, note: {kind: text, "
             "no_record: unknown}}"},
            "“note” is a key that every event has",
        ),
        (
            {"attributes": "{floor: {kind: quantity}}"},
            "The attribute “floor” needs “no_record”",
        ),
        (
            {"attributes": "{floor: {kind: quantity, no_record: much}}"},
            "“much” is no value of “floor” of lactate",
        ),
    ],
)  # fmt: skip
def test_a_concepts_mistake_is_pointed_out(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(BadInput) as caught:
        lactate(tmp_path, **changes)
    assert message in str(caught.value)
    assert all(each.remedy for each in caught.value.problems)


def test_a_choice_without_values_is_refused(tmp_path: Path) -> None:
    text = "id: mood\ntitle: mood\nkind: choice\nno_record: unknown\n"
    with pytest.raises(BadInput, match="It is not said what mood may be"):
        read_knowledge(write(tmp_path, concepts__mood=text))


def test_a_term_in_two_groups_is_refused(tmp_path: Path) -> None:
    text = (
        "id: event\ntitle: event\nkind: term\nno_record: unknown\n"
        "terms: {blood: [Anaemia], other: [anaemia]}\n"
    )
    with pytest.raises(BadInput, match="“anaemia” already stands in blood"):
        read_knowledge(write(tmp_path, concepts__event=text))


def test_a_name_for_two_concepts_is_refused(tmp_path: Path) -> None:
    pyruvate = LACTATE.replace("lactate", "pyruvate")
    folder = write(tmp_path, concepts__lactate=LACTATE, concepts__pyruvate=pyruvate)
    with pytest.raises(BadInput, match="“lactic acid” also names lactate"):
        read_knowledge(folder)


def test_an_attribute_named_like_a_concept_is_refused(tmp_path: Path) -> None:
    tube = "id: tube\ntitle: tube\nkind: text\nno_record: unknown\n"
    folder = write(tmp_path, concepts__lactate=LACTATE, concepts__tube=tube)
    with pytest.raises(BadInput, match="The attribute “tube” is also the name of a concept"):
        read_knowledge(folder)


def test_a_dose_of_a_drug_without_a_page_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, concepts__dose=DOSE, drugs__asprin=ASPIRIN.replace("asp", "as"))
    with pytest.raises(BadInput, match="No page describes the drug “aspirin”"):
        read_knowledge(folder)


def test_a_drugs_unknown_source_is_refused(tmp_path: Path) -> None:
    folder = write(
        tmp_path, concepts__lactate=LACTATE, drugs__aspirin=ASPIRIN + "sources: [vane-1971]\n"
    )
    with pytest.raises(BadInput, match="No page describes the source “vane-1971”"):
        read_knowledge(folder)


def test_the_mistakes_of_all_pages_are_told_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        concepts__lactate=LACTATE.replace("kind: quantity", "kind: quality", 1),
        drugs__aspirin="id: aspirin\n",
        sources__vane="id: vane\ntitle: x\nkind: book\ncitation: x\nread: full\n",
        concepts__broken="id: [",
    )
    (tmp_path / "open-questions.yaml").write_text("id: x\n")
    with pytest.raises(BadInput) as caught:
        read_knowledge(folder)
    files = [Path(problem.file).stem for problem in caught.value.problems]
    assert set(files) == {"lactate", "aspirin", "vane", "broken", "open-questions"}


def test_a_folder_without_concepts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no concept in this folder"):
        read_knowledge(tmp_path)


def test_what_may_change_of_an_event_is_its_end_or_its_grade(tmp_path: Path) -> None:
    page = lactate(
        tmp_path,
        attributes="{over: {kind: date, no_record: unknown, changeable: true},"
        " floor: {kind: quantity, no_record: unknown}}",
    )
    assert page.attributes["over"].changeable
    assert not page.attributes["floor"].changeable


@pytest.mark.parametrize("kind", ["{kind: integer", "{kind: choice, values: [red, grey]"])
def test_a_grade_without_bounds_and_a_word_are_not_changeable(tmp_path: Path, kind: str) -> None:
    attribute = f"{kind}, no_record: unknown, changeable: true}}"
    with pytest.raises(BadInput, match="a grade with its bounds, is changeable"):
        lactate(
            tmp_path,
            words="{}",
            attributes=f"{{stage: {attribute}}}",
        )
