"""Figures from a request to their series: stored in sets, thinned, forgotten."""

import pytest

from tests.asked import stored
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.correlation.folding import fold
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Series, Source, Value
from tocsin.intake.figures.clockwork import forget_old_figures, thin_old_figures
from tocsin.intake.figures.reads import (
    WantedFigures,
    rate_between,
    series_for,
    series_named,
    slices,
    values_between,
)
from tocsin.kernel import clock

pytestmark = pytest.mark.usefixtures("company", "folds")


@pytest.fixture
def shop(company: Company) -> Source:
    return add_source("Shop", "generic", by=SYSTEM)[0]


def tell(shop: Source, body: str) -> None:
    """It is folded; the engine has nothing to do with figures, and need not turn."""
    stored(shop, "figures", "", body.encode())
    while fold():
        pass


def test_a_figure_told_again_and_again_is_one_series(
    shop: Source, hands: clock.Hands
) -> None:
    began = clock.now()
    for n in range(5):
        tell(shop, f'orders{{shop="lyon"}} {n}\norders{{shop="paris"}} {10 * n}')
        hands.forward(seconds=30)
    lyon, paris = series_for(SYSTEM, WantedFigures("shop", "orders"))
    assert (lyon.labels, lyon.last_value) == ({"shop": "lyon"}, 4.0)
    assert [one.value for one in values_between(lyon, began, clock.now())] == [
        0.0,
        1.0,
        2.0,
        3.0,
        4.0,
    ]
    assert rate_between(paris, began, clock.now()) == pytest.approx(40 / 120)
    assert series_named("shop", "orders", {"shop": "paris"}) == [paris]
    drawn = slices([lyon], began, clock.now(), points=2)[lyon.id]
    assert [(one.least, one.most, one.count) for one in drawn] == [(0, 2, 3), (3, 4, 2)]


def test_of_two_for_one_instant_the_later_holds_and_what_comes_late_is_not_last(
    shop: Source, hands: clock.Hands
) -> None:
    tell(shop, "orders 1\norders 2")
    tell(shop, "orders 3")
    tell(shop, "orders 9 1772441000000")
    assert Series.objects.get().last_value == 3.0
    assert Value.objects.count() == 2


def test_old_values_are_one_a_minute_and_very_old_ones_gone(
    shop: Source, hands: clock.Hands
) -> None:
    for n in range(6):
        tell(shop, f"orders {n}")
        hands.forward(seconds=20)
    hands.forward(days=1)
    tell(shop, "orders 7")
    thin_old_figures()
    told = [one.value for one in Value.objects.order_by("at")]
    assert told == [1.0, 4.0, 7.0]
    assert thin_old_figures() == 0
    hands.forward(days=89)
    forget_old_figures()
    assert [one.value for one in Value.objects.all()] == [7.0]
    hands.forward(days=2)
    forget_old_figures()
    forget_old_figures()
    assert not Series.objects.exists()
