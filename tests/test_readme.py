"""What the README shows is what the program prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def printed(*words: str) -> list[str]:
    """Return the lines of a command at 80 columns."""
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "engine"), str(ROOT / "cli")])
    program = "from cyclewise_cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment,
    )
    return [line.rstrip() for line in done.stdout.splitlines()]


def shown() -> dict[str, list[str]]:
    """Return the lines the README shows for each command it gives after a prompt."""
    found = {}
    for block in re.findall(r"```\n\$ (.*?)\n```", README, re.DOTALL):
        command, *lines = block.splitlines()
        found[command] = lines
    return found


def test_every_output_in_the_readme_is_the_programs_own() -> None:
    blocks = shown()
    assert blocks
    for command, lines in blocks.items():
        words = command.removeprefix(".venv/bin/").split()
        assert words[0] == "cyclewise"
        actual = iter(printed(*words[1:]))
        for line in lines:
            assert line == "…" or line.rstrip() in actual, f"not printed any more: {line}"


def test_the_patient_of_the_readme_can_be_read(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    patient = tmp_path / "ada.yaml"
    patient.write_text(text, encoding="utf-8")
    lines = printed("recommend", str(patient))
    assert lines[0].startswith("ADA-1, on treatment")
    assert any("INSUFFICIENT-DATA" in line for line in lines)


def test_every_command_of_the_readme_exists() -> None:
    help_text = "\n".join(printed("--help") + printed("rules", "--help"))
    for name in re.findall(r"cyclewise (?:rules )?([a-z]+)", README):
        assert name in help_text or name in ("recommend", "rules"), name
