from tocsin.register.transfer.sample_data import CATEGORIES, SERVICES, TEAMS
from tocsin.response.escalation.checking import Known, check_matrix
from tocsin.response.escalation.parsing import matrix_of
from tocsin.response.escalation.rules import Situation, choose_row
from tocsin.response.escalation.sample import SAMPLE


def test_every_incident_of_the_sample_has_a_row() -> None:
    known = Known(
        category={row[0] for row in CATEGORIES},
        team={row[0] for row in TEAMS},
        services={row[0] for row in SERVICES},
    )
    assert list(check_matrix(SAMPLE, known)) == []
    matrix = matrix_of(1, SAMPLE)
    assert choose_row(matrix, Situation()).row
    night = Situation("application/outage", 1, "shop", is_open=lambda _key: False)
    row = choose_row(matrix, night).row
    assert row
    assert row.key == "checkout-night"
