"""What entries about major incidents and call-outs say, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Who does what in a major incident.
POSTS = {
    "manager": gettext_lazy("major incident manager"),
    "operations": gettext_lazy("operations lead"),
    "communications": gettext_lazy("communications"),
    "scribe": gettext_lazy("scribe"),
    "liaison": gettext_lazy("executive liaison"),
}
# The parts of the record that every major incident has.
BLOCKS = {
    "criteria": gettext_lazy("Criteria"),
    "coordinator": gettext_lazy("Accountable coordinator"),
    "team": gettext_lazy("Temporary team"),
    "resources": gettext_lazy("Resources and budget"),
    "methods": gettext_lazy("Methods"),
    "communications": gettext_lazy("Communications plan"),
    "review": gettext_lazy("Review"),
}
_ENDS = {
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("failed"),
    "backed_out": gettext_lazy("backed out"),
}
# Who is told of an incident, each in words and at a pace of their own.
AUDIENCES = {
    "reporters": gettext_lazy("reporters"),
    "users": gettext_lazy("affected users"),
    "owner": gettext_lazy("the service's owner"),
    "executives": gettext_lazy("executives"),
    "suppliers": gettext_lazy("suppliers"),
    "regulator": gettext_lazy("the regulator"),
    "media": gettext_lazy("the media"),
}
_ANSWERS = {
    "coming": gettext_lazy("coming"),
    "declined": gettext_lazy("cannot come"),
    "silent": gettext_lazy("no answer"),
}


def of_majors(body: Mapping[str, Any], people: Mapping[str, str]) -> dict[str, str]:
    """What the sentences of these kinds name. `people` are names by key."""
    post, block = str(body.get("role", "")), str(body.get("block", ""))
    answer, audience = str(body.get("answer", "")), str(body.get("audience", ""))
    return {
        "criteria": ", ".join(map(str, body.get("criteria", ()))) or _("by hand"),
        "post": str(POSTS.get(post, post)),
        "block": str(BLOCKS.get(block, block)),
        "by_person": people.get(str(body.get("instead", "")), _("nobody")),
        "squad": str(body.get("squad", "")),
        "seconds": str(body.get("seconds", "?")),
        "change": str(body.get("change", "")),
        "change_outcome": _how(body),
        "audience": str(AUDIENCES.get(audience, audience)),
        "n": str(body.get("n", "?")),
        "call_answer": str(_ANSWERS.get(answer, answer)),
    }


def _how(body: Mapping[str, Any]) -> str:
    """How a change ended, and whether it was done before it was approved."""
    told = str(_ENDS.get(str(body.get("outcome", "")), body.get("outcome", "")))
    if not body.get("backdated"):
        return told
    return _("{told}, before it was approved").format(told=told)
