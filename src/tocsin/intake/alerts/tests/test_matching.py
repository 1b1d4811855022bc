"""Matchers: written, kept and asked as Alertmanager's, and never slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.alerts.matching import (
    LONGEST_VALUE,
    MOST_MATCHERS,
    Matcher,
    Unmatchable,
    all_fit,
    checked,
    kept_matchers,
    matchers_in,
    parsed,
)

WORDS = {"alertname": "DiskFull", "instance": "db1:9100", "note": "two\nlines"}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("alertname=DiskFull", True),
        ('alertname="DiskFull"', True),
        (" alertname =~ Disk.* ", True),
        ("alertname=~Disk", False),
        ("alertname!~Disk.*", False),
        ("alertname!=DiskFull", False),
        ("instance=~db[0-9]:9100|web.*", True),
        ("team=", True),
        ('team=""', True),
        ("team!=ops", True),
        ("team=~.+", False),
        ('note="two\\nlines"', True),
        ("note=~two.lines", False),
        ("note=~(?s)two.lines", True),
        ("alertname=~(?i)diskfull", True),
    ],
)
def test_a_matcher_as_people_write_it(text: str, fits: bool) -> None:
    assert parsed(text).fits(WORDS) is fits


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"a=b\\c", r"b\c"),
        (r"a=b\d", r"b\d"),
        (r"a=b\n", "b\n"),
        ("a=b\\", "b\\"),
        (r'a="say \"x\""', 'say "x"'),
        ("a==b", "=b"),
        ('a=" b "', " b "),
        ("a=b,c=d", "b,c=d"),
    ],
)
def test_its_escapes_are_those_of_alertmanager(text: str, value: str) -> None:
    assert parsed(text).value == value


@pytest.mark.parametrize(
    "text",
    ["", "a", "=b", "{a=b}", 'a="b', 'a=b"', 'a="b"c"', "a=~(", "a=~(?=x)", "a b=c"],
)
def test_what_is_no_matcher_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Unmatchable):
        parsed(text)


def test_an_expression_that_takes_too_much_is_refused() -> None:
    for value in ("(((a{99}){99}){99})", "x" * (LONGEST_VALUE + 1), r"(a)\1"):
        with pytest.raises(Unmatchable):
            checked(Matcher("a", value, is_regex=True))


@pytest.mark.parametrize("evil", ["(a+)+b", "(a|aa)+b", "(.*)*x", "(a*)*(a*)*b"])
def test_no_expression_is_slow(evil: str) -> None:
    matcher = checked(Matcher("a", evil, is_regex=True))
    begun = time.perf_counter()
    for _try in range(100):
        assert not matcher.fits({"a": "a" * 100_000})
    assert time.perf_counter() - begun < 2


def test_lines_are_matchers_and_empty_ones_say_nothing() -> None:
    found = matchers_in("a=b\n\n c=~d|e \n")
    assert found == [Matcher("a", "b"), Matcher("c", "d|e", is_regex=True)]
    assert all_fit(found, {"a": "b", "c": "e"})
    assert len(found) < MOST_MATCHERS


_NAMES = st.from_regex(r"[a-z_][a-z0-9_.]{0,20}", fullmatch=True)
_VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(
    lambda text: text.replace("\x00", "")
)


@given(_NAMES, _VALUES, st.booleans())
def test_written_and_read_again_it_is_the_same(
    name: str, value: str, is_equal: bool
) -> None:
    matcher = Matcher(name, value, False, is_equal)
    assert parsed(str(matcher)) == matcher
    assert kept_matchers([matcher.kept()]) == (matcher,)


@given(st.text(max_size=60))
def test_any_text_is_a_matcher_or_is_refused(text: str) -> None:
    try:
        matcher = parsed(text)
    except Unmatchable:
        return
    assert matcher.fits(WORDS) in {True, False}


@given(_NAMES, st.text(max_size=30), st.text(max_size=30))
def test_any_expression_is_asked_or_refused(name: str, value: str, word: str) -> None:
    try:
        matcher = checked(Matcher(name, value, is_regex=True))
    except Unmatchable:
        return
    assert matcher.fits({name: word}) in {True, False}
