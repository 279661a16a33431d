"""``why-not`` says what is in the way and what would have to change, and never what is untrue."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.reasons.why_not_document import WhyNotDocument

ASKED = {
    "EX-02": ("example:EX-02", "administer"),
    "EX-05": ("example:EX-05", "administer"),
    "EX-07": ("example:EX-07", "administer"),
    "EX-11": ("example:EX-11", "administer"),
    "EX-12": ("example:EX-12", "administer"),
    "EX-21": ("example:EX-21", "administer"),
    "BL-02": ("example:BL-02", "administer"),
    "EX-01-ineligible": ("example:EX-01", "ineligible"),
    "IL-01": ("example:IL-01", "administer", "--protocol", "ino-label"),
    "IL-01-discontinue": ("example:IL-01", "discontinue", "--protocol", "ino-label"),
    "EX-03-complete": ("example:EX-03", "complete"),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_answer_reads_as_its_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], name: str
) -> None:
    run = cyclewise("why-not", *ASKED[name], width=80)
    assert run.code == 0, run.err
    assert max(map(len, run.out.splitlines())) <= 80
    golden(f"why-not/{name}.txt", run.out)


@pytest.mark.parametrize("name", ASKED)
def test_every_object_is_as_its_schema_says(cyclewise: Callable[..., Any], name: str) -> None:
    said = json.loads(cyclewise("why-not", *ASKED[name], "--format", "json").out)
    again = WhyNotDocument.model_validate(said).model_dump(mode="json", by_alias=True)
    assert again == said
    assert said["possible"] == bool(said["changes"] or said["later"])


def test_a_change_that_is_supposed_brings_the_action(cyclewise: Callable[..., Any]) -> None:
    said = json.loads(cyclewise("why-not", "example:EX-07", "administer", "--format", "json").out)
    (change,) = said["changes"]
    assert [each["text"] for each in change] == [
        "bilirubin at or below 1.8 mg/dL (now 2.3 mg/dL, 24 Feb 2024)"
    ]
    for value, action in (("1.8", "administer"), ("1.81", "withhold")):
        supposed = ("what-if", "example:EX-07", "--set", f"bilirubin={value} mg/dL")
        answer = json.loads(cyclewise(*supposed, "--format", "json").out)
        assert answer["then"]["action"] == action


def test_what_is_told_of_a_later_day_brings_the_action_on_it(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    said = json.loads(cyclewise("why-not", "example:EX-25", "administer", "--format", "json").out)
    later, file = said["later"], tmp_path / "later.yaml"
    assert said["changes"] == []
    assert [each["fact"] for each in later["changes"][0]] == ["alt", "ast", "bilirubin"]
    text = (bundled("knowledge") / "examples" / "EX-25.yaml").read_text(encoding="utf-8")
    results = (
        "alt: 87.5 U/L, uln: 35 U/L",
        "ast: 87.5 U/L, uln: 35 U/L",
        "bilirubin: 1.99 mg/dL, uln: 1.2 mg/dL",
    )
    lines = (f"  - {{date: {later['day']}, {each}}}\n" for each in results)
    file.write_text(text.rstrip() + "\n" + "".join(lines), encoding="utf-8")
    answer = json.loads(cyclewise("recommend", str(file), "--format", "json").out)
    assert (answer["as_of"], answer["action"]) == (later["day"], "administer")


def test_an_action_that_stands_needs_no_change(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("why-not", "example:EX-07", "WITHHOLD")
    assert "WITHHOLD stands already." in run.out
    assert "IT WOULD STAND WITH" not in run.out


def test_an_action_of_another_phase_is_told_so(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("why-not", "example:EX-07", "ineligible")
    assert "INELIGIBLE is no answer on treatment" in " ".join(run.out.split())


@pytest.mark.parametrize("action", ["administr", "insufficient-data", "alert"])
def test_what_is_no_action_is_refused(cyclewise: Callable[..., Any], action: str) -> None:
    run = cyclewise("why-not", "example:EX-07", action)
    assert run.code == 2
    assert f"“{action}” is no action." in run.err
    assert "Write one of: " in run.err


def test_a_missing_result_with_its_limit_is_told_as_a_multiple(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(
        "patient: {id: BARE, sex: female, birth_date: 1978-05-14}\n"
        "diagnosis: {lineage: B}\n"
        "events:\n"
        "  - {date: 2024-02-12, remission: CR1}\n"
        "  - {date: 2024-02-12, bilirubin: 0.8 mg/dL, uln: 1.2 mg/dL}\n",
        encoding="utf-8",
    )
    words = ("why-not", str(file), "administer", "--protocol", "ino-mrd", "--format", "json")
    (change,) = json.loads(cyclewise(*words).out)["changes"]
    told = [each["text"] for each in change]
    assert "ALT at or below 2.5 × ULN (no record)" in told
    assert "platelets at or above 50 × 10⁹/L (no record)" in told
    assert len(told) == 8


def test_the_schema_of_why_not_is_printed(cyclewise: Callable[..., Any]) -> None:
    schema = json.loads(cyclewise("schema", "why-not").out)
    said = json.loads(cyclewise("why-not", *ASKED["EX-02"], "--format", "json").out)
    assert list(schema["properties"]) == list(said)
