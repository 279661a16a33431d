"""`cyclewise convert` loses nothing, says what it left out, and writes over nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.table_file import read_table
from cyclewise.timeline.table_reading import table_to_timelines
from cyclewise_cli.main import command_line

EXAMPLES = bundled("knowledge") / "examples"
GOOD = "patient: {id: A}\nevents:\n  - {date: 2024-01-01, ascites: present}\n"


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(
        command_line(), ["convert", *map(str, arguments)], catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_folder_comes_back_from_a_table_as_it_was(ending: str, tmp_path: Path) -> None:
    run(EXAMPLES, tmp_path / f"all.{ending}")
    said = run(tmp_path / f"all.{ending}", tmp_path / "back")
    known = read_knowledge(bundled("knowledge"))
    files = sorted(EXAMPLES.glob("*.yaml"))
    assert f"{len(files)} patients written to" in said
    for file in files:
        back = read_timeline(tmp_path / "back" / file.name, known)
        assert back == read_timeline(file, known)


def test_one_patient_or_an_example_is_a_table_of_one(tmp_path: Path) -> None:
    assert run("example:EX-03", tmp_path / "one.csv").startswith("1 patient written to")
    lines = (tmp_path / "one.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("patient_id,date,time,known,concept,number,text,unit")
    assert {line.split(",")[0] for line in lines[1:]} == {"EX-03"}


def test_what_is_no_patient_file_is_ignored_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "cohort"
    (folder / "older").mkdir(parents=True)
    for name, text in (
        ("a.yaml", GOOD),
        ("notes.txt", "hello"),
        ("settings.yaml", "colour: red\n"),
        ("older/b.yaml", GOOD),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    said = run(folder, tmp_path / "out.csv")
    assert "1 patient written" in said
    assert "Ignored, being no patient files: notes.txt, older, settings.yaml." in said


def test_a_patient_with_a_mistake_is_set_aside_and_the_others_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "cohort"
    folder.mkdir()
    (folder / "a.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "b.yaml").write_text(GOOD.replace("present", "perhaps"), encoding="utf-8")
    (folder / "c.json").write_text('{"patient": {"id": "A"}, "events": []}', encoding="utf-8")
    said = run(folder, tmp_path / "out.parquet")
    assert "1 patient written" in said
    assert "2 patients set aside" in said
    assert "“perhaps” is no value of" in said
    assert "Patient A already has the file a.yaml." in said


def test_all_or_nothing_writes_nothing_after_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(
        "patient_id,date,concept,text\nA,2024-01-01,ascites,present\nB,,ascites,present\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="This row has no “date”"):
        run(tmp_path / "bad.csv", tmp_path / "out", "--all-or-nothing")
    assert not (tmp_path / "out").exists()


def test_nothing_that_exists_is_written_over(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("precious", encoding="utf-8")
    with pytest.raises(BadInput, match="something of this name"):
        run("example:EX-03", target)
    assert target.read_text(encoding="utf-8") == "precious"


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("nobody.yaml", "nobody.csv"):
        with pytest.raises(BadInput):
            run(tmp_path / name, tmp_path / "out")


def test_a_folder_without_patients_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(BadInput, match="There is no patient here"):
        run(tmp_path / "none", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_simulated_cohort_goes_round_all_forms_without_loss(tmp_path: Path) -> None:
    words = ["--patients", "40", "--seed", "5", "--deviations", "all", "--share", "0.5"]
    table = ["--jobs", "1", "--output", str(tmp_path / "made.parquet")]
    made = CliRunner().invoke(command_line(), ["simulate", *words, *table], catch_exceptions=False)
    assert made.exit_code == 0
    run(tmp_path / "made.parquet", tmp_path / "files")
    run(tmp_path / "files", tmp_path / "one.csv")
    run(tmp_path / "one.csv", tmp_path / "again")
    run(tmp_path / "again", tmp_path / "other.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()
    known = read_knowledge(bundled("knowledge"))
    first, last = (
        {
            each.patient: each
            for part in read_table(tmp_path / name, known)
            for each in table_to_timelines(part, known).timelines
        }
        for name in ("made.parquet", "other.csv")
    )
    assert first == last
    assert len(first) == 40


def test_rows_that_stand_twice_are_kept_and_told(tmp_path: Path) -> None:
    row = "A,2024-01-01,ascites,present\n"
    table = f"patient_id,date,concept,text\n{row}{row}{row}"
    (tmp_path / "twice.csv").write_text(table, encoding="utf-8")
    said = run(tmp_path / "twice.csv", tmp_path / "files")
    assert "word for word, and counted each time: 2 events (" in said
    assert "twice.csv:3, " in said
    written = (tmp_path / "files" / "A.yaml").read_text(encoding="utf-8")
    assert written.count("ascites: present") == 3
