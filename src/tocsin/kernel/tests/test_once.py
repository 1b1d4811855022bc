"""What is read once for one answer."""

from collections.abc import Mapping

from tocsin.kernel import once


class Names:
    """Knows two names, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []

    def __call__(self, keys: set[str]) -> Mapping[str, str]:
        self.asked.append(keys)
        return {key: key.upper() for key in keys & {"a", "b"}}


def test_within_it_a_key_is_asked_for_once_also_when_there_is_nothing() -> None:
    names = Names()
    with once.read_once():
        assert once.each("names", ["a", "z"], names) == {"a": "A"}
        assert once.each("names", ["a", "b", "z"], names) == {"a": "A", "b": "B"}
        assert once.each("names", ["z"], names) == {}
        assert once.each("names", [], names) == {}
    assert names.asked == [{"a", "z"}, {"b"}]


def test_one_kind_is_not_taken_for_another() -> None:
    people, teams = Names(), Names()
    with once.read_once():
        once.each("people", ["a"], people)
        once.each("teams", ["a"], teams)
    assert people.asked == teams.asked == [{"a"}]


def test_without_it_and_after_it_everything_is_asked_anew() -> None:
    names = Names()
    with once.read_once():
        once.each("names", ["a"], names)
    for _ in range(2):
        assert once.each("names", ["a"], names) == {"a": "A"}
    assert names.asked == [{"a"}] * 3
