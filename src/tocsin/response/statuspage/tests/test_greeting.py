"""What a telephone says is short, whole, and in one language."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_component, add_page
from tocsin.response.statuspage.reads.greeting import greeting, languages
from tocsin.response.statuspage.reads.statement import statement_for
from tocsin.response.statuspage.rules.greeting import shortened, spoken


@settings(max_examples=60)
@given(text=st.text(max_size=400), longest=st.integers(0, 200))
def test_what_is_read_out_is_never_longer(text: str, longest: int) -> None:
    told = shortened(text, longest)
    assert len(told) <= longest
    assert "\n" not in told


def test_addresses_and_marks_are_not_read_out() -> None:
    said = spoken("**No orders** now.\nSee [our page](https://x.example/a) `now`")
    assert said == "No orders now. See our page now"
    assert shortened("One is here. Two is much too long.", 15) == "One is here."


@pytest.mark.django_db
def test_each_language_hears_its_own_words(
    company: Company, hands: clock.Hands
) -> None:
    told: dict[str, Any] = {"services": ["checkout"]}
    add_page("shop", "Shop", by=SYSTEM, zone="Europe/Paris")
    part = add_component("shop", "Checkout", by=SYSTEM, **told)
    add_page("boutique", "Boutique", by=SYSTEM, language="fr")
    add_component("boutique", "Caisse", by=SYSTEM, **told)
    assert languages() == ["en", "fr"]
    assert not greeting("fr").has_news
    assert statement_for(service="checkout") is None
    publish_notice(
        "shop",
        by=SYSTEM,
        title="Checkout takes no orders",
        text="We are looking into it. Carts are safe.",
        components={part.code: "major_outage"},
    )
    said = "Checkout takes no orders. We are looking into it. Carts are safe."
    assert greeting("en").text == f"{said} We say more by 10:30."
    assert greeting("en", "checkout").text == greeting("en").text
    assert greeting("en", "database").text == ""
    # Nobody wrote it in French, so nobody's words are read out.
    assert "Checkout does not work" in greeting("fr").text
    assert "Carts" not in greeting("fr").text
    hands.forward(minutes=31)
    assert "We say more" not in greeting("en").text
