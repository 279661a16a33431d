"""``recommend`` answers first, in every format, and refuses what it cannot read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled

EXAMPLES = sorted(file.stem for file in (bundled("knowledge") / "examples").glob("EX-*.yaml"))
GOLDEN = {
    "administer": "EX-03",
    "wait": "EX-05",
    "withhold": "EX-11",
    "discontinue": "EX-12",
    "complete": "EX-09",
    "follow-up": "EX-20",
    "ineligible": "EX-02",
    "insufficient-data": "EX-13",
}


def rules_left_out(text: str) -> str:
    """Return a page without the line that changes whenever any rule file changes."""
    return "\n".join(line for line in text.splitlines() if "; rules " not in line) + "\n"


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize(("action", "patient"), GOLDEN.items())
def test_an_answer_reads_as_its_golden_file(
    cyclewise: Callable[..., Any],
    golden: Callable[[str, str], None],
    action: str,
    patient: str,
    width: int,
) -> None:
    run = cyclewise("recommend", f"example:{patient}", width=width)
    assert run.code == 0
    assert max(map(len, run.out.splitlines())) <= width
    golden(f"recommend/{action}-{width}.txt", rules_left_out(run.out))


@pytest.mark.parametrize("patient", EXAMPLES)
def test_the_action_stands_in_capitals_at_the_top(
    cyclewise: Callable[..., Any], patient: str
) -> None:
    answer = json.loads(cyclewise("recommend", f"example:{patient}", "--format", "json").out)
    text = cyclewise("recommend", f"example:{patient}", width=80).out
    assert f" {answer['action'].upper()} " in "\n".join(text.splitlines()[:6])


def test_the_end_of_a_long_page_repeats_the_answer(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("recommend", "example:EX-11", width=140).out
    assert out.splitlines()[-1].startswith("EX-11: WITHHOLD NOW. Hold inotuzumab")


def test_a_pipe_gets_no_colour_and_no_control_character(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("recommend", "example:EX-11").out
    assert "\x1b" not in out


def test_forty_columns_lose_no_word(cyclewise: Callable[..., Any]) -> None:
    narrow = cyclewise("recommend", "example:EX-03", width=40).out
    assert max(map(len, narrow.splitlines())) <= 40
    assert "ADMINISTER" in narrow
    assert "0.3 mg/m² × 1.83 m² = 0.55 mg" in " ".join(narrow.replace("┃", " ").split())


def test_json_has_the_keys_of_the_contract_in_their_order(cyclewise: Callable[..., Any]) -> None:
    answer = json.loads(cyclewise("recommend", "example:EX-03", "--format", "json").out)
    assert list(answer)[:24] == [
        "patient", "protocol", "as_of", "known", "phase", "action", "settled", "may_become",
        "summary", "cycle", "day", "dose", "timing", "otherwise", "urgency", "deciding", "alerts",
        "missing", "to_give", "decides_alone", "next", "presumed", "assumptions", "rules",
    ]  # fmt: skip
    rule = ["id", "title", "action", "truth", "standing", "overruled_by", "because", "sources"]
    assert all(list(each)[:8] == rule for each in answer["rules"])


def test_the_contracts_own_patient_gets_the_contracts_own_answer(
    cyclewise: Callable[..., Any],
) -> None:
    answer = json.loads(cyclewise("recommend", "example:EX-03", "--format", "json").out)
    assert answer["dose"] == {
        "drug": "inotuzumab", "amount": 0.3, "unit": "mg/m2", "per_m2": 0.3, "level": 1.0,
        "mg": 0.55, "bsa_m2": 1.83, "formula": "mosteller",
    }  # fmt: skip
    assert answer["timing"] == {
        "earliest": "2024-02-05", "due": "2024-02-12", "latest": "2024-02-19", "status": "due",
    }  # fmt: skip
    assert (answer["action"], answer["cycle"], answer["day"]) == ("administer", 2, 1)
    assert answer["presumed"] == ["painful hepatomegaly absent", "ascites absent"]


def test_every_summary_fits_on_a_card(cyclewise: Callable[..., Any]) -> None:
    for patient in EXAMPLES:
        answer = json.loads(cyclewise("recommend", f"example:{patient}", "--format", "json").out)
        assert 10 < len(answer["summary"]) < 140, patient


def test_nothing_is_called_none_or_null_or_nan(cyclewise: Callable[..., Any]) -> None:
    for patient in EXAMPLES:
        for form in ("text", "markdown", "html"):
            words = cyclewise("recommend", f"example:{patient}", "--format", form).out.split()
            assert not {"None", "null", "nan", "inf"} & set(words), (patient, form)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_every_format_says_that_no_clinician_reviewed_the_rules(
    cyclewise: Callable[..., Any], form: str
) -> None:
    out = cyclewise("recommend", "example:EX-03", "--format", form).out
    assert "research use; rules not reviewed by a clinician" in out


def test_output_goes_to_a_file_and_nothing_to_the_terminal(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "answer.html"
    run = cyclewise("recommend", "example:EX-03", "--format", "html", "--output", str(file))
    assert (run.code, run.out) == (0, "")
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page
    assert "http://www.w3.org/2000/svg" in page
    assert page.count("http") == 1, "The page must load nothing."


def test_an_output_that_cannot_be_written_is_bad_input(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    run = cyclewise("recommend", "example:EX-03", "--output", str(tmp_path / "no" / "file"))
    assert run.code == 2
    assert "The output cannot be written" in run.err


def test_an_earlier_day_sees_only_what_was_there(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("recommend", "example:EX-03", "--as-of", "2024-01-20", "--format", "json").out
    answer = json.loads(out)
    assert answer["action"] == "wait"
    judging = [rule for rule in answer["rules"] if rule["action"] != "expect"]
    expecting = [rule for rule in answer["rules"] if rule["action"] == "expect" and rule["because"]]
    assert "2024-02" not in json.dumps(judging)
    assert all(
        "2024-02" not in json.dumps(item["done_by"])
        for rule in expecting
        for item in rule["because"]["items"]
    )


def test_a_wait_lists_what_must_be_done_before(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("recommend", "example:EX-03", "--as-of", "2024-01-20").out
    assert "TO DO BEFORE 22 JAN 2024" in out
    assert "[ ] bilirubin, at most 3 days old" in out


def test_a_hold_says_what_ends_it_and_where_that_stands(cyclewise: Callable[..., Any]) -> None:
    out = " ".join(cyclewise("recommend", "example:EX-07").out.split())
    assert "HOLD UNTIL" in out
    assert "✗ bilirubin at most 1.5 × ULN, at most 3 days old (now: bilirubin 1.92 × ULN" in out


def test_a_date_that_is_none_is_refused_with_its_option(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "example:EX-03", "--as-of", "2024-02-30")
    assert run.code == 2
    assert run.err.startswith("--as-of\n")
    assert "2024-02-30" in run.err


def test_an_unknown_example_is_met_with_the_nearest(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "example:EX-033")
    assert run.code == 2
    assert "Did you mean “EX-03" in run.err


def test_example_alone_lists_each_with_its_story(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("recommend", "example:").out
    assert out.count("\n") == len(list((bundled("knowledge") / "examples").glob("*.yaml")))
    assert "EX-03" in out


def test_an_example_may_be_written_in_small_letters(cyclewise: Callable[..., Any]) -> None:
    assert cyclewise("recommend", "example:ex-03").code == 0


def test_an_unknown_protocol_is_met_with_the_nearest(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "example:EX-03", "--protocol", "ino-mdr")
    assert run.code == 2
    assert "Did you mean “ino-mrd”?" in run.err


def test_a_rule_to_the_bottom_shows_the_rows_it_read(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None]
) -> None:
    run = cyclewise("recommend", "example:EX-11", "--why", "hld-002", width=100)
    assert run.code == 0
    assert "> 5 May 2024: 65.4 kg" in run.out
    golden("recommend/why-hld-002.txt", run.out)


@pytest.mark.parametrize("patient", ["EX-03", "EX-13", "EX-20"])
def test_every_rule_can_be_shown_to_the_bottom(cyclewise: Callable[..., Any], patient: str) -> None:
    answer = json.loads(cyclewise("recommend", f"example:{patient}", "--format", "json").out)
    for rule in answer["rules"]:
        run = cyclewise("recommend", f"example:{patient}", "--why", rule["id"])
        assert run.code == 0, run.err
        assert rule["id"] in run.out


def test_an_unknown_rule_is_met_with_the_nearest(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "example:EX-03", "--why", "HLD-02")
    assert run.code == 2
    assert "Did you mean" in run.err


def test_a_protocol_that_nobody_chose_is_named_where_others_give_the_drug(
    cyclewise: Callable[..., Any],
) -> None:
    told = "answered by  ino-mrd (--protocol ino-label is for the same drug)"
    assert told in cyclewise("recommend", "example:EX-03").out
    for form, part in (
        ("json", '"choice": "ino-mrd (--protocol ino-label'),
        ("markdown", "| answered by | ino-mrd (--protocol ino-label"),
        ("html", "<dd>ino-mrd (--protocol ino-label"),
    ):
        assert part in cyclewise("recommend", "example:EX-03", "--format", form).out
    chosen = cyclewise("recommend", "example:EX-03", "--protocol", "ino-mrd").out
    assert "answered by" not in chosen
    assert "answered by" not in cyclewise("recommend", "example:BL-01").out


def test_a_refusal_ends_by_saying_that_there_is_no_answer(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    patient = tmp_path / "ada.yaml"
    patient.write_text("patient: {id: ADA-1}\nevents:\n  - {mrd: 1e-4}\n", encoding="utf-8")
    run = cyclewise("recommend", str(patient))
    assert run.code == 2
    assert run.out == ""
    assert run.err.endswith("\n\nNo answer is given. It is to be mended first.\n")


@pytest.mark.parametrize(("name", "said"), [("", "This is a folder"), ("a.csv", "events table")])
def test_what_holds_many_patients_is_not_asked_about_one(
    cyclewise: Callable[..., Any], tmp_path: Path, name: str, said: str
) -> None:
    run = cyclewise("recommend", str(tmp_path / name))
    assert run.code == 2
    assert said in run.err
