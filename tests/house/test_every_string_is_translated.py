"""Every word that people read passes gettext.

The pages are rendered in a pseudo-language that puts brackets around whatever was
translated, for an organisation whose own words have no Latin letter. Latin words
outside brackets were written into a page and never asked a catalogue.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import trans_real

from tests.company import Company
from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.calendars.actions import publish_calendar
from tocsin.foundation.classification.actions import publish_codes, publish_model
from tocsin.foundation.classification.models import Category
from tocsin.foundation.fields.actions import publish_field
from tocsin.foundation.services.actions import add_item, add_site, depend
from tocsin.foundation.services.models import Service
from tocsin.register.core.models import Incident
from tocsin.register.watching.actions import tell_of
from tocsin.register.work.actions import note
from tocsin.surfaces.web.templatetags import desk

OURS = "слово"
# Names that are the same in every language: the product, references, keys of the
# keyboard, priorities, zones, the keys of things, and set-up as YAML: no words.
SAME = re.compile(
    r"Slack|Telegram|Mattermost|Microsoft Teams|Standard Webhooks|Apprise"
    r"|Tocsin|INC-\d+|Ctrl K|Esc|\bP[1-5]\b|\bUTC\b|\bCE?S?T\b|application/json|\bkB\b"
    r"|\b[a-z]+(?:[-/][a-z0-9-]+)+\b|\bp-[a-z]+\b|@[a-z]+\b|[a-z]+@shop\.example"
    r"|\b[A-Z]\w+(?:/[\w+-]+)+|\b[a-z0-9]\b|^rules: \[\]$"
)
READ = ("title", "placeholder", "aria-label", "alt")
SILENT = {"script", "style", "svg", "code", "kbd", "option-key"}


class Pseudo:
    """A language in which everything is itself, in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.split(chr(4))[-1]}⟧" if message else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def language(self) -> str:
        return "en"

    to_language = language


class Reader(HTMLParser):
    """What a person reads of a page: its text and what stands in its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.read += [value for name, value in attrs if value and name in READ]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.read.append(data.strip())


def untranslated(page: str) -> set[str]:
    reader = Reader()
    reader.feed(page)
    outside = (SAME.sub(" ", _outside(text)) for text in reader.read)
    return {text.strip() for text in outside if re.search(r"[A-Za-z]{2,}", text)}


def _outside(text: str) -> str:
    """The text without what stands in brackets, however deep they are."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == "⟦"
        if depth == 0:
            kept.append(letter)
        depth -= letter == "⟧"
    return "".join(kept)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    language: Any = Pseudo()
    monkeypatch.setattr(trans_real, "translation", lambda _code: language)
    monkeypatch.setattr(trans_real, "_default", language)
    trans_real.activate("en")
    # What rows repeat is kept as it was written, by the language's code: this one's
    # is English's, so what English said is forgotten before, and what this says after.
    _forget()
    yield
    _forget()


def _forget() -> None:
    for kept in (desk._head, desk._state):
        kept.cache_clear()


@pytest.fixture
def foreign(company: Company) -> Company:
    """The company, with every word of its own without a Latin letter."""
    for number, person in enumerate(Person.objects.all()):
        person.name, person.language = f"{OURS} {number}", "en"
        person.save()
    things: list[Any] = [Team, Service, Category]
    for kind in things:
        for number, thing in enumerate(kind.objects.all()):
            thing.name = f"{OURS} {number}"
            thing.save()
    codes = [{"code": "x", "title": OURS}]
    publish_codes({"resolution": codes, "closure": codes}, by=SYSTEM, why=OURS)
    model = {"title": OURS, "match": {"service": "checkout"}, "steps": [OURS]}
    publish_model("a-model", model, by=SYSTEM, why=OURS)
    store: dict[str, Any] = {"title": OURS, "type": "one_of", "help": OURS}
    store["choices"] = [{"code": "x", "title": OURS}]
    publish_field("store", store, by=SYSTEM, why=OURS)
    office: dict[str, Any] = {"name": OURS, "zone": "Europe/Paris"}
    office |= {"week": {"mon": ["09:00-12:00"]}, "days": {"2026-03-04": OURS}}
    office["peaks"] = [{"name": OURS, "yearly": {"from": "03-01", "until": "03-31"}}]
    publish_calendar("office", office, by=SYSTEM, why=OURS)
    add_site("hall", OURS, by=SYSTEM)
    add_item("web-1", OURS, kind=OURS, site="hall", by=SYSTEM)
    depend("checkout", "web-1", on="item", group=OURS, by=SYSTEM)
    return company


FORMS = """classify assign own wait-for restore resolve close cancel amend link
override-priority hand-back inform retract restrict set-fields tag add-task
change-task finish-task reopen-task spend-time watch unwatch""".split()
PAGES = """/ /?view=mine /?view=team /?view=due /rows /record /register /register?q=x
/tasks /tasks?team=application /tasks?state=done /time /tags /notifications
/notifications?show=unread /notifications/preferences /mine /more /keys /services
/services/checkout /services/map /settings/routing /teams/application/queue /bouncing
/services/new /services/checkout/change /items /items/new /items/import /items/at/web-1
/items/at/web-1/change /sites /sites/new /sites/at/hall
/teams /teams/application /teams/new /teams/application/change
/teams/application/members /teams/application/skills /people /people/new /skills
/skills/new /people/p-ada/change /people/p-ada/contacts /people/p-ada/absence
/people/p-ada/skills /people/p-ada/rights /categories
/categories/new /categories/at/application/minor-fault /settings
/begin /begin/organisation /begin/teams?set=software /begin/services?set=online-shop
/begin/categories?set=service-desk
/calendars /calendars/office /calendars/office?start=2026-03-02T09:00&minutes=60
/calendars/office?start=2026-03-02T09:00&end=2026-03-03T09:00 /calendars/office/change
/calendars/always
/settings/priority-matrix /settings/models /settings/models/a-model /verify
/settings/fields /settings/fields/store /settings/import /settings/mail
/sessions /people/p-ada/sessions /people/invitations /people/p-ada/leaving
/people/p-root /nowhere /services/none /alerts/rules /alerts/rules?as=text
/alerts/reconciliation /alerts/noise
/settings/channels /settings/channels/sms/twilio/new /me/reached
/reviews /major /settings/major /rapid-response /rapid-response/new""".split()


def test_every_page_of_the_desk(foreign: Company, pseudo: None, client: Client) -> None:
    Person.objects.filter(key="p-root").update(is_agent=True)
    client.force_login(foreign.root)
    incident = foreign.open(title=OURS, impact=None, by="root")
    one = f"/incidents/{incident.ref}"
    client.post(f"{one}/classify", {"impact": 2})
    client.post(f"{one}/wait-for", {"cause": "supplier", "note": OURS})
    client.post(f"{one}/say", {"text": OURS, "happened_at": "2026-03-01T08:00"})
    client.post(f"{one}/set-fields", {"field.store": "x"})
    client.post(f"{one}/link", {"relation": "causes", "ref": _other(foreign)})
    _together(foreign, client, one)
    addresses = [*PAGES, one, f"{one}?proof=1", f"{one}/as-of"]
    addresses += [f"{one}/as-of?at=2020-01-01T00:00", f"{one}/preview"]
    addresses += [f"{one}/{verb}" for verb in FORMS]
    found = {
        address: words for address in addresses if (words := _read(client, address))
    }
    assert not found, found


def _together(company: Company, client: Client, one: str) -> None:
    """Tasks in every state, time, tags, a watcher, and a notification of it."""
    for due in ("2026-03-01T08:00", "2026-03-05T08:00", ""):
        told = {"title": OURS, "owner": "root", "due_at": due}
        client.post(f"{one}/add-task", told)
    client.post(f"{one}/add-task", {"title": OURS, "team": "application"})
    client.post(f"{one}/finish-task", {"task": 2, "note": OURS})
    client.post(f"{one}/spend-time", {"minutes": 90, "activity": "repair"})
    client.post(f"{one}/tag", {"add": OURS})
    client.post(f"{one}/watch", {"person": "ada"})
    client.post(f"{one}/watch", {})
    incident = Incident.objects.get(ref=one.rpartition("/")[2])
    after = note(incident.id, text=f"{OURS} @root", by=company.actor("grace"))
    tell_of([(incident.id, after.seq)])


def _other(company: Company) -> str:
    return company.open(title=OURS, by="root").ref


def _read(client: Client, address: str) -> set[str]:
    headers = {"HX-Request": "true"} if address.endswith("preview") else {}
    return untranslated(client.get(address, headers=headers).content.decode())


def test_what_is_said_after_a_deed(
    foreign: Company, pseudo: None, client: Client
) -> None:
    client.force_login(foreign.root)
    incident = foreign.open(title=OURS)
    address = f"/incidents/{incident.ref}/resolve"
    answers = [
        client.post(address, {"resolution": "permanent"}),
        client.post("/verify", {}),
        client.post("/categories/new", {"word": "x"}),
        client.post("/settings/priority-matrix", {}),
        client.post("/bulk", {"verb": "acknowledge", "ref": incident.ref}),
    ]
    client.force_login(foreign.grace)
    answers += [
        client.get("/verify"),
        client.post(address, {"resolution": "permanent", "seq": 1}),
        client.post(f"/incidents/{incident.ref}/say", {}),
        client.post("/record", {"title": OURS}, follow=True),
    ]
    found = [untranslated(answer.content.decode()) for answer in answers]
    assert [words for words in found if words] == []


def test_the_pages_of_requesters_and_strangers(
    foreign: Company, pseudo: None, client: Client
) -> None:
    assert _read(client, "/sign-in") == set()
    assert _read(client, "/sign-in/forgotten") == set()
    client.force_login(foreign.tom)
    assert _read(client, "/mine") == set()
    incident = foreign.open(by="tom", title=OURS)
    addresses = ["/mine", "/record", f"/incidents/{incident.ref}", "/people/p-tom"]
    addresses += ["/incidents/INC-99999"]
    found = {address: _read(client, address) for address in addresses}
    assert {address: words for address, words in found.items() if words} == {}


def test_the_page_of_first_use(db: None, pseudo: None, client: Client) -> None:
    assert _read(client, "/first-use") == set()
