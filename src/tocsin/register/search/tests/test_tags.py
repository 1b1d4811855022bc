from tests.company import Company
from tocsin.register.search.actions import index_incidents
from tocsin.register.search.reads import search
from tocsin.register.work.actions import tag


def test_what_bears_a_tag_is_found_by_it(company: Company) -> None:
    incident, grace = company.open(tags=["black-friday"]), company.actor("grace")
    other = company.open(tags=["db"])
    index_incidents([incident.id, other.id])
    assert list(search(grace, "black-friday").ids) == [incident.id]
    tag(incident.id, remove=["black-friday"], by=grace)
    index_incidents([incident.id])
    assert list(search(grace, "black-friday").ids) == []
