"""What users were told of an incident, beside its timeline."""

from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.response.stakeholders.reads import classes_of
from tocsin.response.statuspage.reads.desk import (
    components_for,
    notices_for,
    pages_for,
)
from tocsin.response.statuspage.rules.standing import state_of_impact
from tocsin.response.statuspage.rules.words import may_publish


def notices_of(actor: Actor, incident: Any) -> dict[str, Any]:
    """Its notices; and where it can be told in one act: the first page that shows its
    service, with the components that stand for it."""
    if actor.is_requester:
        return {}
    told: dict[str, Any] = {
        "notices": notices_for(actor, ref=incident.ref),
        "may_tell": may_publish(actor),
        "stakeholders": classes_of(incident.id),
    }
    if told["notices"] or not told["may_tell"] or not incident.service_id:
        return told
    state = state_of_impact(incident.impact)
    for page in pages_for(actor):
        if page.is_drill != incident.is_drill:
            continue
        rows = components_for(actor, page)
        found = [row for row in rows if incident.service_id in row.services]
        if found:
            shown = [(row.code, state) for row in found]
            return told | {"told_page": page, "told_components": shown}
    return told
