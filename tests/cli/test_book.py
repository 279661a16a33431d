"""The rule book holds every page of a protocol, what was checked, and what is still open."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise_cli.commands import book as writing

NAMES = ("ino-mrd", "ino-label", "blina-mrd")


@pytest.fixture(scope="module")
def programs() -> dict[str, Program]:
    known = read_knowledge(bundled("knowledge"))
    return {
        name: Program(read_protocol(bundled("rules") / name, bundled("knowledge"), known), known)
        for name in NAMES
    }


def written(cyclewise: Callable[..., Any], *words: str) -> str:
    run = cyclewise("rules", "book", *words)
    assert run.code == 0, run.err
    return str(run.out)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_stands_in_the_book_and_is_linked(
    cyclewise: Callable[..., Any], programs: dict[str, Program], name: str
) -> None:
    page = written(cyclewise, "--protocol", name, "--no-proofs", "--format", "html")
    protocol = programs[name].protocol
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {*protocol.by_id, *(each.id for each in protocol.deviations)} <= set(ids)
    assert {f"fact-{each}" for each in protocol.definitions} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert all(f">{each}</th>" in page for each in protocol.parameters)
    assert page.count(protocol.digest) >= 3
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("name", NAMES)
def test_markdown_says_what_the_page_says(
    cyclewise: Callable[..., Any], programs: dict[str, Program], name: str
) -> None:
    text = written(cyclewise, "--protocol", name, "--no-proofs")
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    for rule in programs[name].protocol.rules:
        assert any(title.startswith(rule.id) for title in titles)
    for question in programs[name].knowledge.open_questions:
        assert (question.question[:30] in text) == (name in question.rules)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) > 30


def test_the_first_sections_read_as_the_golden_file(
    cyclewise: Callable[..., Any], golden: Callable[[str, str], None]
) -> None:
    text = written(cyclewise, "--no-proofs")
    first = text[: text.index("## Rules: alert")]
    publication = text[text.index("## What the publication says") : text.index("## Open questions")]
    golden("rules/book.md", re.sub(r"sha256:[0-9a-f]+", "sha256:…", f"{first}{publication}"))


def test_what_is_proved_stands_in_the_book(cyclewise: Callable[..., Any]) -> None:
    text = written(cyclewise, "--protocol", "blina-mrd")
    told = re.search(r"(\d+) of (\d+) properties are proved", text)
    assert told is not None
    assert told[1] == told[2] != "0"


def test_without_the_solver_nothing_is_called_proved(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda _: None)
    text = written(cyclewise, "--protocol", "blina-mrd")
    assert "Nothing is proved here: the solver z3 is not installed" in text
    assert "| proved |" not in text


def test_a_protocol_of_ones_own_has_a_book_and_its_mistakes_are_told(
    cyclewise: Callable[..., Any], tmp_path: Path
) -> None:
    own = tmp_path / "mine"
    shutil.copytree(bundled("rules") / "ino-mrd", own)
    page = own / "protocol.yaml"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("title: Inotuzumab", "title: <b>Mine</b> | Ino", 1))
    asked = ("--rules", str(own), "--no-proofs")
    assert "&lt;b&gt;Mine&lt;/b&gt;" in written(cyclewise, *asked, "--format", "html")
    said = own / "publication.yaml"
    said.write_text(said.read_text(encoding="utf-8").replace("[ELI-001,", "[ELI-0011,"))
    run = cyclewise("rules", "book", *asked)
    assert run.code == 2
    assert "There is no page “ELI-0011”" in run.err
    assert "publication.yaml:" in run.err


def test_every_open_question_names_rules_that_its_protocol_has(
    programs: dict[str, Program],
) -> None:
    for question in programs["ino-mrd"].knowledge.open_questions:
        for name, rules in question.rules.items():
            protocol = programs[name].protocol
            assert set(rules) <= {*protocol.by_id, protocol.schedule.id}, question.id
