"""What a reporter reads of the timeline: progress and replies, no internal words."""

from tests.company import Company
from tocsin.register.work.actions import accept, note, reply, restore
from tocsin.register.work.timeline import timeline


def test_milestones_are_told_without_what_colleagues_wrote(company: Company) -> None:
    ada = company.actor("ada")
    incident = company.open("tom", description="I cannot pay.")
    accept(incident.id, by=ada)
    note(incident.id, text="It is Tom's own fault.", by=ada)
    reply(incident.id, text="We are at it.", by=ada)
    restore(incident.id, note="Tom never knew.", by=ada)

    lines = timeline(incident, company.actor("tom"))

    kinds = [line.kind for line in lines]
    assert kinds == ["registered", "assigned", "accepted", "replied", "restored"]
    assert [line.text for line in lines if line.text] == [
        "I cannot pay.",
        "We are at it.",
    ]
    told = " ".join(str(line.facts) for line in lines)
    assert "never knew" not in told
    assert "fault" not in told
