"""What a hand-over of a category did to incidents that went from team to team."""

import re

from tests.company import MONDAY_9, Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import hand_over
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import changes_of_answer
from tocsin.kernel import clock
from tocsin.register.work.actions import assign, restrict
from tocsin.register.work.reassigning import Share, reassigned_shares

ADDRESS = "/categories/effect/infrastructure/server"


def a_month_around_a_hand_over(company: Company, hands: clock.Hands) -> None:
    """Before: three, two of them handed on. After: two, one of them restricted."""
    grace = company.actor("grace")
    for number in range(3):
        incident = company.open()
        if number:
            assign(incident.id, team="application", by=grace)
    hands.forward(days=2)
    hand_over("infrastructure", "application", by=SYSTEM, why="They know it")
    company.open()
    hands.forward(days=1)
    company.open()
    restrict(company.open().id, people=["p-ada"], by=company.actor("marc"))
    hands.forward(days=1)


def test_the_weeks_before_and_after_are_compared(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    assert "always answered" in visitor("grace").get(ADDRESS).content.decode()
    a_month_around_a_hand_over(company, hands)
    page = visitor("grace").get(ADDRESS).content.decode()
    assert "3 incidents" in page
    assert "2 handed on (67 %)" in page
    assert "1 incident<" in page
    assert "0 handed on (0 %)" in page
    assert "by infrastructure" in page


def test_every_number_opens_its_rows(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    a_month_around_a_hand_over(company, hands)
    browser = visitor("grace")
    page = browser.get(ADDRESS).content.decode().replace("&amp;", "&")
    counted = []
    for link in re.findall(r'href="(/register\?category=[^"]+)"', page):
        rows = browser.get(link).content.decode()
        counted.append(len(set(re.findall(r"/incidents/(INC-\d+)", rows))))
    assert counted == [3, 2, 1, 0]


def test_only_what_one_may_see_is_counted(company: Company, hands: clock.Hands) -> None:
    a_month_around_a_hand_over(company, hands)
    (change,) = changes_of_answer(Category.objects.get(key="infrastructure/server"))
    assert (change.before, change.after.team) == ("infrastructure", "application")
    span = (change.at, clock.now())
    ask = ("infrastructure", [span, (MONDAY_9, change.at)])
    assert reassigned_shares(company.actor("grace"), *ask) == [Share(2, 0), Share(3, 2)]
    assert reassigned_shares(company.actor("ada"), *ask) == [Share(3, 0), Share(3, 2)]
    assert reassigned_shares(company.actor("rita"), *ask) == [Share(0, 0), Share(0, 0)]
    assert Share(0, 0).percent is None
