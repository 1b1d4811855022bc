"""What an erased person told in fields is gone, what others told stays."""

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.fields.actions import publish_field
from tocsin.register.core.models import Incident, Private
from tocsin.register.core.reads.verify import verify_chains
from tocsin.register.work.actions import erase_person_everywhere, set_fields


def test_their_values_are_gone_and_the_chain_holds(company: Company) -> None:
    for key in ("store", "till"):
        publish_field(key, {"title": key, "type": "text"}, by=SYSTEM, why="Asked.")
    incident = company.open("tom", fields={"store": "Tom's own"})
    set_fields(incident.id, fields={"till": "left"}, by=company.actor("grace"))
    erase_person_everywhere("p-tom", by=company.actor("root"))
    incident = Incident.objects.get(id=incident.id)
    assert incident.fields == {"till": "left"}
    assert "Tom's own" not in str(list(Private.objects.values_list("values")))
    assert verify_chains().is_clean
