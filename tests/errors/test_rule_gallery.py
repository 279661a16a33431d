"""Every mistake in tests/errors/rules gives exactly the message beside it.

The first line of a file says where it stands in the small protocol of tests/protocol/ward, the
rest of which is as it should be. ``pytest --regenerate`` rewrites the messages.
"""

import shutil
from pathlib import Path

import pytest

from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.case_parsing import read_case_files
from cyclewise.protocol.parsing import read_protocol

HERE = Path(__file__).parent / "rules"
WARD = Path(__file__).parents[1] / "protocol" / "ward"
STANDS = "# stands in the protocol as "
NAMES = sorted(path.stem for path in HERE.glob("*.yaml"))


def message_of(mistake: Path, folder: Path) -> str:
    """Put a mistake into the small protocol and return what reading it says."""
    shutil.copytree(WARD, folder, dirs_exist_ok=True)
    first, _ = mistake.read_text(encoding="utf-8").split("\n", 1)
    place = folder / "rules" / "tiny" / first.removeprefix(STANDS)
    place.parent.mkdir(exist_ok=True)
    shutil.copy(mistake, place)
    rules, shared = Path("rules/tiny"), Path("knowledge")
    knowledge = read_knowledge(shared)
    with pytest.raises(BadInput) as refused:
        read_case_files(rules, shared, read_protocol(rules, shared, knowledge), knowledge)
    return f"{refused.value}\n"


@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_is_explained_as_the_gallery_says(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = message_of(HERE / f"{name}.yaml", tmp_path)
    expected = HERE / f"{name}.txt"
    if pytestconfig.getoption("--regenerate"):
        expected.write_text(said, encoding="utf-8", newline="\n")
    assert said == expected.read_text(encoding="utf-8")


def test_the_gallery_holds_many_kinds_of_mistakes() -> None:
    assert len(NAMES) >= 25
