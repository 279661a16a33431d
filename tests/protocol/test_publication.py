"""A publication's sentences name the pages that carry them, or say why none does."""

from __future__ import annotations

from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput
from cyclewise.protocol.publication import Publication, Sentence, read_publication

SOURCES = Path(__file__).parents[3] / "shared" / "sources"


def read(folder: Path, text: str) -> Publication | None:
    (folder / "publication.yaml").write_text(text, encoding="utf-8")
    return read_publication(folder, {"ELI-001", "rfs"}, {"paper"})


def test_sentences_are_read_in_their_order(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        "cite: paper\nsentences:\n"
        "  - {text: Patients in remission were enrolled., carried: [ELI-001]}\n"
        "  - {text: It was safe., because: A judgement.}\n",
    )
    assert said == Publication(
        "paper",
        (
            Sentence("Patients in remission were enrolled.", ("ELI-001",), ""),
            Sentence("It was safe.", (), "A judgement."),
        ),
    )


def test_a_protocol_may_have_none(tmp_path: Path) -> None:
    assert read_publication(tmp_path, (), ()) is None


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("{text: A., carried: [ELI-01]}", "There is no page “ELI-01”."),
        ("{text: A.}", "is carried by pages, or it says why by none"),
        ("{text: A., carried: [rfs], because: B.}", "is carried by pages, or it says why by none"),
        ("{carried: [rfs]}", "text"),
        ("{text: A., carried: [rfs], more: 1}", "Unknown key “more”"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, sentence: str, message: str) -> None:
    with pytest.raises(BadInput) as error:
        read(tmp_path, f"cite: paper\nsentences:\n  - {sentence}\n")
    assert message in str(error.value)
    assert "publication.yaml:3" in str(error.value)


def test_a_source_that_nobody_describes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No file describes the source “papre”"):
        read(tmp_path, "cite: papre\nsentences:\n  - {text: A., because: B.}\n")


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources' texts are not beside the project")
def test_every_sentence_of_the_abstract_stands_in_the_trials_publication() -> None:
    lines = (SOURCES / "jabbour-2024-abstract.txt").read_text(encoding="utf-8").splitlines()
    end = next(place for place, line in enumerate(lines) if line.strip() == "1.")
    printed = [line.strip().removeprefix("• ") for line in lines[:end] if line.strip()]
    abstract = " ".join(" ".join(printed).replace(" Abstract ", " ").split())
    text = (bundled("rules") / "ino-mrd" / "publication.yaml").read_text(encoding="utf-8")
    folder = bundled("rules") / "ino-mrd"
    pages = {word.strip("[], ") for word in text.split()} | {"DOS-001"}
    said = read_publication(folder, pages, {"jabbour-2024"})
    assert said is not None
    assert " ".join(each.text for each in said.sentences) == abstract
