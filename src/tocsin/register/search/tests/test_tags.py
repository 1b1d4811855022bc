from tests.company import Company, settle
from tocsin.register.search.reads import search
from tocsin.register.work.actions import tag


def test_what_bears_a_tag_is_found_by_it(company: Company) -> None:
    incident, grace = company.open(tags=["black-friday"]), company.actor("grace")
    company.open(tags=["db"])
    settle()
    assert list(search(grace, "black-friday").ids) == [incident.id]
    tag(incident.id, remove=["black-friday"], by=grace)
    settle()
    assert list(search(grace, "black-friday").ids) == []
