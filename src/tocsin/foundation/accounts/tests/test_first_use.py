import pytest

from tocsin.foundation.accounts.actions import add_person, make_first_administrator
from tocsin.foundation.accounts.reads import actor_of, duty_managers, nobody_yet
from tocsin.foundation.accounts.refusals import AlreadyBegun, PasswordWeak
from tocsin.foundation.accounts.rules import SYSTEM

GOOD = "four unlikely words together"


@pytest.mark.django_db
def test_the_first_one_administers_and_answers_for_what_nobody_owns() -> None:
    add_person("told", by=SYSTEM)
    assert nobody_yet(), "somebody who cannot sign in does not count"

    root = make_first_administrator("root", "Root", GOOD)

    assert actor_of(root).roles == {"administrator", "agent"}
    assert duty_managers() == [root]
    assert not nobody_yet()


@pytest.mark.django_db
def test_there_is_one_first_time() -> None:
    make_first_administrator("root", "Root", GOOD)
    with pytest.raises(AlreadyBegun):
        make_first_administrator("evil", "Evil", GOOD)


@pytest.mark.django_db
def test_a_weak_password_makes_nobody() -> None:
    with pytest.raises(PasswordWeak):
        make_first_administrator("root", "Root", "short")
    assert nobody_yet()
