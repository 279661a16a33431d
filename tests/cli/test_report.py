"""Hold ``cyclewise report`` to what it says of cohorts, in every format, and of bad input."""

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.cohort.schema import ReportDocument

EXAMPLES = str(bundled("knowledge") / "examples")
COHORT = "example:ino-mrd-26"
FOLDER = bundled("knowledge") / "examples" / "cohort" / "ino-mrd-26"

Command = Callable[..., Any]
Golden = Callable[[str, str], None]

_RUN: dict[tuple[tuple[str, ...], int], Any] = {}


@pytest.fixture
def told_once(cyclewise: Command) -> Command:
    """Run a command on a bundled cohort; one that has been run before is not run again."""

    def run(*words: str, width: int = 100) -> Any:  # noqa: ANN401 - a command's run
        if (words, width) not in _RUN:
            _RUN[words, width] = cyclewise(*words, width=width)
        return _RUN[words, width]

    return run


def test_the_synthetic_cohort_reads_as_it_should(told_once: Command, golden: Golden) -> None:
    out = told_once("report", COHORT).out
    golden("report/ino-mrd-26.txt", re.sub(r"sha256:\w+", "sha256:…", out))


def test_every_agreement_of_the_synthetic_cohort_says_that_it_was_built(
    told_once: Command,
) -> None:
    out = told_once("report", COHORT).out
    assert out.count("agrees: synthetic, constructed to match") == 24
    assert "24 of 24 agree to the printed precision." in out


def test_a_cohort_of_other_patients_does_not_agree(told_once: Command) -> None:
    told = json.loads(told_once("report", EXAMPLES, "--format", "json").out)
    assert told["synthetic"] is False
    by_place = {each["of"]: each for each in told["published"]}
    assert by_place["n"]["agrees"] is False
    assert by_place["survival.rfs.months.24.estimate"]["agrees"] is None


def test_who_was_never_followed_is_left_out_and_named(told_once: Command) -> None:
    told = json.loads(told_once("report", EXAMPLES, "--format", "json").out)
    free = told["survival"]["rfs"]
    assert free["patients"] + len(free["undecided"]) == told["n"] == 24
    assert {each["why"] for each in free["undecided"]} == {
        "no day on which the patient was last followed"
    }


def test_the_json_has_the_shape_of_its_schema(told_once: Command) -> None:
    told = json.loads(told_once("report", COHORT, "--format", "json").out)
    ReportDocument.model_validate(told)
    assert told["baseline"]["cr1"]["count"] == 19
    assert told["response"]["mrd_negative"]["percent"] == 69.2
    assert told["survival"]["os"]["months"]["24"]["at_risk"] == 9
    assert told["sos"]["count"] == 2
    assert told["cycles"] == {"median": 3, "min": 1, "max": 6, "of": 26, "unknown": 0}
    schema = json.loads(told_once("schema", "report").out)
    assert {"n", "published", "synthetic", "set_aside"} <= schema["properties"].keys()


def test_every_figure_names_its_patients(told_once: Command) -> None:
    told = json.loads(told_once("report", COHORT, "--format", "json").out)
    assert len(told["patients"]["mrd_negative"]["yes"]) == 18
    rows = list(csv.DictReader(StringIO(told_once("report", COHORT, "--patients", "sos").out)))
    assert [row["figure"] for row in rows].count("SOS confirmed: yes") == 2
    followed = told_once("report", COHORT, "--patients", "follow_up").out
    assert len(followed.splitlines()) == 1 + 26


def test_a_table_that_is_not_there_is_answered_with_those_that_are(cyclewise: Command) -> None:
    told = cyclewise("report", COHORT, "--patients", "basline")
    assert told.code == 2
    assert "Did you mean “baseline”?" in told.err


class _Page(HTMLParser):
    """Counts what stands on a page, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        told = dict(attrs)
        self.fetched += [tag for name in ("src", "srcset", "data") if told.get(name)]
        if tag in ("link", "script", "iframe"):
            self.fetched.append(tag)


def test_the_page_is_whole_by_itself(told_once: Command) -> None:
    out = told_once("report", COHORT, "--format", "html").out
    page = _Page()
    page.feed(out)
    assert page.fetched == []
    assert page.tags["svg"] >= 10
    assert len(out) < 300_000
    assert 'lang="en"' in out
    for picture in re.findall(r"<svg[^>]*>", out):
        assert 'role="img"' in picture
        assert "aria-label" in picture


def test_several_curves_name_their_rows_of_numbers_at_risk(told_once: Command) -> None:
    out = told_once("report", COHORT, "--format", "html").out
    (picture,) = re.findall(
        r'<svg[^>]*aria-labelledby="rfs_by_response-title.*?</svg>', out, re.DOTALL
    )
    for name in ("MRD negative by then", "not negative by then"):
        assert f">{name}</text>" in picture


def test_what_was_published_is_a_table_at_eighty_columns(cyclewise: Command) -> None:
    out = cyclewise("report", COHORT, width=80).out
    assert max(map(len, out.splitlines())) <= 80
    assert "figure                published  observed  interval        verdict" in out


def test_every_endpoint_says_how_it_is_counted_and_on_what_basis(told_once: Command) -> None:
    out = " ".join(told_once("report", COHORT).out.split())
    assert (
        "relapse-free survival: From the first dose to the first relapse since the first dose or "
        "death. Who has none is censored at last contact; recalled, assumed"
    ) in out
    assert "It competes with death." in out
    assert "Who cannot be judged counts as not so; found, recalled" in out
    told = json.loads(told_once("report", COHORT, "--format", "json").out)
    drawn = {"courses"}
    for name, page in told["definitions"].items():
        assert bool(page["counts"]) == (name not in drawn), name


def test_mrd_is_drawn_in_letters_on_a_logarithmic_axis(told_once: Command) -> None:
    courses = told_once("report", COHORT).out.partition("COURSES")[2]
    labels = [line.split("┤")[0].strip() for line in courses.splitlines() if "┤" in line]
    assert [label for label in labels if label] == ["1e-2", "1e-3", "1e-4", "1e-5"]
    below = next(line for line in courses.splitlines() if line.startswith(" 1e-5┤"))
    assert "○" in below
    assert not any(letter.isdigit() for letter in below.partition("┤")[2])


def test_markdown_has_every_table_and_csv_every_cell(told_once: Command) -> None:
    markdown = told_once("report", COHORT, "--format", "markdown").out
    assert "| RFS at 2 years | 54 % | 54.0 % | 32.3 to 71.5 % |" in markdown
    assert "└─ treated  " in markdown
    assert "MRD by month from the first dose" in markdown
    cells = list(csv.DictReader(StringIO(told_once("report", COHORT, "--format", "csv").out)))
    found = {(each["table"], each["row"], each["column"]): each["value"] for each in cells}
    assert found["published", "OS at 2 years", "observed"] == "60.1 %"


def test_a_table_of_events_gives_the_same_report_on_two_cores(
    cyclewise: Command, tmp_path: Path
) -> None:
    table = tmp_path / "cohort.csv"
    cyclewise("convert", str(FOLDER), str(table))
    one = json.loads(cyclewise("report", str(table), "--format", "json", "--jobs", "2").out)
    two = json.loads(cyclewise("report", COHORT, "--format", "json").out)
    assert {**one, "cohort": 0, "synthetic": 0, "published": 0} == {
        **two,
        "cohort": 0,
        "synthetic": 0,
        "published": 0,
    }


def test_a_cut_off_looks_at_the_cohort_as_it_was(cyclewise: Command) -> None:
    told = json.loads(
        cyclewise("report", COHORT, "--cut-off", "2020-12-31", "--format", "json").out
    )
    assert told["cut_off"] == "2020-12-31"
    assert told["n"] < 26
    assert told["survival"]["os"]["undecided"]


def test_a_patient_with_a_mistake_is_set_aside_counted_and_named(
    cyclewise: Command, tmp_path: Path
) -> None:
    for file in list(FOLDER.glob("SYN-0*.yaml"))[:3]:
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    bad = "patient: {id: BAD-1}\nevents:\n  - {date: 2020-01-01, death: sepsis}\n"
    bad += "  - {date: 2020-02-01, relapse: hematologic}\n"
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a patient", encoding="utf-8")
    told = cyclewise("report", str(tmp_path))
    assert told.code == 0
    assert "Set aside, with a mistake, and in no figure: 1." in told.out
    assert "This event lies after the patient's death" in told.out
    assert "Ignored, being no patient files: notes.txt." in told.out
    refused = cyclewise("report", str(tmp_path), "--all-or-nothing")
    assert refused.code == 2
    assert refused.out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "There is no such folder."),
        (("example:ino-mrd-62",), "Did you mean “ino-mrd-26”?"),
        ((COHORT, "--protocol", "blina-mrd"), "The protocol blina-mrd declares no endpoints."),
        ((COHORT, "--cut-off", "2020-13-01"), "there is no month 13"),
    ],
)
def test_what_cannot_be_reported_says_why(
    cyclewise: Command, words: tuple[str, ...], said: str
) -> None:
    told = cyclewise("report", *words)
    assert told.code == 2
    assert said in told.err
    assert told.out == ""


@pytest.mark.parametrize("form", ["text", "json", "html", "markdown", "csv"])
@pytest.mark.parametrize("cut_off", ["2010-01-01", "2019-01-01"])
def test_a_cohort_of_nobody_treated_and_one_of_few_can_be_reported(
    cyclewise: Command, form: str, cut_off: str
) -> None:
    told = cyclewise("report", COHORT, "--cut-off", cut_off, "--format", form)
    assert told.code == 0
    assert told.err == ""
    assert told.out


def test_a_folder_without_patients_is_refused(cyclewise: Command, tmp_path: Path) -> None:
    told = cyclewise("report", str(tmp_path))
    assert told.code == 2
    assert "There is no patient in this folder." in told.err


def test_the_kind_of_interval_is_named_and_changes_the_limits(cyclewise: Command) -> None:
    plain = cyclewise("report", COHORT, "--interval", "plain").out
    assert "plain for curves" in plain
    assert "54.0 % (33.8 to 74.3 %)" in plain
    score = cyclewise("report", COHORT, "--proportions", "Wilson").out
    assert "Wilson for proportions" in score
    assert "18 of 26 (69.2 %, CI 50.0 to 83.5 %)" in score
