"""An events table and patients' files say the same, and every mistake in a table is located."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.invention import KNOWLEDGE as INVENTED
from tests.facts.invention import Ward
from tests.thoroughness import examples

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.timeline.columns import Cells, Columns, columns_from
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table import Table, table_from, timelines_to_table
from cyclewise.timeline.table_columns import Loaded, columns_from_table
from cyclewise.timeline.table_file import read_table, write_table
from cyclewise.timeline.table_reading import table_to_timelines
from cyclewise.timeline.timeline import Timeline

KNOWN = read_knowledge(bundled("knowledge"))
EXAMPLES = tuple(
    read_timeline(file, KNOWN)
    for file in sorted((bundled("knowledge") / "examples").glob("*.yaml"))
)


def said(cells: Cells) -> list[tuple[str, str, str]]:
    words = [cells.words[word] for word in cells.word]
    return [*zip(map(str, cells.low), map(str, cells.high), words, strict=True)]


def shown(columns: Columns) -> dict[str, Any]:
    """Return all that columns say, in a form that compares."""
    found: dict[str, Any] = {"": columns.patients}
    for name, frame in columns.frames.items():
        if not len(frame):
            continue
        arrays = ("start", "first", "last", "key", "minute", "known", "replaced")
        found[name] = {each: getattr(frame, each).tolist() for each in arrays}
        found[name]["value"] = said(frame.value)
        for attribute, cells in frame.attributes.items():
            if not cells.missing.all():
                found[name][attribute] = said(cells)
    return found


def the_slow_way(loaded: Loaded, timelines: tuple[Timeline, ...], known: Knowledge) -> Columns:
    by_name = {each.patient: each for each in timelines}
    return columns_from([by_name[name] for name in loaded.columns.patients], known)


def there_and_back(timelines: tuple[Timeline, ...], file: Path, known: Knowledge) -> None:
    write_table(timelines_to_table(timelines, known), file)
    (part,) = read_table(file, known)
    found = table_to_timelines(part, known)
    assert found.set_aside == ()
    assert found.timelines == timelines


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_example_comes_back_from_a_table_as_it_was(ending: str, tmp_path: Path) -> None:
    there_and_back(EXAMPLES, tmp_path / f"cohort.{ending}", KNOWN)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(random=st.randoms(use_true_random=True), ending=st.sampled_from(["csv", "parquet"]))
def test_any_timelines_come_back_from_a_file_as_they_were(
    random: Random, ending: str, tmp_path: Path
) -> None:
    timelines = usable(random)
    there_and_back(timelines, tmp_path / f"cohort.{ending}", INVENTED)


def usable(random: Random) -> tuple[Timeline, ...]:
    """Return invented patients whose records hold no contradiction."""
    ward = Ward(random)
    table = table_from(
        timelines_to_table([ward.patient(f"P{number:02}") for number in range(30)], INVENTED),
        INVENTED,
        "invented",
    )
    return table_to_timelines(table, INVENTED).timelines


@settings(max_examples=examples(20), deadline=None)
@given(st.randoms(use_true_random=True))
def test_the_fast_way_into_columns_says_what_the_timelines_say(random: Random) -> None:
    ward = Ward(random)
    timelines = [ward.patient(f"P{number:02}") for number in range(30)]
    table = table_from(timelines_to_table(timelines, INVENTED), INVENTED, "invented")
    slow = table_to_timelines(table, INVENTED)
    fast = columns_from_table(table, INVENTED)
    assert fast.set_aside == slow.set_aside
    assert shown(fast.columns) == shown(the_slow_way(fast, slow.timelines, INVENTED))


def test_the_fast_way_reads_every_example_as_its_file_is_read() -> None:
    table = table_from(timelines_to_table(EXAMPLES, KNOWN), KNOWN, "examples")
    fast = columns_from_table(table, KNOWN)
    assert sorted(fast.columns.patients) == sorted(each.patient for each in EXAMPLES)
    assert shown(fast.columns) == shown(the_slow_way(fast, EXAMPLES, KNOWN))


def test_parts_of_a_file_never_divide_a_patient(tmp_path: Path) -> None:
    write_table(timelines_to_table(EXAMPLES, KNOWN), tmp_path / "all.parquet")
    parts = [*read_table(tmp_path / "all.parquet", KNOWN, rows=50)]
    assert len(parts) > 3
    found = [each for part in parts for each in table_to_timelines(part, KNOWN).timelines]
    assert found == [*EXAMPLES]


def test_a_folder_of_parquet_files_is_one_table(tmp_path: Path) -> None:
    for number, timelines in enumerate((EXAMPLES[:9], EXAMPLES[9:])):
        frame = timelines_to_table(timelines, KNOWN)
        frame = frame.with_columns(
            pl.lit(None, pl.String).alias(name)
            for name in timelines_to_table(EXAMPLES, KNOWN).columns
            if name not in frame.columns
        ).select(timelines_to_table(EXAMPLES, KNOWN).columns)
        write_table(frame, tmp_path / f"part-{number}.parquet")
    (part,) = read_table(tmp_path, KNOWN)
    assert table_to_timelines(part, KNOWN).timelines == EXAMPLES


def test_a_patient_whose_rows_stand_apart_is_one_patient(tmp_path: Path) -> None:
    frame = timelines_to_table(EXAMPLES, KNOWN)
    write_table(frame.gather_every(2).vstack(frame.gather_every(2, 1)), tmp_path / "apart.csv")
    (part,) = read_table(tmp_path / "apart.csv", KNOWN)
    found = table_to_timelines(part, KNOWN).timelines
    assert [each.patient for each in found] == [each.patient for each in EXAMPLES]
    assert [len(each.events) for each in found] == [len(each.events) for each in EXAMPLES]


# --- what a table may leave to the reader ------------------------------------------------------


def table(*rows: dict[str, object], **types: type[pl.DataType]) -> Table:
    frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides=types)
    return table_from(frame, KNOWN, "cohort.csv", first=2)


def values(found: Table, concept: str) -> list[tuple[float, float, str]]:
    loaded = columns_from_table(found, KNOWN)
    assert loaded.set_aside == ()
    cells = loaded.columns.frame(concept).value
    assert shown(loaded.columns) == shown(
        the_slow_way(loaded, table_to_timelines(found, KNOWN).timelines, KNOWN)
    )
    return [
        (float(low), float(high), cells.words[word])
        for low, high, word in zip(cells.low, cells.high, cells.word, strict=True)
    ]


A_DAY = {"patient_id": "A", "date": "2024-02-01"}


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"concept": "bilirubin", "number": 34.208, "unit": "umol/L"}, (2.0, 2.0, "")),
        ({"concept": "bilirubin", "number": 1.2, "unit": "mg/dl"}, (1.2, 1.2, "")),
        ({"concept": "platelets", "number": 112000.0, "unit": "/uL"}, (112.0, 112.0, "")),
        ({"concept": "mrd", "number": 3.2e-4}, (3.2e-4, 3.2e-4, "")),
        ({"concept": "mrd", "number": 0.07, "unit": "%"}, (7e-4, 7e-4, "")),
        ({"concept": "mrd", "text": "1 × 10⁻⁴"}, (1e-4, 1e-4, "")),
        ({"concept": "mrd", "number": 7e-4, "text": "0.07 %"}, (7e-4, 7e-4, "")),
        (
            {"concept": "mrd", "text": "not detected", "sensitivity": "1e-5"},
            (0.0, float(np.nextafter(1e-5, 0)), "not detected"),
        ),
        (
            {"concept": "platelets", "number": 60.0, "unit": "10^9/L", "transfused": "true"},
            (0.0, 60.0, ""),
        ),
    ],
)
def test_a_value_is_read_as_in_a_patients_file(
    row: dict[str, object], value: tuple[float, float, str]
) -> None:
    assert values(table({**A_DAY, **row}), str(row["concept"])) == [value]


def test_a_bare_upper_limit_is_in_the_unit_of_its_row() -> None:
    found = table({**A_DAY, "concept": "bilirubin", "number": 20.0, "unit": "umol/L", "uln": "21"})
    (limit,) = columns_from_table(found, KNOWN).columns.frame("bilirubin").cells("uln").low
    assert limit == pytest.approx(21 / 17.104, rel=1e-11)


def test_columns_may_hold_dates_numbers_and_truths_instead_of_texts() -> None:
    row = {"concept": "platelets", "number": 60, "unit": "10^9/L", "transfused": True}
    found = table({"patient_id": "A", "date": "2024-02-01", **row})
    frame = found.frame.select("patient_id", "concept", "number", "unit").with_columns(
        pl.lit("2024-02-01").str.to_date().alias("date"), pl.lit(value=True).alias("transfused")
    )
    again = table_from(frame, KNOWN, "typed.parquet")
    assert values(again, "platelets") == values(found, "platelets")


def again_as(change: Callable[[pl.DataFrame], pl.DataFrame]) -> tuple[Loaded, Loaded]:
    """Return the examples as read from their table, and from the table changed."""
    frame = timelines_to_table(EXAMPLES, KNOWN)
    tables = (table_from(each, KNOWN, "cohort.csv") for each in (frame, change(frame)))
    one, other = (columns_from_table(each, KNOWN) for each in tables)
    return one, other


def test_dates_may_be_held_as_dates() -> None:
    def typed(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(
            pl.col(name).str.to_date(strict=False)
            for name in ("date", "known", "replaces", "until", "resolved")
            if name in frame.columns and frame[name].str.len_chars().min() == len("2024-02-01")
        )

    one, other = again_as(typed)
    assert shown(one.columns) == shown(other.columns)


@pytest.mark.parametrize("year", [1850, 2250])
def test_a_date_held_as_a_date_in_a_year_that_cannot_be_meant_is_told(year: int) -> None:
    row = {"patient_id": "A", "concept": "weight", "number": 70.0, "unit": "kg"}
    found = table({**row, "date": date(year, 1, 1)})
    ((patient,), told) = (columns_from_table(found, KNOWN).set_aside, f"{year}-01-01 is outside")
    assert told in patient.problems[0].message


def test_spaces_around_a_cell_say_nothing_and_a_cell_of_spaces_is_empty() -> None:
    def spaced(frame: pl.DataFrame) -> pl.DataFrame:
        texts = pl.col(pl.String)
        odd = pl.int_range(pl.len()) % 2 == 1
        return frame.with_columns(pl.when(odd).then(texts.fill_null("") + "  ").otherwise(texts))

    one, other = again_as(spaced)
    assert one.set_aside == other.set_aside == ()
    assert shown(one.columns) == shown(other.columns)


def test_rows_of_a_patient_may_stand_in_any_order() -> None:
    frame = timelines_to_table(EXAMPLES, KNOWN)
    person = pl.col("date").is_null()
    mixed = pl.concat([frame.filter(person), frame.filter(~person).reverse()])
    made = table_from(mixed, KNOWN, "cohort.csv")
    fast = columns_from_table(made, KNOWN)
    slow = table_to_timelines(made, KNOWN)
    assert fast.set_aside == slow.set_aside
    assert shown(fast.columns) == shown(the_slow_way(fast, slow.timelines, KNOWN))


def test_nan_in_a_column_of_numbers_is_an_empty_cell() -> None:
    found = table({**A_DAY, "concept": "ascites", "number": float("nan"), "text": "present"})
    assert table_to_timelines(found, KNOWN).set_aside == ()


def test_a_correction_is_known_from_its_own_day() -> None:
    rows = (
        {"date": "2024-02-01", "number": 9.0},
        {"date": "2024-02-01", "number": 0.9, "known": "2024-02-05", "replaces": "2024-02-01"},
    )
    made = table(*({"patient_id": "A", "concept": "bilirubin", "unit": "mg/dL", **r} for r in rows))
    frame = columns_from_table(made, KNOWN).columns.frame("bilirubin")
    assert frame.replaced.tolist()[0] == frame.known.tolist()[1] == 19758


def test_a_patient_without_events_is_kept() -> None:
    nobody = Timeline("A", (), EXAMPLES[0].last_day)
    made = table_from(timelines_to_table([nobody], KNOWN), KNOWN, "x")
    assert [each.patient for each in table_to_timelines(made, KNOWN).timelines] == ["A"]
    assert columns_from_table(made, KNOWN).columns.patients == ("A",)


def test_repeated_rows_are_kept_and_told() -> None:
    row = {**A_DAY, "concept": "weight", "number": 70.0, "unit": "kg"}
    made = table(row, row)
    assert made.repeated == (3,)
    assert len(table_to_timelines(made, KNOWN).timelines[0].events) == 2


# --- mistakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "where", "excerpt", "message"),
    [
        ({"concept": "bilirubn"}, "cohort.csv:3:3", "concept: bilirubn", "not known here"),
        ({"date": "2024-02-30"}, "cohort.csv:3:2", "date: 2024-02-30", "had 29 days"),
        ({"date": None}, "cohort.csv:3:2", "date: ", "This row has no “date”"),
        ({"date": "2024-02"}, "cohort.csv:3:2", "date: 2024-02", "needs a whole date"),
        ({"concept": None}, "cohort.csv:3:3", "concept: ", "This row has no “concept”"),
        ({"number": "1,2"}, "cohort.csv:3:4", "number: 1,2", "has a comma"),
        ({"number": "much"}, "cohort.csv:3:4", "number: much", "no value of bilirubin"),
        ({"number": "1e40"}, "cohort.csv:3:4", "number: 1e40", ""),
        ({"number": "-1"}, "cohort.csv:3:4", "number: -1", "cannot be -1 mg/dL"),
        ({"unit": None}, "cohort.csv:3:4", "number: 1.1", "has no unit"),
        ({"unit": "kg"}, "cohort.csv:3:4", "number: 1.1", "cannot be in kg"),
        ({"text": "3 mg/dL"}, "cohort.csv:3:6", "text: 3 mg/dL", "the number 1.1 mg/dL"),
        ({"grade": "2"}, "cohort.csv:3:7", "grade: 2", "has no “grade”"),
        ({"known": "2024-01-01"}, "cohort.csv:3:8", "known: 2024-01-01", "before the event's own"),
        (
            {"date": "2024-02-01T10:00+02:00"},
            "cohort.csv:3:2",
            "date: 2024-02-01T10:00+02:00",
            "is no date",
        ),
        ({"text": "1.1\x00"}, "cohort.csv:3:6", "text: 1.1\\x00", "U+0000 is invisible"),
        ({"unit": "mg/dL\x9b"}, "cohort.csv:3:5", "unit: mg/dL\\x9b", "U+009B is invisible"),
        ({"time": "25:00"}, "cohort.csv:3:9", "time: 25:00", "no time of day"),
        ({"replaces": "2024-01-05"}, "cohort.csv:3:10", "replaces: 2024-01-05", "no bilirubin of"),
    ],
)
def test_a_mistake_sets_its_patient_aside_with_its_row_and_column(
    cells: dict[str, object], where: str, excerpt: str, message: str
) -> None:
    good = {
        **A_DAY, "concept": "bilirubin", "number": "1.1", "unit": "mg/dL", "text": None,
        "grade": None, "known": None, "time": None, "replaces": None,
    }  # fmt: skip
    texts = dict.fromkeys(good, pl.String)
    found = table({**good, "patient_id": "B"}, {**good, **cells}, **texts)
    for each in (columns_from_table(found, KNOWN), table_to_timelines(found, KNOWN)):
        (aside,) = each.set_aside
        problem = aside.problems[0]
        assert (aside.patient, problem.where) == ("A", where)
        assert problem.excerpt == excerpt
        assert message in problem.message
    assert columns_from_table(found, KNOWN).columns.patients == ("B",)


def test_all_mistakes_of_a_patient_are_told_at_once() -> None:
    row = {**A_DAY, "concept": "bilirubin", "number": 1.0, "unit": "kg"}
    (aside,) = table_to_timelines(table(row, row, row), KNOWN).set_aside
    assert [problem.line for problem in aside.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    "rows",
    [
        [{"concept": "death", "text": "infection"}, {"concept": "ascites", "date": "2024-02-09"}],
        [{"concept": "death", "text": "infection"}] * 2,
        [{"concept": "birth_date", "text": "2024-03-01", "date": None}, {"concept": "ascites"}],
        [{"concept": "sex", "text": "female", "date": None}] * 2,
        [{"concept": "sex", "text": "female"}],
        [{"concept": "dose", "text": "inotuzumab", "until": "2024-01-01"}],
        [
            {"concept": "relapse", "text": "molecular", "date": "2024-02"},
            {"concept": "dose", "text": "inotuzumab"},
        ],
        [
            {"concept": "remission", "text": "CR2", "date": "2023-02-01"},
            {"concept": "remission", "text": "CR1", "date": "2023-02-02"},
        ],
        [{"concept": "remission", "text": "CR1"}, {"concept": "remission", "text": "CR2"}],
    ],
)
def test_what_contradicts_itself_sets_its_patient_aside(rows: list[dict[str, object]]) -> None:
    found = table(*({**A_DAY, "text": "present", **row} for row in rows), date=pl.String)
    slow, fast = table_to_timelines(found, KNOWN), columns_from_table(found, KNOWN)
    assert [each.patient for each in slow.set_aside] == ["A"]
    assert fast.set_aside == slow.set_aside


@pytest.mark.parametrize(
    "remissions",
    [
        [("CR1", "2022-02-01"), ("CR2", "2023-02-01")],
        [("CR1", "2022-02-01"), ("CR1", "2022-02-01")],
        [("CR2", "2022"), ("CR1", "2022-03-01")],
        [("CR2", "2022-02-01"), ("CRi", "2023-03-01")],
    ],
)
def test_remissions_that_may_have_followed_one_another_stand(
    remissions: list[tuple[str, str]],
) -> None:
    rows: list[dict[str, object]] = [
        {**A_DAY, "concept": "remission", "text": word, "date": day} for word, day in remissions
    ]
    found = table(*rows, date=pl.String)
    for each in (columns_from_table(found, KNOWN), table_to_timelines(found, KNOWN)):
        assert each.set_aside == ()


@pytest.mark.parametrize("name", ["", "A B", "-", "x" * 101, None])
def test_an_id_that_is_none_sets_its_patient_aside(name: str | None) -> None:
    found = table({**A_DAY, "patient_id": name, "concept": "ascites", "text": "present"})
    assert len(table_to_timelines(found, KNOWN).set_aside) == 1
    assert len(columns_from_table(found, KNOWN).set_aside) == 1


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pl.DataFrame({"patient_id": ["A"], "date": ["2024-01-01"]}), "no column “concept”"),
        (
            pl.DataFrame({"patient_id": ["A"], "date": ["2024-01-01"], "concept": ["mrd"]}),
            "no column for values",
        ),
        (
            pl.DataFrame({"patient_id": ["A"], "date": [""], "concept": ["mrd"], "numbr": [1]}),
            "“numbr”, which is not known",
        ),
        (
            pl.DataFrame({"patient_id": ["A"], "date": [""], "concept": ["mrd"], "text": [["a"]]}),
            "instead of single values",
        ),
    ],
)
def test_columns_that_do_not_fit_are_refused(frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        table_from(frame, KNOWN, "cohort.csv")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.parquet", b"no parquet"),
        ("empty.csv", b""),
        ("ragged.csv", b"patient_id,date,concept,text\nA,2024-01-01,ascites,present,x,y\n"),
        ("latin.csv", "patient_id,date,concept,text\nA,2024-01-01,ascites,é\n".encode("latin-1")),
    ],
)
def test_a_file_that_is_no_table_is_refused_plainly(
    name: str, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=r"no Parquet|is empty|ragged\.csv:2:5|latin\.csv:2:4"):
        [*read_table(tmp_path / name, KNOWN)]


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="no such file"):
        [*read_table(Path("nowhere.csv"), KNOWN)]
