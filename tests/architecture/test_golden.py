"""Hold golden files to what they promise: compared always, rewritten only when asked."""

from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
ONE_TEST = 'def test_says(golden):\n    golden("said.txt", "good morning\\n")\n'


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(ONE_TEST)
    return pytester


def write_golden(project: pytest.Pytester, text: str) -> Path:
    file = project.path / "golden" / "said.txt"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


def test_a_text_like_its_golden_file_passes(project: pytest.Pytester) -> None:
    write_golden(project, "good morning\n")
    project.runpytest().assert_outcomes(passed=1)


def test_a_text_unlike_its_golden_file_fails_and_leaves_it(project: pytest.Pytester) -> None:
    file = write_golden(project, "good evening\n")
    project.runpytest().assert_outcomes(failed=1)
    assert file.read_text(encoding="utf-8") == "good evening\n"


def test_a_missing_golden_file_fails_and_says_how_to_write_it(project: pytest.Pytester) -> None:
    outcome = project.runpytest()
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["*There is no golden file said.txt*--regenerate*"])
    assert not (project.path / "golden").exists()


def test_regenerate_rewrites_the_golden_file(project: pytest.Pytester) -> None:
    file = write_golden(project, "good evening\n")
    project.runpytest("--regenerate").assert_outcomes(passed=1)
    assert file.read_text(encoding="utf-8") == "good morning\n"
