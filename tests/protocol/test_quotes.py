from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.quotes import folded, nearest, quote_findings
from cyclewise.protocol.rule import Citation

WARD = Path(__file__).parent / "ward"


def quoting(protocol: Protocol, quote: str, cite: str = "paper") -> Protocol:
    """Return the small protocol with this one quote."""
    bare = tuple(replace(rule, sources=()) for rule in protocol.rules)
    schedule = replace(protocol.schedule, sources=())
    cited = (Citation(cite, (), "found", quote),)
    return replace(protocol, rules=bare, schedule=schedule, definitions={}, sources=cited)


def said(protocol: Protocol, knowledge: Knowledge, texts: Path | None) -> Sequence[str]:
    found = quote_findings(protocol, knowledge, texts)
    return [f"{each.severity}: {each.problem.message}" for each in found]


def test_a_quote_is_found_across_the_lines_of_its_text(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    assert said(quoting(protocol, "measured by flow\n  cytometry"), knowledge, WARD) == []


def test_a_quote_that_was_changed_is_an_error_that_names_the_nearest_sentence(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    changed = quoting(
        protocol, "Only patients with MRD ≥ 1 \N{MULTIPLICATION SIGN} 10-4 were enrolled"
    )
    (finding,) = quote_findings(changed, knowledge, WARD)
    assert finding.severity == "error"
    assert finding.problem.message == "This quote does not stand in the text of paper."
    assert (
        "“Only patients with MRD ≥ 1 \N{MULTIPLICATION SIGN} 10\N{MINUS SIGN}4 were enrolled.”"
        in finding.problem.remedy
    )


def test_quotes_without_a_text_at_hand_are_counted_and_said(
    protocol: Protocol, knowledge: Knowledge
) -> None:
    unchecked = "warning: 1 quote was not checked: the source's text is not at hand."
    assert said(quoting(protocol, "anything", "label"), knowledge, WARD) == [unchecked]
    assert said(quoting(protocol, "anything"), knowledge, None) == [unchecked]
    assert said(quoting(protocol, "anything"), knowledge, WARD / "knowledge") == [unchecked]


def test_every_quote_of_a_protocol_is_looked_at(protocol: Protocol, knowledge: Knowledge) -> None:
    assert said(protocol, knowledge, WARD) == [
        "warning: 1 quote was not checked: the source's text is not at hand."
    ]
    assert said(protocol, knowledge, None) == [
        "warning: 4 quotes were not checked: the source's text is not at hand."
    ]


def test_white_space_is_folded_and_nothing_else() -> None:
    assert folded(" a \n\t b ") == "a b"
    assert folded("1 \N{MULTIPLICATION SIGN} 10\N{MINUS SIGN}4") != folded(
        "1 \N{MULTIPLICATION SIGN} 10-4"
    )


def test_the_nearest_sentence_shares_most_with_the_quote() -> None:
    text = "Doses were given weekly. Most patients responded; few relapsed."
    assert nearest("most patients respond", text) == "Most patients responded;"
