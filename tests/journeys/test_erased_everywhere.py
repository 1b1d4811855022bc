"""When a person is erased, no row of any table tells who it was or what they said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.company import PASSWORD, Company, settle
from tests.feeding import fires, source, tell
from tocsin.foundation.accounts.actions import add_person, change_person, set_contacts
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.actions import queue_mail
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.notify.actions.methods import add_method
from tocsin.foundation.oncall import actions as oncall
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.foundation.workspace.actions import keep_draft
from tocsin.improvement.reviews import actions as reviews
from tocsin.intake.events.event import Act, Event
from tocsin.kernel import clock
from tocsin.register.core.actions.seal import seal
from tocsin.register.core.reads.verify import verify
from tocsin.register.work.actions import erase_person_everywhere, note, resolve
from tocsin.response.stakeholders.actions.setting import add_contact
from tocsin.response.statuspage.actions.pages import add_page
from tocsin.response.statuspage.actions.subscribing import want_mail

pytestmark = pytest.mark.django_db(transaction=True)

# In no word of ours and no hash: what is found of it was told of, or by, this person.
THEIRS = "quuxley"


def rows_that_tell(word: str) -> dict[str, list[str]]:
    """Every row of every table in which the word stands, in text or in bytes."""
    in_bytes = word.encode().hex()
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class join pg_namespace as space"
            " on space.oid = relnamespace"
            " where space.nspname = 'public' and relkind in ('r', 'p')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found: dict[str, list[str]] = {}
        for table in tables:
            cursor.execute(
                f'select held::text from "{table}" as held'
                " where held::text ilike %s or held::text ilike %s",
                [f"%{word}%", f"%{in_bytes}%"],
            )
            if rows := [row[:300] for (row,) in cursor.fetchall()]:
                found[table] = rows
    return found


def _letter(_to: Recipient) -> Letter:
    return Letter("Dear Zoe Quuxley", ["You said: quuxley."])


def _live(company: Company) -> Person:
    """Somebody who uses whatever keeps something."""
    zoe = add_person(
        THEIRS,
        name="Zoe Quuxley",
        email="zoe@quuxley.example",
        by=SYSTEM,
        roles=["agent"],
        password=PASSWORD,
    )
    change_person(zoe.key, by=SYSTEM, phone="quuxley 12", department="Quuxley's own")
    mobile = {"kind": "mobile", "value": "+33 1 23 45 67 89", "label": "Quuxley's"}
    set_contacts(zoe.key, [mobile], by=SYSTEM)
    keep_draft(zoe.key, "new", "record", {"title": ["Quuxley was about to say"]})
    to = Recipient("zoe@quuxley.example", name="Zoe Quuxley", person=zoe.key)
    queue_mail("test", _letter, to=to)
    add_method(zoe.key, "mail", "z@quuxley.example", label="Quuxley's", by=SYSTEM)
    client = Client(headers={"user-agent": "Quuxley's browser"})
    signed = client.post("/sign-in", {"login": THEIRS, "password": PASSWORD})
    assert signed.status_code == 302
    told: dict[str, Any] = {"title": "Quuxley's screen is black", "service": "checkout"}
    told |= {"description": "It is quuxley", "reporter": zoe.key, "impact": "2"}
    assert client.post("/record", told).status_code == 302
    other = company.open(title="Something else")
    page = f"/incidents/{other.ref}"
    assert client.post(f"{page}/say", {"text": "Quuxley saw it"}).status_code == 302
    task = {"title": "Quuxley looks at it", "owner": zoe.key}
    client.post(f"{page}/add-task", task)
    note(other.id, text="Ask her, @quuxley knows", by=company.actor("grace"))
    swarm = client.post(
        f"{page}/open-swarm",
        {"question": "Who saw Quuxley?", "kind": "ad_hoc", "mode": "stays_with_owner"},
    )["Location"]
    client.post(f"{swarm}/pose", {"text": "Quuxley did it", "test": "Ask Quuxley"})
    seen = {"number": "1", "state": "testing", "evidence": "Quuxley says no"}
    client.post(f"{swarm}/move", seen)
    client.post(f"{swarm}/doing", {"doing": "Looks for Quuxley"})
    client.post(f"{swarm}/name", {"team": "application", "why": "Quuxley's team"})
    silence = {"matchers": "a=b", "comment": "Quuxley mends it", "lasts": "60"}
    silence |= {"holds": "hold", "at_end": "raise"}
    assert client.post("/silences/new", silence).status_code == 302
    add_page("shop", "Shop", by=SYSTEM)
    want_mail("shop", "Zoe@Quuxley.example")
    told_by_mail = {"channel": "mail", "address": "Zoe@Quuxley.example"}
    add_contact("press", name="Zoe Quuxley, press", by=SYSTEM, **told_by_mail)
    _review(company, zoe)
    _be_on_call(zoe)
    _answer_elsewhere()
    settle()
    return zoe


def _review(company: Company, zoe: Person) -> None:
    """They write a review, act on it, send it back; it is published to everybody."""
    by = replace(actor_of(zoe), roles=frozenset({"agent", "major_incident_manager"}))
    incident = company.open(by="grace", title="One more")
    resolve(incident.id, resolution="permanent", by=SYSTEM)
    ref = reviews.open_review(incident.id, by=by).ref
    reviews.write_part(ref, part="summary", text="Quuxley saw it all", by=by)
    reviews.add_factor(ref, kind="people", text="Quuxley was away", by=by)
    told: dict[str, Any] = {"title": "Ask Quuxley", "looked_for": "Quuxley smiles"}
    told |= {"owner": zoe.key, "due_at": clock.now() + timedelta(days=9)}
    reviews.add_action(ref, by=by, **told)
    reviews.finish_action(ref, 1, by=by)
    reviews.tell_effect(ref, 1, verdict="seen", seen="Quuxley smiled", by=by)
    for _time in range(2):
        reviews.hand_in_review(ref, by=by)
        reviews.approve_review(ref, by=SYSTEM)
        for audience in ("internal", "executives", "customers"):
            reviews.publish_review(ref, audience=audience, by=by)
        reviews.send_review_back(ref, why="Quuxley forgot a word", by=by)


def _answer_elsewhere() -> None:
    """A tool tells that they answered there, by several names, and what they said."""
    by = source("Elsewhere")
    for key, name in {
        "a": THEIRS,
        "b": "Zoe Quuxley",
        "c": "ZOE@quuxley.example",
    }.items():
        said = Event(f"a{key}", Act.NOTE, description="Quuxley is on it", by=name)
        tell(by, fires(said.key, service="checkout"))
        tell(by, Event(said.key, Act.ACKNOWLEDGE, by=name), said)


def _be_on_call(zoe: Person) -> None:
    """They have a shift, want to be rid of it, and say why; they leave a note."""
    rota(zoe.key, key="on-call")
    by, now = actor_of(zoe), clock.now()
    oncall.write_handover("on-call", "Quuxley saw the queue grow.", by=by)
    oncall.renew_own_link(by=by)
    day = timedelta(days=1)
    why = "Quuxley's wedding"
    oncall.ask_swap("on-call", now + day, now + 2 * day, by=by, why=why)


def test_no_table_tells_who_it_was(company: Company, hands: clock.Hands) -> None:
    zoe = _live(company)
    before = rows_that_tell(THEIRS)
    told = {"accounts_person", "register_private", "mail_mail", "alerts_silence"}
    told |= {"notify_method", "notify_message"}
    told |= {"oncall_handovernote", "oncall_swap", "statuspage_subscriber"}
    told |= {"alerts_alert", "alerts_toldby", "events_event"}
    told |= {"swarm_swarm", "swarm_hypothesis", "swarm_stay"}
    told |= {"reviews_text", "reviews_factor", "reviews_action", "reviews_review"}
    told |= {"reviews_publication"}
    assert told <= before.keys()

    erase_person_everywhere(zoe.key, by=SYSTEM)
    # What rooms above the register hold is gone within the minute.
    hands.forward(minutes=1)
    settle()
    left = rows_that_tell(THEIRS)
    # What a colleague wrote is the colleague's, and stays until they are erased.
    others = left.pop("register_private", []) + left.pop("register_search_words", [])
    assert len(others) <= 2
    assert left == {}
    seal()
    assert verify().is_clean
