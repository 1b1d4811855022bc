"""Watching, mentions, the bell and what it leads to; also without JavaScript."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.models import Incident
from tocsin.register.watching.actions import tell_of, watch
from tocsin.register.watching.models import Notification, Wish
from tocsin.register.work.actions import note, own, reply, restrict


def told(incident: Incident) -> None:
    """The engine's part: what was said last is told."""
    tell_of([(incident.id, Incident.objects.get(id=incident.id).seq)])


def test_one_watches_and_lets_others_watch(company: Company, visitor: Visitor) -> None:
    incident, ada = company.open(), visitor("ada")
    address = f"/incidents/{incident.ref}"
    assert "Watch no more" not in ada.get(address).content.decode()
    ada.post(f"{address}/watch", {})
    ada.post(f"{address}/watch", {"person": "Ben"})
    page = ada.get(address).content.decode()
    assert "Watch no more" in page
    assert "Ben watches no more" in page
    ada.post(f"{address}/unwatch", {"person": "ben"})
    ada.post(f"{address}/unwatch", {})
    assert "Ben watches no more" not in ada.get(address).content.decode()


def test_a_colleague_who_may_not_be_named_is_refused_clearly(
    company: Company, visitor: Visitor
) -> None:
    secret = company.open()
    restrict(secret.id, people=["p-ada"], by=company.actor("marc"))
    answer = visitor("ada").post(f"/incidents/{secret.ref}/watch", {"person": "ben"})
    assert answer.status_code == 403
    assert "Ben is not named on it." in answer.content.decode()


def test_who_is_mentioned_is_a_link_and_strangers_stay_text(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open("tom", description="@ben knows")
    note(incident.id, text="@ada, `@ada`, @nobody and @rita", by=SYSTEM)
    reply(incident.id, text="@ada looks at it", by=company.actor("grace"))
    page = visitor("eva").get(f"/incidents/{incident.ref}").content.decode()
    assert page.count('<a href="/people/p-ada" rel="noopener nofollow">@ada</a>') == 1
    assert '<a href="/people/p-ben" rel="noopener nofollow">@ben</a>' in page
    assert "@nobody and @rita" in page
    theirs = visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert "@ada looks at it" in theirs
    assert "/people/p-ada" not in theirs


def test_whom_to_mention_is_suggested(company: Company, visitor: Visitor) -> None:
    incident = company.open("tom")
    address = f"/incidents/{incident.ref}/mentionable"
    page = visitor("grace").get(address, {"q": "a"}).content.decode()
    assert 'data-name="ada"' in page
    assert visitor("grace").get(address).content.strip() == b""
    assert visitor("tom").get(address, {"q": "a"}).headers["Location"] == "/mine"


def test_the_bell_counts_and_leads_to_what_one_was_told(
    company: Company, visitor: Visitor
) -> None:
    incident, ada = company.open("tom"), visitor("ada")
    own(incident.id, owner="p-ada", by=SYSTEM)
    note(incident.id, text="Look, @ada", by=company.actor("grace"))
    told(incident)
    assert "1 new notification" in ada.get("/").content.decode()
    assert "1 new notification" in ada.get("/notifications/bell").content.decode()
    page = ada.get("/notifications").content.decode()
    assert "Look, @ada" in page
    assert "you are mentioned" in page
    row = Notification.objects.get()
    ada.post("/notifications/read", {"id": row.id})
    assert "Nothing new" in ada.get("/notifications?show=unread").content.decode()
    ada.post("/notifications/read", {"id": row.id, "again": "yes"})
    assert "Look, @ada" in ada.get("/notifications?show=unread").content.decode()
    ada.post("/notifications/read", {"id": "x"})
    assert Notification.objects.get().read_at is not None


def test_whoever_is_given_a_task_is_told(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    address = f"/incidents/{incident.ref}/add-task"
    visitor("ada").post(address, {"title": "Look at the logs", "owner": "eva"})
    told(incident)
    assert Notification.objects.get().person == "p-eva"
    page = visitor("eva").get("/notifications").content.decode()
    assert "it was given to you" in page


def test_opening_the_incident_reads_all_of_it(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open("tom")
    own(incident.id, owner="p-ada", by=SYSTEM)
    note(incident.id, text="Seen.", by=company.actor("grace"))
    told(incident)
    visitor("ada").get(f"/incidents/{incident.ref}")
    assert "1 new" not in visitor("ada").get("/notifications/bell").content.decode()
    note(incident.id, text="Again.", by=company.actor("grace"))
    told(incident)
    seq = Incident.objects.get().seq
    answer = visitor("ada").get(f"/incidents/{incident.ref}/pieces", {"seq": seq})
    assert answer.status_code == 204
    assert Notification.objects.filter(read_at=None).count() == 0


def test_a_reporter_is_told_in_the_page_that_the_report_moved(
    company: Company, visitor: Visitor
) -> None:
    incident, tom = company.open("tom"), visitor("tom")
    watch(incident.id, person="p-tom", by=SYSTEM)
    note(incident.id, text="He always says so.", by=company.actor("ada"))
    told(incident)
    reply(incident.id, text="Try it now.", by=company.actor("ada"))
    told(incident)
    assert "1 new notification" in tom.get("/mine").content.decode()
    page = tom.get("/notifications").content.decode()
    assert "Try it now." in page
    assert "you reported it" in page
    assert "He always says so." not in page


def test_what_one_is_told_is_chosen_by_ticks(
    company: Company, visitor: Visitor
) -> None:
    tom = visitor("tom")
    page = tom.get("/notifications/preferences").content.decode()
    assert page.count("checked") == 13
    assert "tom@shop.example" in page
    tom.post("/notifications/preferences", {"reported_page": "on"})
    assert Wish.objects.get(reason="reported").by_mail is False
    assert Wish.objects.get(reason="mentioned").in_page is False
    page = tom.get("/notifications/preferences").content.decode()
    assert page.count("checked") == 1
