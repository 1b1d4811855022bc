"""Figures on the desk and by API: as a line, as a table, as numbers."""

from tests.api.conftest import Callers
from tests.asked import go_on, stored
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.events.actions.sources import add_source
from tocsin.kernel import clock


def measured(hands: clock.Hands) -> None:
    shop = add_source("Shop", "generic", by=SYSTEM)[0]
    for n in (10, 40, 20):
        stored(shop, "figures", "", f'orders{{till="3"}} {n}'.encode())
        go_on()
        hands.forward(minutes=10)


def test_a_figure_is_drawn_and_told(
    company: Company, folds: None, hands: clock.Hands
) -> None:
    grace = company.client("grace")
    assert "No figure was told yet" in grace.get("/figures").content.decode()
    measured(hands)
    listed = grace.get("/figures").content.decode()
    assert "till=3" in listed
    assert 'class="spark"' in listed
    page = grace.get("/figures/shop?hours=1&name=orders").content.decode()
    assert "orders till=3: from 10 to 40, last 20" in page
    assert page.count('<td class="num">40</td>') == 3
    assert grace.get("/figures/nowhere").status_code == 404


def test_the_api_tells_last_values_and_what_they_were(
    company: Company, callers: Callers, folds: None, hands: clock.Hands
) -> None:
    measured(hands)
    (last,) = callers.read.get("/figures", source="shop").json()["items"]
    assert (last["last_value"], last["labels"], last["values"]) == (
        20.0,
        {"till": "3"},
        [],
    )
    since = {"since": "2026-03-02T09:00:00Z", "name": "orders"}
    (told,) = callers.read.get("/figures", **since).json()["items"]
    assert [one["value"] for one in told["values"]] == [10.0, 40.0, 20.0]
    assert told["rate"] == 50 / 1200
