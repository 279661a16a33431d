"""Say in plain English what PyYAML says in a parser's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

    from cyclewise.documents.node import Source

_ALIGN = "Line it up with the other keys at its level; use spaces only."
_QUOTE = "Put the whole value in quotes."

# Where these are said, the mistake stands where PyYAML began to read, not where it stopped.
_BEGINS_EARLIER = (
    "unexpected end of stream",
    "document separator",
    "could not find expected ':'",
    "while scanning an alias",
    "while scanning an anchor",
    "while scanning a block scalar",
    "while scanning a directive",
)
# In order: a part of PyYAML's problem or context (libyaml's and the pure parser's words), what
# is wrong, what to do.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("unexpected end of stream", "This quotation mark is never closed.", "Close it."),
    ("unexpected document separator", "This quotation mark is never closed.", "Close it."),
    ("tab character", "This line is indented with a tab.", "Use spaces."),
    (
        "unknown escape character",
        "A backslash stands before a character that it does not go with.",
        "Write the backslash twice, or use single quotes.",
    ),
    (
        "hexdecimal",
        "An escape such as “\\u00e9” needs exactly its number of hexadecimal digits.",
        "Complete it, or write the character itself.",
    ),
    (
        "expected escape sequence",
        "An escape such as “\\u00e9” needs exactly its number of hexadecimal digits.",
        "Complete it, or write the character itself.",
    ),
    (
        "invalid Unicode character escape",
        "This escape stands for no character, or for half of one.",
        "Write the character itself.",
    ),
    (
        "mapping values are not allowed",
        "A colon stands where no key can be.",
        "Put the value in quotes if the colon belongs to it; otherwise check the indentation.",
    ),
    (
        "sequence entries are not allowed",
        "A list item (“-”) stands where no list can be.",
        "Begin the list on a line of its own, below its key.",
    ),
    ("while scanning an alias", "A value cannot begin with “*”.", _QUOTE),
    ("while scanning an anchor", "A value cannot begin with “&”.", _QUOTE),
    ("while scanning a tag", "A value cannot begin with “!”.", _QUOTE),
    ("while parsing a tag", "A value cannot begin with “!”.", _QUOTE),
    ("undefined tag handle", "A value cannot begin with “!”.", _QUOTE),
    (
        "while scanning a block scalar",
        "A value cannot begin with “>” or “|” unless a text follows on the next lines.",
        "Put the value in quotes; limits are written in words, such as at_least.",
    ),
    ("while scanning a directive", "A line cannot begin with “%”.", _QUOTE),
    ("could not find expected ':'", "This key has no colon after it.", "Write “key: value”."),
    ("node content", "A value is missing here.", "Write it, or delete the comma before it."),
    (
        "flow mapping",
        "A comma is missing here, or the closing “}”.",
        "Separate with commas and close the bracket; put texts with , : { } in quotes.",
    ),
    (
        "flow sequence",
        "A comma is missing here, or the closing “]”.",
        "Separate with commas and close the bracket; put texts with , : [ ] in quotes.",
    ),
    ("block mapping", "This line does not line up with the keys above it.", _ALIGN),
    (
        "block collection",
        "This line does not line up with the list above it.",
        "Begin it with “-” at the same column as the other items.",
    ),
    (
        "block sequence",
        "This line does not line up with the list above it.",
        "Begin it with “-” at the same column as the other items.",
    ),
    (
        "document start",
        "Something follows after the end of the content.",
        "Check the brackets and the indentation of this line.",
    ),
)
_OTHERWISE = (
    "This cannot be read as YAML.",
    "Check quotes, colons and indentation here and on the line above.",
)


def explained(error: yaml.MarkedYAMLError, source: Source) -> tuple[tuple[int, int], str, str]:
    """Return the line and column of a syntax error, what is wrong, and what to do."""
    said = f"{error.context or ''} | {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if any(part in said for part in _BEGINS_EARLIER):
        mark = error.context_mark or mark
    at = _inside(mark.line if mark else 0, mark.column if mark else 0, source)
    if "cannot start any token" in said:
        return at, *_bad_start(source.lines[at[0] - 1][at[1] - 1 : at[1]])
    for part, message, remedy in _WORDS:
        if part in said:
            return at, message + _opened(error, part), remedy
    return at, *_OTHERWISE


def _opened(error: yaml.MarkedYAMLError, part: str) -> str:
    """Say where a bracket was opened that is not closed."""
    if error.context_mark is None or not part.startswith("flow "):
        return ""
    return f" The bracket was opened on line {error.context_mark.line + 1}."


def _bad_start(character: str) -> tuple[str, str]:
    if character == "\t":
        return "This line is indented with a tab.", "Use spaces."
    return f"A value cannot begin with “{character}”.", _QUOTE


def _inside(line: int, column: int, source: Source) -> tuple[int, int]:
    """Return a place counted from 1; the end of the file is moved to its last written line."""
    last = len(source.lines) - 1
    if line >= last:
        while last > 0 and not source.lines[last].strip():
            last -= 1
        if line > last:
            return last + 1, len(source.lines[last]) + 1
    return line + 1, column + 1
