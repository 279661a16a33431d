"""Run the command line in this process, as a shell would."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.inference import agreement
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise_cli import audits, protocols
from cyclewise_cli.commands import monitor as monitoring
from cyclewise_cli.commands import question as questions
from cyclewise_cli.commands import recommend as recommending
from cyclewise_cli.commands import rules as ruling
from cyclewise_cli.main import main


@dataclass(frozen=True)
class Run:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Run]


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read the bundled files once for all tests; a folder of one's own is read each time."""
    patch = pytest.MonkeyPatch()
    read, along = protocols.knowledge, cache(protocols.knowledge)

    def knowledge(of: protocols.Shelf | None = None) -> Knowledge:
        return along() if of is None or of.folder == bundled("rules") else read(of)

    def once(link: Callable[[Path, Knowledge], Program]) -> Callable[[Path, Knowledge], Program]:
        @cache
        def bundled_program(folder: Path) -> Program:
            return link(folder, knowledge())

        def program(folder: Path, known: Knowledge) -> Program:
            own = not folder.is_relative_to(bundled("rules"))
            return link(folder, known) if own else bundled_program(folder)

        return program

    whole, in_use = once(protocols.linked), once(protocols.linked_in_use)
    for module in (protocols, questions, ruling, audits):
        patch.setattr(module, "knowledge", knowledge)
    for module in (protocols, ruling, monitoring, audits):
        patch.setattr(module, "linked", whole)
    patch.setattr(recommending, "linked_in_use", in_use)
    second, engines = agreement.SecondEngine, dict[int, agreement.SecondEngine]()
    patch.setattr(agreement, "SecondEngine", lambda of: engines.setdefault(id(of), second(of)))
    yield
    patch.undo()


@pytest.fixture
def cyclewise(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*words: str, width: int = 100) -> Run:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr(sys, "argv", ["cyclewise", *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Run(code, said.out, said.err)

    return run
