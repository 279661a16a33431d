"""Give every test the golden files, which only ``pytest --regenerate`` may rewrite."""

from collections.abc import Callable
from pathlib import Path

import pytest

_GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="rewrite the golden files from what the program says now; then review the diff",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name, or rewrite it under --regenerate."""
    regenerate: bool = request.config.getoption("--regenerate")

    def compare(name: str, text: str) -> None:
        file = _GOLDEN / name
        if regenerate:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            return
        if not file.is_file():
            pytest.fail(f"There is no golden file {name}. Write it with: pytest --regenerate")
        assert text == file.read_text(encoding="utf-8")

    return compare
