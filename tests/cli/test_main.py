"""The command line keeps its exit codes, starts light, and every help has a working example."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from cyclewise.bundled import bundled
from cyclewise.inference.agreement import Disagreement
from cyclewise_cli.commands import recommend as recommending
from cyclewise_cli.main import COMMANDS, RULES

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"rich", "pydantic", "jinja2", "polars", "numpy", "durable"}


def loaded_after(*words: str) -> set[str]:
    """Return the heavy packages that a fresh process has loaded after a command."""
    code = (
        "import sys\n"
        f"sys.argv = ['cyclewise', *{list(words)!r}]\n"
        "from cyclewise_cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', *sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    path = f"{ROOT / 'engine'}:{ROOT / 'cli'}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": path, "PATH": "", "COLUMNS": "80"},
        check=False,
    )
    return set(done.stderr.rsplit("LOADED", 1)[1].split())


def test_help_loads_nothing_heavy() -> None:
    assert loaded_after("--help") == set()


def test_json_needs_no_terminal_and_no_pages() -> None:
    loaded = loaded_after("recommend", "example:EX-03", "--format", "json")
    assert not loaded & {"rich", "jinja2", "polars"}


def test_text_needs_neither_pages_nor_tables() -> None:
    loaded = loaded_after("recommend", "example:EX-03")
    assert not loaded & {"jinja2", "polars"}


@pytest.mark.parametrize("words", [*([name] for name in COMMANDS), *(["rules", n] for n in RULES)])
def test_every_help_has_an_example(cyclewise: Callable[..., Any], words: list[str]) -> None:
    run = cyclewise(*words, "--help", width=200)
    assert run.code == 0
    assert f"Example: cyclewise {' '.join(words)}" in " ".join(run.out.split())


def examples_in_help(cyclewise: Callable[..., Any]) -> list[str]:
    found = []
    for words in [*([name] for name in COMMANDS), *(["rules", name] for name in RULES)]:
        text = " ".join(cyclewise(*words, "--help", width=400).out.split())
        found += re.findall(r"Example: cyclewise (.+?)(?= Example: | Arguments: | Options: )", text)
    return found


def test_every_example_of_a_help_works(
    cyclewise: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("my-protocol", "changed"):
        shutil.copytree(bundled("rules") / "ino-mrd", tmp_path / name)
    (tmp_path / "my-patients").mkdir()
    shutil.copy(bundled("knowledge") / "examples" / "EX-03.yaml", tmp_path / "my-patients")
    assert cyclewise("convert", "my-patients", "events.parquet").code == 0
    examples = examples_in_help(cyclewise)
    assert len(examples) >= len(COMMANDS) + len(RULES)
    for example in examples:
        if example.startswith(("rules test", "rules prove")):
            continue  # these take long, and have tests of their own
        run = cyclewise(*shlex.split(example))
        assert run.code == int("--strict" in example), f"{example}: {run.err}"


def test_a_file_that_is_not_there_is_bad_input(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "nobody.yaml")
    assert run.code == 2
    assert run.out == ""
    assert run.err.startswith("nobody.yaml\nThere is no such file.")


def test_an_unknown_option_is_a_usage_error(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise("recommend", "example:EX-03", "--when", "now")
    assert run.code == 2
    assert "Traceback" not in run.err


def test_engines_that_disagree_show_no_answer(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(*_: object, **__: object) -> None:
        raise Disagreement("HLD-001: the exact engine says met, durable-rules says unknown.")

    monkeypatch.setattr(recommending, "recommended", differ)
    run = cyclewise("recommend", "example:EX-03")
    assert run.code == 3
    assert run.out == ""
    assert "The two engines disagree, so no answer is shown." in run.err
    assert "HLD-001" in run.err


def test_a_process_ended_from_outside_is_told_with_what_needs_less_memory(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BrokenProcessPool("A process in the process pool was terminated abruptly.")

    monkeypatch.setattr(recommending, "recommended", fail)
    run = cyclewise("recommend", "example:EX-03")
    assert run.code == 3
    assert run.out == ""
    assert "ended from outside" in run.err
    assert "--jobs 1" in run.err
    assert "at fault" not in run.err


def test_a_fault_of_the_program_shows_no_answer_and_no_traceback(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken \x1b[31m")

    monkeypatch.setattr(recommending, "recommended", fail)
    run = cyclewise("recommend", "example:EX-03")
    assert run.code == 3
    assert run.out == ""
    assert "Traceback" not in run.err
    assert "\x1b" not in run.err
    assert "RuntimeError: broken" in run.err
    assert "test_main.py:" in run.err


def test_an_interrupt_is_quiet(
    cyclewise: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recommending, "recommended", stop)
    run = cyclewise("recommend", "example:EX-03")
    assert "Traceback" not in run.err
    assert run.code != 0


def test_a_reader_that_left_is_no_error() -> None:
    path = f"{ROOT / 'engine'}:{ROOT / 'cli'}"
    code = "from cyclewise_cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "recommend", "example:EX-03", "--protocol", "ino-mrd"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": path, "PATH": ""},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_the_program_without_a_word_shows_its_commands(cyclewise: Callable[..., Any]) -> None:
    run = cyclewise()
    for name in (*COMMANDS, "rules"):
        assert f"\n  {name} " in run.out + run.err


def test_a_word_that_is_no_command_is_told_the_nearest(cyclewise: Callable[..., Any]) -> None:
    assert "Did you mean 'recommend'?" in cyclewise("recomend", "example:EX-03").err
    assert "Did you mean 'show'?" in cyclewise("rules", "shwo", "HLD-001").err


def test_only_the_command_that_is_asked_for_is_imported() -> None:
    path = f"{ROOT / 'engine'}:{ROOT / 'cli'}"
    code = (
        "import sys\nfrom cyclewise_cli.main import command_line\n"
        "command_line(['rules', 'show', 'HLD-001'])\n"
        "print(*sorted(n for n in sys.modules if n.startswith('cyclewise_cli.commands.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": path, "PATH": ""},
    )  # fmt: skip
    loaded = done.stdout.split()
    assert "cyclewise_cli.commands.rules" in loaded
    assert "cyclewise_cli.commands.recommend" not in loaded
