"""What was read is used again for the same pages and the same program, and never for others."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.documents import kept as keeping
from cyclewise.documents.kept import kept, stamp_of
from cyclewise.documents.node import Scalar
from cyclewise.documents.problem import BadInput, problem_at
from cyclewise.documents.yamlfile import parse_yaml

Read = Callable[[], dict[str, object]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is kept in a folder of the test's own."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    return tmp_path


@pytest.fixture
def times() -> list[int]:
    return []


@pytest.fixture
def read(times: list[int]) -> Read:
    def reading() -> dict[str, object]:
        times.append(1)
        return {"mrd": 1e-4, "page": len(times)}

    return reading


def only_file(folder: Path) -> Path:
    (found,) = folder.rglob("*.read")
    return found


def test_what_was_read_is_not_read_again(read: Read, times: list[int]) -> None:
    assert kept("pages", "a", read) == kept("pages", "a", read)
    assert len(times) == 1


def test_other_pages_are_read_and_the_last_ones_are_kept(read: Read, times: list[int]) -> None:
    kept("pages", "a", read)
    assert kept("pages", "b", read) == {"mrd": 1e-4, "page": 2}
    assert kept("pages", "b", read) == {"mrd": 1e-4, "page": 2}
    kept("pages", "a", read)
    assert len(times) == 3


def test_another_program_reads_for_itself(
    read: Read, times: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept("pages", "a", read)
    monkeypatch.setattr(keeping, "_program", lambda: "one module was changed")
    kept("pages", "a", read)
    assert len(times) == 2


def test_a_module_that_is_changed_makes_another_program(tmp_path: Path) -> None:
    module = tmp_path / "inner" / "module.py"
    module.parent.mkdir()
    module.write_text("one = 1\n")
    before = list(keeping._modules(str(tmp_path)))
    module.write_text("one = 12\n")
    assert len(before) == 1
    assert list(keeping._modules(str(tmp_path))) != before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: b"\n\n" + content,
        lambda content: content.split(b"\n")[0],
        lambda content: b"\xff\xfe" + content,
    ],
    ids=["empty", "cut off", "one bit", "moved", "its first line", "no text"],
)
def test_what_was_damaged_is_read_again_and_mended(
    read: Read, times: list[int], folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept("pages", "a", read)
    file = only_file(folder)
    file.write_bytes(damage(file.read_bytes()))
    assert kept("pages", "a", read) == {"mrd": 1e-4, "page": 2}
    assert kept("pages", "a", read) == {"mrd": 1e-4, "page": 2}
    assert len(times) == 2


def test_where_nothing_can_be_kept_all_is_read(
    read: Read, times: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    kept("pages", "a", read)
    kept("pages", "a", read)
    assert len(times) == 2


def test_what_is_wrong_is_told_each_time_and_not_kept(folder: Path) -> None:
    def refused() -> None:
        raise BadInput([problem_at("page.yaml", "This is wrong.", "Mend it.")])

    for _ in range(2):
        with pytest.raises(BadInput):
            kept("pages", "a", refused)
    assert list(folder.rglob("*.read*")) == []


def test_places_in_files_are_left_out(read: Read) -> None:
    node = parse_yaml("a: 1", "page.yaml").root
    assert kept("pages", "a", lambda: [node, "text"]) == [node, "text"]
    place, text = kept("pages", "a", lambda: [node, "text"])
    assert isinstance(place, Scalar)
    assert (place.line, place.source.label, text) == (0, "", "text")


def test_a_stamp_tells_names_contents_and_what_is_missing(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("ab")
    found = [stamp_of([one]), stamp_of([two]), stamp_of([one, two])]
    two.write_text("")
    found.append(stamp_of([one, two]))
    one.write_text("a")
    two.write_text("b")
    found.append(stamp_of([one, two]))
    assert len(set(found)) == len(found)
    assert stamp_of([one, two]) == stamp_of([two, one])
