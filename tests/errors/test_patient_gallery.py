"""Every mistake in a patient's file, each as a file beside exactly what the program says of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.timeline.reading import read_timeline

GALLERY = Path(__file__).parent / "patient"
FILES = sorted(path for path in GALLERY.iterdir() if path.suffix != ".txt")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


@pytest.fixture
def matches(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a message with the text beside its file, or rewrite it under --regenerate."""

    def compare(path: Path, text: str) -> None:
        beside = path.with_suffix(".txt")
        if request.config.getoption("--regenerate"):
            beside.write_text(text, encoding="utf-8", newline="\n")
        assert text == beside.read_text(encoding="utf-8")

    return compare


def refusal(path: Path, knowledge: Knowledge) -> str:
    with pytest.raises(BadInput) as caught:
        read_timeline(path, knowledge, label=path.name)
    return f"{caught.value}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_is_the_one_beside_the_file(
    path: Path, knowledge: Knowledge, matches: Callable[[Path, str], None]
) -> None:
    matches(path, refusal(path, knowledge))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_message_is_plain_text_that_says_where_and_what_to_do(
    path: Path, knowledge: Knowledge
) -> None:
    with pytest.raises(BadInput) as caught:
        read_timeline(path, knowledge, label=path.name)
    for problem in caught.value.problems:
        assert problem.where.startswith(path.name)
        assert problem.message.endswith((".", "?"))
        assert problem.remedy.endswith((".", "?"))
    assert all(each.isprintable() or each == "\n" for each in str(caught.value))


def test_every_text_belongs_to_a_file() -> None:
    texts = {path.stem for path in GALLERY.glob("*.txt")}
    assert texts == {path.stem for path in FILES}
