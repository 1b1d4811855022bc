"""What tests/longest.txt names is there, the longest first (see tests/sharing.py)."""

from tests.house.source import ROOT
from tests.sharing import longest, part_of


def test_what_takes_long_is_there_and_in_order() -> None:
    known = longest()
    assert [name for name in known if not (ROOT / name).exists()] == []
    assert list(known.values()) == sorted(known.values(), reverse=True)


def test_no_file_stands_in_a_folder_that_is_taken_whole() -> None:
    names = list(longest())
    assert [name for name in names if part_of(name, names) != name] == []
