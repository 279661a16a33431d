"""What is wrong with a page of simulation is said with its place and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.facts.program import Program
from cyclewise.protocol.folder import SIMULATION
from cyclewise.simulation.page import Numbers, Simulation, Span, Words
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise_cli.protocols import knowledge, linked

WRITTEN = (bundled("rules") / "ino-mrd" / SIMULATION).read_text(encoding="utf-8")


def said_of(text: str, tmp_path: Path, program: Program) -> str:
    """Return what is said of the page with another text."""
    folder = tmp_path / "ino-mrd"
    shutil.copytree(program.protocol.folder, folder)
    (folder / SIMULATION).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_simulation(linked(folder, knowledge()))
    return str(refused.value)


@pytest.mark.parametrize(
    ("there", "instead", "message"),
    [
        ("{lineage: B}", "{linage: B}", "Did you mean “lineage”?"),
        ("{lineage: B}", "{lineage: B, sex: male}", "Give each a line of its own."),
        ("from: 40 %, to: 99 %", "from: 40 kg, to: 99 %", "“40 kg” has the unit kg"),
        ("from: 40 %, to: 99 %", "from: 99 %, to: 40 %", "This range ends before it begins."),
        ("from: 2e-4, to: 2e-2", "from: 0, to: 2e-2", "Powers of ten begin above zero."),
        ("{transplant: allogeneic,", "{transplant: allogenic,", "Did you mean “allogeneic”?"),
        ("first dose: 1 to 5 days", "first dose: 5 to 1 days", "Write “3 days”, or “2 to 6 days”."),
        ("unsorted: 5 %", "unsorted: often", "Write it as 20 %."),
        ("course: negative\n", "course: negatve\n", "Did you mean “negative”?"),
        ("during: low counts", "during: low count", "Did you mean “low counts”?"),
        ("remove: [alt]", "remove: [alt_uln]", "There is no concept “alt_uln”."),
        ("category: stop,", "category: stopp,", "Did you mean “stop”?"),
        ("at: the first dose\n", "at: first dose\n", "Did you mean “the first dose”?"),
        ("jitter: -1 to 3 days", "jiter: -1 to 3 days", "Did you mean “jitter”?"),
        ("name: low counts", "name: toxicity", "There are two of the episode “toxicity”."),
        ("cycles: {6: 1}", "cycles: {six: 1}", "“six” has no weight."),
        ("when: once}", "when: onse}", "Did you mean “once”?"),
        ("{from: 2020-01-06, to: 2023-06-30}", "{from: 2020-01-06, to: 2019-06-30}", "Swap the"),
        ("{female: 1, male: 1}", "{female: 1, male: often}", "“male” has no weight."),
        ("{lineage: B}", "{lineage: B, }\n  - {lineage: T}", "lineage has two values here."),
        ("basis: assumed", "basis: found", "Write one of: assumed."),
        ("milligrams: 2 %", "milligrams: a few", "Write it as 20 %."),
        ("milligrams: 2 %  ", "#", "Add “milligrams: 2 %” to the page"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_remedy(
    there: str, instead: str, message: str, tmp_path: Path, program: Program
) -> None:
    assert there in WRITTEN
    said = said_of(WRITTEN.replace(there, instead, 1), tmp_path, program)
    assert message in said
    assert f"{SIMULATION}" in said


def test_a_protocol_without_the_page_says_so(tmp_path: Path, program: Program) -> None:
    folder = tmp_path / "ino-mrd"
    shutil.copytree(program.protocol.folder, folder)
    (folder / SIMULATION).unlink()
    with pytest.raises(BadInput, match="does not say how its patients are invented"):
        read_simulation(linked(folder, knowledge()))


def test_doses_that_hang_on_a_condition_are_refused_where_the_page_does_not_say_which(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "ino-label"
    shutil.copytree(bundled("rules") / "ino-label", folder)
    text = (folder / SIMULATION).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("of several doses")]
    (folder / SIMULATION).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match="Write “of several doses: the first”"):
        read_simulation(linked(folder, knowledge()))


def test_milligrams_are_refused_where_doses_do_not_go_by_body_surface(tmp_path: Path) -> None:
    folder = tmp_path / "blina-mrd"
    shutil.copytree(bundled("rules") / "blina-mrd", folder)
    with (folder / SIMULATION).open("a", encoding="utf-8") as file:
        file.write("milligrams: 2 %\n")
    with pytest.raises(BadInput, match="do not go by body surface"):
        read_simulation(linked(folder, knowledge()))


def test_the_bundled_page_is_read_as_it_stands(page: Simulation) -> None:
    assert page.jitter == Span(-1, 3)
    assert isinstance(page.values["alt"].drawn, Numbers)
    assert page.values["alt"].attributes == {"uln": Words(("40 U/L",), (1.0,))}
    assert [course.name for course in page.courses if not course.followed] == [
        "death",
        "negative, its end not recorded",
        "still treated",
    ]


def test_the_bundled_page_says_that_its_numbers_are_invented(page: Simulation) -> None:
    assert "invented" in page.text
