"""People leave and come by the API, for keys that administer."""

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.models import Invitation, Person
from tocsin.foundation.mail.models import Mail
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import accept


def test_somebody_is_let_go(callers: Callers, company: Company) -> None:
    accept(company.open().id, by=company.actor("ada"))
    work = callers.admin.get("/people/p-ada/work").json()
    assert (work["incidents"], work["hidden"]) == (1, 0)
    assert (work["teams"], work["leads"]) == (["infrastructure"], ["infrastructure"])
    wrong = callers.admin.post("/people/p-ada/deactivate", {"to": "p-tom"})
    assert (wrong.status_code, code_of(wrong)) == (422, "successor_unfit")
    done = callers.admin.post("/people/p-ada/deactivate", {"to": "p-grace"})
    assert done.json() == {"incidents": 1, "tasks": 0, "services": 0}
    assert Incident.objects.get().owner_id == "p-grace"
    assert not Person.objects.get(key="p-ada").is_active
    again = callers.admin.post("/people/p-ada/hand-over", {})
    assert again.json() == {"incidents": 0, "tasks": 0, "services": 0}
    back = callers.admin.post("/people/p-ada/reactivate", {"why": "Came back."})
    assert back.status_code == 200
    assert Person.objects.get(key="p-ada").is_active
    ended = callers.admin.post("/people/p-ada/end-sessions", {})
    assert ended.json() == {"ended": 0}
    nobody = callers.admin.post("/people/p-nobody/end-sessions", {})
    assert code_of(nobody) == "person_unknown"


def test_somebody_is_invited(callers: Callers, company: Company) -> None:
    told = {"email": "zoe@shop.example", "roles": ["agent"], "teams": ["application"]}
    made = callers.admin.post("/invitations", told)
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert made.json()["state"] == "open"
    token = Mail.objects.get(kind="invitation").secret_link
    assert token is not None
    assert b"welcome" not in made.content
    assert code_of(callers.admin.post("/invitations", told)) == "invited_already"
    again = callers.admin.post(f"/invitations/{number}/resend", {})
    assert again.status_code == 200
    gone = callers.admin.post(f"/invitations/{number}/withdraw", {"why": "A mistake."})
    assert gone.json()["state"] == "withdrawn"
    listed = callers.admin.get("/invitations").json()["items"]
    assert [each["state"] for each in listed] == ["withdrawn"]
    over = callers.admin.post(f"/invitations/{number}/resend", {})
    assert code_of(over) == "invitation_over"
    assert Invitation.objects.get().invited_by.startswith(callers.admin.key[3:11])
