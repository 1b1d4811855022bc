"""Who handed over what is returned, and who is informed, are told."""

import pytest

from tests.company import Company, settle
from tocsin.foundation.accounts.actions import change_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.register.watching.models import Notification
from tocsin.register.work.actions import accept, assign, hand_back, inform
from tocsin.register.work.options import EXECUTIVES


@pytest.mark.django_db(transaction=True)
def test_who_handed_it_over_and_who_is_informed_are_told(company: Company) -> None:
    change_person("p-ada", by=SYSTEM, line_manager="p-eva")
    incident = company.open()
    assign(incident.id, team="application", by=company.actor("ada"))
    hand_back(incident.id, reason="It is yours.", by=company.actor("ben"))
    accept(incident.id, by=company.actor("ada"))
    by = company.actor("grace")
    set_option(EXECUTIVES, ("p-root",), by=SYSTEM)
    told = inform(incident.id, role="line_manager", reason="It is long.", by=by)
    assert (told.team_id, told.owner_id) == ("infrastructure", "p-ada")
    inform(incident.id, role="executive", people=["p-marc"], reason="Big.", by=by)
    settle()
    found = Notification.objects.values_list("person", "reason")
    assert {*found} >= {
        ("p-ada", "returned"),
        ("p-eva", "informed"),
        ("p-root", "informed"),
        ("p-marc", "informed"),
    }
