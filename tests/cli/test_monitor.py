"""``monitor`` says first what is urgent and due, in every format, and refuses as ``recommend``."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.reasons.survey_document import MonitorDocument

EXAMPLES = sorted(file.stem for file in (bundled("knowledge") / "examples").glob("*.yaml"))
GOLDEN = ("EX-03", "EX-11", "EX-13", "EX-20")
FORMATS = ("text", "json", "markdown", "html", "ics")


def lasting(text: str) -> str:
    """Return a page without the line that changes whenever any rule file changes."""
    return "\n".join(line for line in text.splitlines() if "; rules " not in line) + "\n"


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("patient", GOLDEN)
def test_a_surveillance_reads_as_its_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None], patient: str, width: int
) -> None:
    run = cyclewise("monitor", f"example:{patient}", width=width)
    assert run.code == 0, run.err
    assert max(map(len, run.out.splitlines())) <= width
    assert "\x1b" not in run.out
    golden(f"monitor/{patient}-{width}.txt", lasting(run.out))


@pytest.mark.parametrize("patient", EXAMPLES)
def test_the_first_screen_says_what_is_urgent_due_and_what_it_adds_up_to(
    cyclewise: Callable[..., Any], patient: str
) -> None:
    first = cyclewise("monitor", f"example:{patient}", width=80).out.splitlines()[:30]
    labels = ["NOW", "overdue", "due", "adds up to"]
    places = [
        next(at for at, line in enumerate(first) if line.startswith(f"┃ {label} "))
        for label in labels
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("patient", "day", "said"),
    [
        ("EX-23", "2024-03-16", "soon        Bilirubin is rising"),
        ("EX-24", "2024-07-02", "since 2 Jul 2024, by enlarged liver"),
        ("EX-24", "2024-07-02", "moderate to very severe; record an ALT"),
        ("EX-25", "2024-05-27", "mild to moderate; record a bilirubin"),
    ],
)
def test_a_tired_reader_of_the_first_screen_alone_misses_neither_trend_nor_open_question(
    cyclewise: Callable[..., Any], patient: str, day: str, said: str
) -> None:
    out = cyclewise("monitor", f"example:{patient}", "--as-of", day, width=120).out
    assert said in out.partition("┗")[0]


@pytest.mark.parametrize("patient", EXAMPLES)
def test_every_object_is_as_its_schema_says(cyclewise: Callable[..., Any], patient: str) -> None:
    said = json.loads(cyclewise("monitor", f"example:{patient}", "--format", "json").out)
    again = MonitorDocument.model_validate(said).model_dump(mode="json", by_alias=True)
    assert again == said


def test_the_schema_of_monitor_is_printed(cyclewise: Callable[..., Any]) -> None:
    schema = json.loads(cyclewise("schema", "monitor").out)
    said = json.loads(cyclewise("monitor", "example:EX-11", "--format", "json").out)
    assert list(schema["properties"]) == list(said)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(said)


def test_the_signs_and_criteria_of_a_hold_are_in_the_object(cyclewise: Callable[..., Any]) -> None:
    said = json.loads(cyclewise("monitor", "example:EX-11", "--format", "json").out)
    states = {each["fact"]: each["state"] for each in said["signs"]}
    assert states["sos_sign_bilirubin"] == "present"
    assert states["sos_sign_ultrasound"] == "never measured"
    stands = {each["fact"]: (each["stands"], each["since"]) for each in said["criteria"]}
    assert stands["sos_clinical"] == ("met", "2024-05-05")
    assert stands["sos_proven"] == ("not met", None)
    assert said["alerts"][0]["urgency"] == "now"


def test_what_is_urgent_comes_first_in_every_format(cyclewise: Callable[..., Any]) -> None:
    for form in ("text", "markdown", "html"):
        out = " ".join(cyclewise("monitor", "example:EX-11", "--format", form).out.split())
        assert out.index("WITHHOLD: Hold") < out.index("No enrolment is recorded"), form


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("patient", EXAMPLES)
def test_nothing_is_called_none_or_null_or_nan(
    cyclewise: Callable[..., Any], form: str, patient: str
) -> None:
    run = cyclewise("monitor", f"example:{patient}", "--format", form)
    assert run.code == 0, run.err
    words = set(run.out.split())
    assert not {"None", "nan", "inf"} & words
    assert form == "json" or "null" not in words


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_that_no_clinician_reviewed_the_rules(
    cyclewise: Callable[..., Any], form: str
) -> None:
    out = cyclewise("monitor", "example:EX-03", "--format", form).out
    plain = out.replace("\r\n ", "").replace("\\;", ";")
    assert "research use; rules not reviewed by a clinician" in plain


class Tags(HTMLParser):
    """Counts what is opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "line", "circle", "rect", "path", "polyline", "polygon"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself leaves nothing open."""

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(cyclewise: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    run = cyclewise("monitor", "example:EX-11", "--format", "html", "--output", str(file))
    assert (run.code, run.out) == (0, "")
    page = file.read_text(encoding="utf-8")
    assert page.count("http") == 1, "Only the name of SVG may begin so."
    tags = Tags()
    tags.feed(page)
    assert tags.open == []


def test_what_a_file_holds_cannot_become_markup(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    patient = tmp_path / "p.yaml"
    patient.write_text(
        "patient: {id: P-1}\nevents:\n"
        "  - {date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1}\n"
        "  - {date: 2024-01-20, ascites: present, explained_by: <b>|x|</b>}\n",
        encoding="utf-8",
    )
    page = cyclewise("monitor", str(patient), "--format", "html").out
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in cyclewise("monitor", str(patient), "--format", "markdown").out


def test_a_protocol_that_names_no_signs_says_so(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("monitor", "example:BL-01").out
    assert "This protocol names no signs, criteria or grades to watch." in out
    assert "PLAN" in out
    assert "THE NEXT 28 DAYS" in out


def test_the_calendar_looks_as_far_ahead_as_asked(cyclewise: Callable[..., Any]) -> None:
    out = cyclewise("monitor", "example:EX-05", "--days", "7").out
    assert "THE NEXT 7 DAYS" in out
    weeks = out.split("Mon ")[1].split("[ ]")[0].splitlines()[1:]
    assert len([line for line in weeks if line.strip()]) == 2


@pytest.mark.parametrize("days", ["0", "-3", "367", "many"])
def test_a_number_of_days_that_is_none_is_refused(cyclewise: Callable[..., Any], days: str) -> None:
    assert cyclewise("monitor", "example:EX-05", "--days", days).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("example:EX-033",),
        ("example:EX-03", "--as-of", "2024-02-30"),
        ("example:EX-03", "--known", "soon"),
        ("example:EX-03", "--protocol", "ino-mdr"),
        ("no-such-file.yaml",),
    ],
)
def test_bad_input_is_refused_in_the_words_of_recommend(
    cyclewise: Callable[..., Any], words: tuple[str, ...]
) -> None:
    mine, theirs = cyclewise("monitor", *words), cyclewise("recommend", *words)
    assert (mine.code, mine.err, mine.out) == (2, theirs.err, "")


def test_example_alone_lists_each_with_its_story(cyclewise: Callable[..., Any]) -> None:
    assert "EX-03" in cyclewise("monitor", "example:").out


def test_the_examples_of_the_help_work(
    cyclewise: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = cyclewise("monitor", "--help").out
    examples = [
        line.split("cyclewise ", 1)[1].split() for line in told.splitlines() if "Example:" in line
    ]
    assert len(examples) == 2
    for words in examples:
        assert cyclewise(*words).code == 0
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
