"""Hold ``cyclewise audit`` to what it says, in every format, of a cohort and of one patient."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cyclewise.audit.deviation_rows import COLUMNS
from cyclewise.audit.schema import AuditDocument
from cyclewise_cli.render.page import Page
from cyclewise_cli.render.sdtm import HEAD as DV
from cyclewise_cli.render.sdtm import LONGEST

Command = Callable[..., Any]
Golden = Callable[[str, str], None]

PATIENTS = Path(__file__).parent / "patients"
ONE = str(PATIENTS / "left-protocol.yaml")
FORMATS = ("text", "json", "markdown", "html", "csv", "sdtm-dv")


@pytest.fixture
def cohort(cyclewise: Command, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return forty invented patients, half of them with a planted deviation."""
    folder = tmp_path_factory.getbasetemp() / "audited"
    table = folder / "invented.csv"
    if not table.is_file():
        folder.mkdir(exist_ok=True)
        words = ("--patients", "40", "--seed", "3", "--deviations", "all", "--share", "0.5")
        run = cyclewise("simulate", *words, "--jobs", "1", "--output", str(table))
        assert run.code == 0, run.err
    return str(table)


@pytest.fixture
def audited(cyclewise: Command, cohort: str) -> Callable[..., Any]:
    """Return the command that audits the invented cohort."""
    return lambda *words, **options: cyclewise("audit", cohort, "--jobs", "1", *words, **options)


def steady(text: str) -> str:
    """Return a text without the digest of the rules, which any change of them changes."""
    return re.sub(r"sha256:\w+", "sha256:…", text)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("width", [80, 120])
def test_a_cohort_reads_as_it_should(audited: Command, golden: Golden, width: int) -> None:
    told = audited(width=width)
    assert told.code == 0
    golden(f"audit/cohort-{width}.txt", steady(told.out))
    assert max(map(len, told.out.splitlines())) <= width


def test_one_patient_reads_as_it_should(cyclewise: Command, golden: Golden) -> None:
    told = cyclewise("audit", ONE)
    assert told.code == 0
    golden("audit/left-protocol.txt", steady(told.out))


@pytest.mark.parametrize(
    ("form", "name"), [("markdown", "md"), ("csv", "csv"), ("sdtm-dv", "dv.csv"), ("json", "json")]
)
def test_each_format_is_as_it_should_be(
    cyclewise: Command, golden: Golden, form: str, name: str
) -> None:
    told = cyclewise("audit", ONE, "--format", form)
    assert told.code == 0
    golden(f"audit/left-protocol.{name}", steady(told.out))


def test_text_in_a_pipe_has_no_colour_and_says_the_importance_in_words(audited: Command) -> None:
    out = audited().out
    assert "\x1b" not in out
    assert " important " in out
    assert out.rstrip().endswith("patients.")


def test_the_glance_agrees_with_the_rows(audited: Command) -> None:
    found = rows(audited("--format", "csv").out)
    counted = [each for each in found if not each["follows_rule"]]
    important = sum(each["importance"] == "important" for each in counted)
    patients = len({each["patient"] for each in found})
    assert f"{important} important" in audited().out.splitlines()[-1]
    assert f"in {patients} of 40 patients" in audited().out.splitlines()[-1]


def test_the_json_has_the_shape_of_its_schema_and_agrees_with_the_rows(audited: Command) -> None:
    told = json.loads(audited("--format", "json").out)
    AuditDocument.model_validate(told)
    found = rows(audited("--format", "csv").out)
    assert len(told["deviations"]) == len(found)
    assert [each["rule"] for each in told["deviations"]] == [each["rule"] for each in found]
    assert all(each["because"] is None for each in told["deviations"])


def test_the_counts_of_centres_and_of_months_add_up_to_the_whole(audited: Command) -> None:
    told = json.loads(audited("--format", "json").out)
    assert sum(each["patients"] for each in told["by_centre"].values()) == told["patients"]
    for counts in (told["by_centre"].values(), told["by_month"].values()):
        assert sum(each["decisions"] for each in counts) == told["decisions"]
        for word in ("important", "minor"):
            assert sum(each[word] for each in counts) == told["by_importance"][word]


def test_every_check_of_the_clean_bill_is_accounted_for(audited: Command) -> None:
    told = json.loads(audited("--format", "json").out)
    parts = ("right", "excused", "deviating", "elsewhere", "unjudged")
    for each in told["checked"].values():
        assert sum(each[part] for part in parts) == each["judged"]


def test_one_patient_of_a_cohort_is_audited_alone_with_the_whole_trace(audited: Command) -> None:
    name = rows(audited("--format", "csv").out)[0]["patient"]
    told = json.loads(audited("--patient", name, "--format", "json").out)
    assert told["patients"] == 1
    assert all(each["because"]["page"]["truth"] == "met" for each in told["deviations"])
    assert f"Audit of {name}" in audited("--patient", name).out


def test_a_patient_that_is_not_there_is_said_to_be_missing(audited: Command) -> None:
    told = audited("--patient", "SYN-9999999")
    assert told.code == 2
    assert "There is no patient “SYN-9999999” here." in told.err


def test_strict_fails_where_an_important_deviation_was_found(cyclewise: Command) -> None:
    assert cyclewise("audit", ONE, "--strict").code == 1
    assert cyclewise("audit", "example:EX-01", "--strict").code == 0


def test_a_patient_without_a_deviation_gets_a_clean_bill(cyclewise: Command) -> None:
    for form in FORMATS:
        told = cyclewise("audit", "example:EX-01", "--format", form)
        assert told.code == 0, form
    assert "No deviation of EX-01" in cyclewise("audit", "example:EX-01").out


def test_a_patient_without_a_dose_is_not_called_right(cyclewise: Command, tmp_path: Path) -> None:
    text = "patient: {id: NEW-1, sex: male, birth_date: 1970-01-01}\nevents: []\n"
    (tmp_path / "new.yaml").write_text(text, encoding="utf-8")
    told = cyclewise("audit", str(tmp_path / "new.yaml"))
    assert told.code == 0
    assert told.out.rstrip().endswith("Nothing to judge of NEW-1.")
    assert cyclewise("audit", str(tmp_path)).out.rstrip().endswith("Nothing to judge in 1 patient.")


def test_a_patient_with_a_mistake_is_set_aside_and_named(
    cyclewise: Command, tmp_path: Path
) -> None:
    good = Path(ONE).read_text(encoding="utf-8")
    (tmp_path / "good.yaml").write_text(good, encoding="utf-8")
    bad = good.replace("id: LEFT-1", "id: BAD-1").replace("cycle: 1, day: 1", "cycle: one, day: 1")
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    for form in ("text", "markdown", "html"):
        told = cyclewise("audit", str(tmp_path), "--format", form)
        assert "Set aside, with a mistake, and in no figure: 1." in told.out
        assert "BAD-1" in told.out or "bad" in told.out
    refused = cyclewise("audit", str(tmp_path), "--all-or-nothing")
    assert refused.code == 2
    assert refused.out == ""


@pytest.mark.parametrize("asked", ["syn-0000007", "SYN-000007"])
def test_a_misspelt_patient_of_a_table_is_asked_back(audited: Command, asked: str) -> None:
    assert "Did you mean “SYN-00000" in audited("--patient", asked).err


@pytest.mark.parametrize("form", ["text", "html"])
def test_years_of_follow_up_leave_the_picture_its_room_and_are_listed(
    cyclewise: Command, tmp_path: Path, form: str
) -> None:
    text = Path(ONE).read_text(encoding="utf-8").rstrip()
    (tmp_path / "long.yaml").write_text(
        f"{text}\n  - {{date: 2029-05-04, last_contact: alive}}\n", encoding="utf-8"
    )
    short = cyclewise("audit", ONE, "--format", form).out
    told = cyclewise("audit", str(tmp_path / "long.yaml"), "--format", form).out
    assert "Later:" in told
    assert "4 May 2029 last contact alive" in " ".join(told.split())
    assert "Later:" not in short
    assert "course up to" not in told or "2029" not in told.split("course up to")[1].split("\n")[0]


def test_the_page_draws_the_counts_by_rule_and_over_time(audited: Command) -> None:
    page = audited("--format", "html").out
    told = rows(audited("--format", "csv").out)
    counts = Counter(each["rule"] for each in told if not each["follows_rule"])
    for title in ("Deviations by rule", "Deviations over time"):
        assert f'aria-label="{title}"' in page
    drawn = page.split('aria-label="Deviations by rule"')[1].split("</svg>")[0]
    bars = re.findall(r"<title>([A-Z0-9-]+): (\d+) important, (\d+) minor</title>", drawn)
    assert {rule: int(grave) + int(slight) for rule, grave, slight in bars} == counts


def test_a_phone_shows_each_deviation_as_a_card_and_narrow_tables_as_they_are(
    audited: Command,
) -> None:
    page = audited("--format", "html").out
    by_name = {each.split('"')[0]: each for each in page.split('aria-label="')[2:]}
    assert 'cards"' in by_name["deviations"].split(">")[1]
    assert 'data-of="what was seen"' in by_name["deviations"]
    assert "cards" not in by_name["categories"].split(">")[1]


class _Page(HTMLParser):
    """Gathers what a page names and links to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [str(given[name]) for name in ("src", "href") if name in given]
        self.ids += [str(given["id"])] if "id" in given else []


@pytest.mark.parametrize("of", ["cohort", "patient"])
def test_a_page_needs_nothing_from_elsewhere_and_its_links_lead_somewhere(
    cyclewise: Command, audited: Command, of: str
) -> None:
    run = (
        audited("--format", "html")
        if of == "cohort"
        else cyclewise("audit", ONE, "--format", "html")
    )
    page = _Page()
    page.feed(run.out)
    assert "script" not in page.tags
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert {"svg", "table", "h1", "title"} <= set(page.tags)
    assert "prefers-color-scheme: dark" in run.out
    assert "@media print" in run.out
    assert 'name="viewport"' in run.out


def test_the_deviations_of_a_course_are_marked_with_what_they_are(cyclewise: Command) -> None:
    page = cyclewise("audit", ONE, "--format", "html").out
    picture = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert picture
    drawn = re.findall(r"<title>([^<]*)</title><rect class=\"flag-(\w+)\"", picture.group())
    found = rows(cyclewise("audit", ONE, "--format", "csv").out)
    assert len(drawn) == len(found)
    kinds = {"grave": "important", "slight": "minor"}
    for (told, kind), each in zip(sorted(drawn), sorted(found, key=_told), strict=True):
        assert told.endswith(f"{kinds[kind]}: {each['title']}")


def _told(each: dict[str, str]) -> str:
    year, month, day = each["date"].split("-")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    when = f"{int(day)} {months[int(month) - 1]} {year}"
    return f"{when}: {each['importance']}: {each['title']}"


def test_what_a_file_says_is_escaped_on_a_page_and_harmless_in_a_spreadsheet(
    cyclewise: Command, tmp_path: Path
) -> None:
    text = Path(ONE).read_text(encoding="utf-8").replace("site: north", 'site: "=1+<b>1"')
    file = tmp_path / "hostile.yaml"
    file.write_text(text, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "hostile.yaml").write_text(text, encoding="utf-8")
    page = cyclewise("audit", str(tmp_path / "folder"), "--format", "html").out
    assert "<b>" not in page
    assert "=1+&lt;b&gt;1" in page
    assert rows(cyclewise("audit", str(file), "--format", "csv").out)[0]["centre"] == "'=1+<b>1"


def test_parquet_holds_the_rows_of_the_csv_with_dates_as_dates(
    audited: Command, tmp_path: Path
) -> None:
    file = tmp_path / "found.parquet"
    assert audited("--format", "parquet", "--output", str(file)).code == 0
    frame = pl.read_parquet(file)
    assert frame.columns == list(COLUMNS)
    assert all(frame.schema[name] == pl.Date for name, kind in COLUMNS.items() if kind == "date")
    found = rows(audited("--format", "csv").out)
    written = frame.with_columns(pl.all().cast(pl.String).fill_null("")).to_dicts()
    assert [{**each} for each in written] == found


def test_parquet_needs_a_file(audited: Command) -> None:
    told = audited("--format", "parquet")
    assert told.code == 2
    assert "Name a file: --output audit.parquet." in told.err


def test_the_dv_domain_keeps_the_rules_of_sdtm(audited: Command) -> None:
    out = audited("--format", "sdtm-dv").out
    assert out.isascii()
    found = rows(out)
    assert list(found[0]) == list(DV)
    assert {each["DOMAIN"] for each in found} == {"DV"}
    assert {each["EPOCH"] for each in found} <= {"SCREENING", "TREATMENT", "FOLLOW-UP"}
    for each in found:
        assert each["USUBJID"].startswith(f"{each['STUDYID']}-")
        assert all(len(cell) <= LONGEST for cell in each.values())
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", each["DVSTDTC"])
    keys = [(each["USUBJID"], each["DVSEQ"]) for each in found]
    assert len(set(keys)) == len(keys)


def test_the_day_of_the_first_dose_is_day_1_of_the_study(cyclewise: Command) -> None:
    found = rows(cyclewise("audit", ONE, "--format", "sdtm-dv").out)
    days = {each["DVSTDTC"]: each["DVSTDY"] for each in found}
    assert days["2024-01-22"] == "8"
    assert days["2024-02-12"] == "29"


def test_output_that_shows_only_ascii_loses_no_sign(
    cyclewise: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Page, "ascii_only", property(lambda _: True))
    out = cyclewise("audit", ONE).out
    assert out.isascii()
    assert "!1" in out


def test_an_example_that_is_not_there_is_suggested_among_patients_and_cohorts(
    cyclewise: Callable[..., Any],
) -> None:
    patient = cyclewise("audit", "example:EX-99")
    assert patient.code == 2
    assert "There is no example “EX-99”. Did you mean" in patient.err
    cohort = cyclewise("audit", "example:ino-mrd-62")
    assert "Did you mean “ino-mrd-26”?" in cohort.err
