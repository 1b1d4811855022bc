from dataclasses import replace
from typing import Any

import pytest

from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.actions import reset_option, set_option
from tocsin.foundation.config.models import Document
from tocsin.foundation.config.option import Option, Unfit
from tocsin.foundation.config.reads import (
    is_unfit,
    refuse_unfit_environment,
    value,
)
from tocsin.foundation.config.refusals import (
    AdministratorWanted,
    EnvironmentUnfit,
    OptionSetElsewhere,
    OptionUnfit,
)
from tocsin.foundation.config.tests.people import GRACE, ROOT

pytestmark = pytest.mark.django_db
DAYS = Option(name="try.days", default=14, label="Days", env="X_DAYS", least=0, most=90)
LOUD = Option(name="try.loud", default=False, label="Loud", env="X_LOUD")
HUES = Option(
    name="try.hues",
    default=("red",),
    label="Hues",
    env="X_HUES",
    choices={"red": "Red", "blue": "Blue"},
)
WORD = Option(name="try.word", default="", label="Word", env="X_WORD", secret=True)


def test_it_is_its_default_until_somebody_sets_it() -> None:
    assert value(DAYS) == 14
    set_option(DAYS, 20, by=ROOT, why="They come back late")
    assert value(DAYS) == 20
    reset_option(DAYS, by=ROOT, why="They do not")
    assert value(DAYS) == 14


def test_every_change_is_audited_with_what_it_was() -> None:
    set_option(DAYS, "20", by=ROOT, why="first")
    set_option(DAYS, 20, by=ROOT, why="the same again")
    reset_option(DAYS, by=ROOT)
    told = [(c.verb, c.before, c.after, c.why) for c in changes("option:try.days")]
    assert told == [("reset", 20, 14, ""), ("set", 14, 20, "first")]


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    set_option(DAYS, 20, by=ROOT)
    monkeypatch.setenv("X_DAYS", "3")
    assert value(DAYS) == 3
    with pytest.raises(OptionSetElsewhere):
        set_option(DAYS, 4, by=ROOT)
    monkeypatch.setenv("X_DAYS", "three")
    with pytest.raises(EnvironmentUnfit, match="X_DAYS"):
        value(DAYS)


@pytest.mark.parametrize(
    ("option", "told"),
    [(DAYS, "91"), (DAYS, -1), (DAYS, "x"), (LOUD, "maybe"), (HUES, "green")]
    + [(DAYS, True), (HUES, 7)],
)
def test_what_it_cannot_be_is_refused(option: Option[Any], told: Any) -> None:
    with pytest.raises(OptionUnfit):
        set_option(option, told, by=ROOT)


def test_words_and_switches_are_read_as_the_environment_writes_them() -> None:
    assert set_option(LOUD, "yes", by=ROOT) is True
    assert set_option(HUES, "blue, red", by=ROOT) == ("blue", "red")
    assert value(HUES) == ("blue", "red")
    assert HUES.read(HUES.write(("blue", "red"))) == ("blue", "red")
    with pytest.raises(Unfit):
        HUES.read("blue, green")


def test_a_secret_is_stored_encrypted_and_audited_unseen() -> None:
    set_option(WORD, "open sesame", by=ROOT)
    assert value(WORD) == "open sesame"
    (held,) = Document.objects.filter(name="try.word")
    assert "sesame" not in str(held.body)
    assert "sesame" not in str([(c.before, c.after) for c in changes()])


def test_a_stored_value_that_no_longer_fits_counts_as_never_set() -> None:
    set_option(DAYS, 80, by=ROOT)
    narrower = Option(name="try.days", default=7, label="", env="X_DAYS", most=30)
    assert value(narrower) == 7


def test_only_administrators_set_options() -> None:
    with pytest.raises(AdministratorWanted):
        set_option(DAYS, 3, by=GRACE)
    with pytest.raises(AdministratorWanted):
        reset_option(DAYS, by=GRACE)


def test_what_the_environment_cannot_say_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("X_HUES", "blue")
    refuse_unfit_environment((DAYS, HUES))
    monkeypatch.setenv("X_HUES", "green")
    with pytest.raises(EnvironmentUnfit) as told:
        refuse_unfit_environment((DAYS, HUES))
    assert "X_HUES to “green”" in str(told.value)
    assert "red, blue" in str(told.value.help)
    monkeypatch.setenv("X_WORD", "secret")
    monkeypatch.setenv("X_HUES", "red")
    refuse_unfit_environment((DAYS, HUES, WORD))


def test_what_is_stored_and_fits_no_more_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_option(DAYS, 80, by=ROOT, why="As it was.")
    assert not is_unfit(DAYS)
    stricter = replace(DAYS, most=30)
    assert is_unfit(stricter)
    assert value(stricter) == 14
    monkeypatch.setenv("X_DAYS", "3")
    assert not is_unfit(stricter)
