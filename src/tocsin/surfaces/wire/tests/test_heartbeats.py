"""What `/hb/` answers, and that what it answered is stored."""

import pytest

from tests.asked import ask, go_on
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Series
from tocsin.intake.heartbeats.actions.keeping import add_heartbeat
from tocsin.intake.heartbeats.models import Ping

ANSWERS = (
    ("", "POST", 200),
    ("/start", "HEAD", 200),
    ("/log", "GET", 200),
    ("/255", "POST", 200),
    ("/256", "POST", 400),
    ("/stop", "POST", 400),
    ("", "PUT", 405),
)


@pytest.mark.django_db(transaction=True)
def test_what_is_answered_is_stored_and_what_is_not_is_not(company: Company) -> None:
    _beat, key = add_heartbeat("Nightly backup", by=SYSTEM)
    for tail, method, status in ANSWERS:
        assert ask(f"/hb/{key}{tail}", method=method).status == status, tail
    answer = ask(f"/hb/{key}", b"a" * 150_000, query="rid=7d3a")
    assert (answer.status, answer.body) == (200, b"OK")
    assert ask(f"/hb/{'x' * 32}").status == 404
    assert ask("/hb/short").status == 404
    assert ask(f"/hb/{key}", query="rid=" + "x" * 37).status == 400

    source, own = add_source("Shop", "generic", by=SYSTEM)
    assert ask(f"/in/{own}/figures", b"orders 42").status == 202
    assert ask(f"/in/{own}/figures", b"nothing of the kind").status == 400
    assert ask(f"/in/{own}/figures/more", b"orders 42").status == 404
    assert ask(f"/in/{own}/figures", method="GET").status == 405
    go_on()
    told = Ping.objects.order_by("id").values_list("said", "method", "run", "size")
    assert list(told) == [
        ("success", "POST", "", 0),
        ("start", "HEAD", "", 0),
        ("log", "GET", "", 0),
        ("fail", "POST", "", 0),
        ("success", "POST", "7d3a", 100_000),
    ]
    series = Series.objects.get(source=source)
    assert (series.name, series.last_value) == ("orders", 42.0)
