"""The quotes of the bundled rules stand in their sources, wherever the sources are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.protocol.quotes import quote_findings, quotes_of

ROOT = Path(__file__).parents[1]
SOURCES = ROOT.parent / "shared" / "sources"


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources' texts are not beside the project")
def test_every_quote_of_the_trial_stands_in_its_abstract() -> None:
    knowledge = read_knowledge(bundled("knowledge"))
    protocol = read_protocol(bundled("rules") / "ino-mrd", bundled("knowledge"), knowledge)
    quoted = [each.citation for each in quotes_of(protocol)]
    assert any(each.cite == "jabbour-2024" for each in quoted)
    findings = list(quote_findings(protocol, knowledge, SOURCES))
    assert [each.problem.message for each in findings if each.severity == "error"] == []
