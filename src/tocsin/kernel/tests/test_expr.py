import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.expr import MOST_LETTERS, Match, RuleUnfit, compile_rule

NAMES = ("source", "service", "severity", "title", "labels", "hour", "weekday")
FACTS = {
    "source": "prometheus",
    "service": "checkout",
    "severity": "critical",
    "title": "Checkout is down",
    "labels": {"env": "prod", "team": "shop"},
    "hour": 3,
    "weekday": 1,
}


@pytest.mark.parametrize(
    "text",
    [
        'severity == "critical"',
        "severity in ['critical', 'error'] && labels.env == \"prod\"",
        'title.contains("down") || labels.nothing == "x"',
        "has(labels.env) && !has(labels.nothing)",
        'labels["team"].startsWith("sh") && hour < 6',
        'title.matches("(?i)^CHECKOUT .*")',
        'labels.exists(name, name == "env")',
        "size(labels) == 2 ? true : false",
        "true // always",
    ],
)
def test_it_holds(text: str) -> None:
    assert compile_rule(text, NAMES).matches(FACTS) == Match(True)


def test_what_cannot_be_told_is_no_match_and_says_so() -> None:
    missing = compile_rule('labels.zone == "a"', NAMES).matches(FACTS)
    assert missing == Match(False, ("There is no “zone”.",))
    other_type = compile_rule('hour > "a"', NAMES).matches(FACTS)
    assert other_type == Match(False, ("Values of different types are compared.",))
    neither = compile_rule("hour + 1", NAMES).matches(FACTS)
    assert neither == Match(False, ("It says neither yes nor no.",))
    assert not compile_rule("1 / 0 == 1", NAMES).matches(FACTS).yes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "wanted"),
        ("severity ==", "cannot be read"),
        ('color == "red"', "There is no “color”"),
        ("severity.lower()", "no function lower()"),
        ("evil(1)", "no function evil()"),
        ("title.matches(labels.env)", "one text"),
        ('title.matches("[")', "no regular expression"),
        (r'title.matches("(\\w{50}){20}")', "repeats too much"),
        (r'title.matches("\\pL{501}")', "repeats too much"),
        ("(" * 25 + "true" + ")" * 25, "nested"),
        ("!" * 40 + "true", "nested"),
        ("- " * 100 + "1 == 1", "nested"),
        ("hour == 1 ? true : " * 30 + "false", "nested"),
        ("hour in [" + "1," * 60 + "1]", "more than 50"),
        ("true)", "closed"),
        ("Foo{a: 1} == 1", "not understood"),
        ("`title`", "not understood"),
        ('r"a" == title', "quotes"),
        ("true && " * 300 + "true", "longer"),
        ("1+" * 300 + "1 == 1", "parts"),
        ('title == "' + "a" * MOST_LETTERS + '"', "longer"),
        (
            "labels.all(a, labels.all(b, labels.all(c, a + b + c != '')))",
            "nested",
        ),
    ],
)
def test_what_is_wrong_or_dear_is_refused_when_it_is_written(
    text: str, why: str
) -> None:
    with pytest.raises(RuleUnfit, match=why.replace("(", r"\(").replace(")", r"\)")):
        compile_rule(text, NAMES)


def test_eight_comprehensions_in_one_another_are_refused_at_once() -> None:
    """Both engines that there are hang on them."""
    text = "true"
    for at in range(8):
        text = f"[1, 2, 3, 4, 5, 6, 7, 8, 9].all(x{at}, {text})"
    began = time.perf_counter()
    with pytest.raises(RuleUnfit):
        compile_rule(text, NAMES)
    assert time.perf_counter() - began < 0.5


def test_the_dearest_rule_there_can_be_is_done_in_a_moment() -> None:
    labels = {f"label-{at}": "v" * 5000 for at in range(5000)}
    rule = compile_rule("labels.all(a, labels.exists(b, b == a))", NAMES)
    began = time.perf_counter()
    assert rule.matches(FACTS | {"labels": labels}).yes
    assert time.perf_counter() - began < 0.5


_PIECES = st.sampled_from(
    """severity labels title hour . , ( ) [ ] { } ? : ! - + * / % == != < > <= >= && ||
    in true false null 1 0 9223372036854775807 1.5 "a" 'b' labels.env .all(x, .map(y,
    .exists(z, has( size( .matches("a+") x y z //""".split()
)


@given(st.lists(_PIECES, max_size=40).map(" ".join) | st.text(max_size=200))
def test_whatever_is_written_it_is_refused_or_answers(text: str) -> None:
    began = time.perf_counter()
    try:
        rule = compile_rule(text, NAMES)
    except RuleUnfit:
        pass
    else:
        for facts in (FACTS, {}, FACTS | {"labels": 7, "hour": None}):
            assert isinstance(rule.matches(facts).yes, bool)
    assert time.perf_counter() - began < 2
