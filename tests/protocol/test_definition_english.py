"""A definition reads as English: every shared one of the bundled knowledge, in a golden file."""

from collections.abc import Callable

from cyclewise.bundled import bundled
from cyclewise.facts.program import ENGINE_FACTS
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.definition_english import definition_english
from cyclewise.protocol.parsing import read_protocol
from cyclewise.protocol.phrases import Speech


def test_every_definition_is_printed_back_as_english(golden: Callable[[str, str], None]) -> None:
    shared = bundled("knowledge")
    knowledge = read_knowledge(shared)
    protocol = read_protocol(bundled("rules") / "ino-mrd", shared, knowledge)
    speech = Speech(protocol, knowledge, ENGINE_FACTS)
    pages = []
    for name in sorted(protocol.definitions):
        lines = definition_english(protocol.definitions[name], speech)
        pages.append("\n".join("    " * line.depth + line.text for line in lines))
    golden("facts-in-english.txt", "\n\n".join(pages) + "\n")
