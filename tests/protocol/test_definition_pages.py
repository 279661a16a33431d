import shutil
from pathlib import Path

import pytest

from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.parsing import read_protocol, read_protocol_in_use
from cyclewise.protocol.protocol import Protocol

WARD = Path(__file__).parent / "ward"
RATIO = "knowledge/definitions/bilirubin_uln.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WARD, tmp_path / "ward"))


def in_use(folder: Path, knowledge: Knowledge) -> Protocol:
    return read_protocol_in_use(folder / "rules" / "tiny", folder / "knowledge", knowledge)


def write(folder: Path, name: str, text: str) -> None:
    page = folder / "knowledge" / "definitions" / name
    page.parent.mkdir(exist_ok=True)
    page.write_text(text)


def test_a_page_that_no_rule_reaches_is_not_opened(folder: Path, knowledge: Knowledge) -> None:
    write(folder, "grading/nobody_asks.yaml", "not even: [YAML")
    assert "nobody_asks" not in in_use(folder, knowledge).definitions
    with pytest.raises(BadInput, match="nobody_asks"):
        read_protocol(folder / "rules" / "tiny", folder / "knowledge", knowledge)


def test_what_is_in_use_is_read_as_in_the_whole(protocol: Protocol, knowledge: Knowledge) -> None:
    used = in_use(WARD, knowledge)
    assert used.definitions.items() <= protocol.definitions.items()
    assert (used.rules, used.schedule) == (protocol.rules, protocol.schedule)
    assert used.digest == protocol.digest


def test_a_page_is_reached_through_another(folder: Path, knowledge: Knowledge) -> None:
    text = (folder / RATIO).read_text()
    write(folder, "deep/below.yaml", text.replace("id: bilirubin_uln", "id: below"))
    assert "below" not in in_use(folder, knowledge).definitions
    write(folder, "bilirubin_uln.yaml", text.replace("read: bilirubin", "read: below"))
    assert {"below", "bilirubin_uln"} <= in_use(folder, knowledge).definitions.keys()


def test_a_page_named_like_a_concept_says_how_it_is_read(
    folder: Path, knowledge: Knowledge
) -> None:
    text = (folder / RATIO).read_text()
    write(folder, "alt.yaml", text.replace("bilirubin_uln", "alt").replace("bilirubin", "alt"))
    assert "alt" in in_use(folder, knowledge).definitions


def test_two_reached_pages_of_one_name_are_refused(folder: Path, knowledge: Knowledge) -> None:
    write(folder, "liver/bilirubin_uln.yaml", (folder / RATIO).read_text())
    with pytest.raises(BadInput, match="also defines “bilirubin_uln”"):
        in_use(folder, knowledge)


def test_the_protocols_own_page_replaces_the_shared_one(folder: Path, knowledge: Knowledge) -> None:
    own = folder / "rules" / "tiny" / "definitions"
    own.mkdir(exist_ok=True)
    own.joinpath("bilirubin_uln.yaml").write_text((folder / RATIO).read_text())
    write(folder, "bilirubin_uln.yaml", "not even: [YAML")
    assert in_use(folder, knowledge).definitions["bilirubin_uln"].label.startswith("tiny/")


def test_a_parameter_that_a_reached_page_names_must_be_declared(
    folder: Path, knowledge: Knowledge
) -> None:
    text = (folder / RATIO).read_text()
    write(folder, "bilirubin_uln.yaml", f"{text}within: {{parameter: no}}\n")
    with pytest.raises(BadInput, match="Unknown parameter “no”"):
        in_use(folder, knowledge)
