"""Words in an organisation's own fields are found, those of now only."""

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.fields.actions import publish_field
from tocsin.register.search.actions import index_incidents
from tocsin.register.search.reads import search
from tocsin.register.work.actions import set_fields


def test_they_are_found_by_words(company: Company) -> None:
    publish_field("store", {"title": "Store", "type": "text"}, by=SYSTEM, why="Needed.")
    incident = company.open(fields={"store": "Zwickau Nord"})
    index_incidents([incident.id])
    grace = company.actor("grace")
    assert list(search(grace, "zwickau").ids) == [incident.id]
    set_fields(incident.id, fields={"store": "Chemnitz"}, by=grace)
    index_incidents([incident.id])
    assert list(search(grace, "zwickau").ids) == []
