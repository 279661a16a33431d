"""Hold the promise that the engine and the command line know no drug, test or limit.

What a protocol is about is read from YAML. A second protocol would otherwise need Python.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("engine/**/*.py"), *ROOT.glob("cli/**/*.py")])

# Of events the engine knows these; the rest of its own vocabulary is no concept's name.
ENGINES_OWN = {"dose", "enrolment", "end_of_treatment", "death", "height", "weight"}

# Words of this trial that need not be the name of a concept.
CLINICAL = {
    "albumin", "alt", "anc", "ascites", "besponsa", "bilirubin", "blina", "blinatumomab",
    "blincyto", "ciclosporin", "creatinine", "defibrotide", "ebmt", "fludarabine", "gilbert",
    "hepatomegaly", "ino", "inotuzumab", "leukaemia", "leukemia", "lymphoblastic", "mrd",
    "neutrophil", "philadelphia", "platelet", "ponatinib", "qtc", "relapse", "remission",
    "rituximab", "sos", "transaminase", "transplant", "ursodiol", "vod", "weight_gain",
}  # fmt: skip

NUMBERS = re.compile(r"\b(?:1e-0?4|0\.0001|NCT\d{8})\b|10⁻⁴", re.IGNORECASE)

# An example is named by its id, whatever it is about.
EXAMPLES = re.compile(r"example:[A-Za-z-]+-\d+")


def concepts_and_drugs() -> set[str]:
    files = [*ROOT.glob("knowledge/concepts/*.yaml"), *ROOT.glob("knowledge/drugs/*.yaml")]
    return {file.stem for file in files} - ENGINES_OWN


FORBIDDEN = CLINICAL | concepts_and_drugs()


def words_of(text: str) -> str:
    """Return the text with its identifiers taken apart: MrdLevel and mrd_level are mrd level."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", apart.lower()))


def clinical_words(text: str) -> list[str]:
    plain = f" {words_of(EXAMPLES.sub('', text))} "
    spoken = (word.replace("_", " ").replace("-", " ") for word in FORBIDDEN)
    return sorted(word for word in spoken if re.search(rf" {re.escape(word)}s? ", plain))


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_python_file_names_a_drug_a_test_or_a_limit(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = clinical_words(text) + NUMBERS.findall(text)
    assert not found, f"{file.name} says {', '.join(found)}. Let the YAML say it."


@pytest.mark.parametrize(
    "text",
    [
        "threshold = mrd",
        "class MrdLevel:",
        '"""Read the platelets."""',
        "weight_gain = 1",
        "# inotuzumab",
        "level >= 1e-4",
        "level >= 1E-04",
    ],
)
def test_the_search_finds_the_clinic_wherever_it_hides(text: str) -> None:
    assert clinical_words(text) + NUMBERS.findall(text)


@pytest.mark.parametrize("text", ["the dose is due", "cyclewise recommend example:MRD-03", "salt"])
def test_the_search_lets_the_engines_own_words_pass(text: str) -> None:
    assert not clinical_words(text) + NUMBERS.findall(text)
