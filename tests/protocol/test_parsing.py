import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.case_parsing import read_case_files
from cyclewise.protocol.definition import ReadingForm
from cyclewise.protocol.drawn import Drawn
from cyclewise.protocol.parsing import read_protocol
from cyclewise.protocol.protocol import Amendment, Protocol, Roles
from cyclewise.values.calendar import parse_day

WARD = Path(__file__).parent / "ward"
Again = Callable[[], Protocol]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small protocol that may be changed."""
    return Path(shutil.copytree(WARD, tmp_path / "ward"))


@pytest.fixture
def again(folder: Path, knowledge: Knowledge) -> Again:
    """Read the copy."""

    def read() -> Protocol:
        return read_protocol(folder / "rules" / "tiny", folder / "knowledge", knowledge)

    return read


def test_the_page_of_a_protocol_is_read(protocol: Protocol) -> None:
    assert (protocol.id, protocol.registry, protocol.version) == ("tiny", "none", "0.1.0")
    assert protocol.ranks["before"] == ("ineligible", "withhold", "administer")
    assert protocol.ranks["after"] == ("follow-up",)
    assert protocol.roles == Roles("height", "weight", ("transplant",))
    assert protocol.timeline == (
        Drawn("mrd", logarithmic=True, limit="1e-4"),
        Drawn("bilirubin", over="uln", limit="1.5"),
    )


def test_parameters_keep_their_basis_and_truths_are_words(protocol: Protocol) -> None:
    window = protocol.parameters["mrd window"]
    assert (window.text, window.basis, window.because) == (
        "21 days",
        "assumed",
        "The window is not published.",
    )
    assert protocol.parameters["stop at negativity"].text == "true"
    assert protocol.parameters["stop at negativity"].cite == "owner"


def test_amendments_give_parameters_other_values_from_a_day_on(protocol: Protocol) -> None:
    assert protocol.amendments == (
        Amendment(parse_day("2024-06-01"), "A wider window", {"mrd window": "28 days"}, "owner"),
    )


def test_a_protocols_own_definition_replaces_the_shared_one(folder: Path, again: Again) -> None:
    before = again().definitions["bilirubin_uln"].form
    assert before == ReadingForm("bilirubin", over="uln")
    own = folder / "rules/tiny/definitions/bilirubin_uln.yaml"
    own.write_text("id: bilirubin_uln\ntitle: x\nread: alt\nvalue: {over: uln}\n", encoding="utf-8")
    assert again().definitions["bilirubin_uln"].form == ReadingForm("alt", over="uln")


def test_definitions_may_stand_in_a_folder_of_their_own(folder: Path, again: Again) -> None:
    inside = folder / "knowledge/definitions/liver/alt_uln.yaml"
    inside.parent.mkdir()
    inside.write_text("id: alt_uln\ntitle: x\nread: alt\nvalue: {over: uln}\n", encoding="utf-8")
    found = again().definitions["alt_uln"]
    assert found.form == ReadingForm("alt", over="uln")
    assert found.label == "knowledge/definitions/liver/alt_uln.yaml"


def test_two_folders_may_not_define_the_same_fact(folder: Path, again: Again) -> None:
    inside = folder / "knowledge/definitions/liver/bilirubin_uln.yaml"
    inside.parent.mkdir()
    shutil.copy(folder / "knowledge/definitions/bilirubin_uln.yaml", inside)
    with pytest.raises(BadInput, match="also defines “bilirubin_uln”"):
        again()


def test_cases_stand_beside_definitions_in_their_folder(
    folder: Path, again: Again, knowledge: Knowledge
) -> None:
    shared = folder / "knowledge"
    inside = shared / "definitions/liver"
    inside.mkdir()
    for kind in ("yaml", "cases.yaml"):
        (shared / f"definitions/bilirubin_uln.{kind}").rename(inside / f"bilirubin_uln.{kind}")
    files = read_case_files(folder / "rules/tiny", shared, again(), knowledge)
    assert "knowledge/definitions/liver/bilirubin_uln.cases.yaml" in [each.label for each in files]


def test_cases_and_prose_stand_beside_rules_and_are_no_rules(folder: Path, again: Again) -> None:
    (folder / "rules/tiny/hold/README.md").write_text("Holds.", encoding="utf-8")
    assert len(again().rules) == 6


@pytest.mark.parametrize(
    "name",
    [
        "rules/tiny/hold/liver-tests.yaml",
        "rules/tiny/schedule.yaml",
        "rules/tiny/protocol.yaml",
        "rules/tiny/definitions/mrd_negative.yaml",
        "knowledge/definitions/bilirubin_uln.yaml",
        "knowledge/concepts/mrd.yaml",
        "knowledge/drugs/inotuzumab.yaml",
    ],
)
def test_the_digest_changes_with_every_file_that_can_change_an_answer(
    name: str, folder: Path, again: Again
) -> None:
    before = again().digest
    with (folder / name).open("a", encoding="utf-8") as page:
        page.write("# a word more\n")
    assert again().digest != before


@pytest.mark.parametrize(
    "name",
    ["rules/tiny/eligibility/mrd-positive.cases.yaml", "knowledge/sources/paper.yaml", "paper.txt"],
)
def test_the_digest_stays_when_nothing_changed_that_could_matter(
    name: str, folder: Path, again: Again
) -> None:
    before = again().digest
    with (folder / name).open("a", encoding="utf-8") as page:
        page.write("# a word more\n")
    assert again().digest == before


def test_the_digest_does_not_hang_on_where_the_folder_stands(
    protocol: Protocol, again: Again
) -> None:
    assert again().digest == protocol.digest
    assert protocol.digest.startswith("sha256:")


def test_the_digest_changes_when_a_file_is_renamed(folder: Path, again: Again) -> None:
    before = again().digest
    page = folder / "rules/tiny/hold/liver-tests.yaml"
    page.rename(page.with_name("liver.yaml"))
    assert again().digest != before


def test_problems_of_all_files_are_told_at_once(folder: Path, again: Again) -> None:
    for name in ("hold/liver-tests.yaml", "stop/relapse.yaml"):
        page = folder / "rules/tiny" / name
        page.write_text(page.read_text("utf-8").replace("urgency:", "urgnecy:"), "utf-8")
    (folder / "rules/tiny/schedule.yaml").unlink()
    with pytest.raises(BadInput) as refused:
        again()
    assert {Path(each.file).name for each in refused.value.problems} == {
        "liver-tests.yaml",
        "relapse.yaml",
        "schedule.yaml",
    }
