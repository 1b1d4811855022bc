"""The page for whoever has trouble: is it known, tell us, my reports."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.register.work.reads import Filters, find
from tocsin.response.reports.reads import known_now
from tocsin.response.statuspage.reads.standing import how_things_are
from tocsin.response.statuspage.statements import state_word
from tocsin.surfaces.web.mine import plainly
from tocsin.surfaces.web.pages import DeskRequest, page_or_piece, signed_in
from tocsin.surfaces.web.record import RecordForm
from tocsin.surfaces.web.unsent import kept_for

_LONGEST = 500
_FEW = 3
_MOODS = {"operational": "ok", "major_outage": "bad"}


@signed_in
def help_page(request: DeskRequest) -> HttpResponse:
    """GET /help?q=…: what is known, and what of it answers the words; the form to tell
    more; where one's reports stand. htmx is given what is known alone."""
    asked = request.GET.get("q", "")[:_LONGEST].strip()
    told = known(asked)
    if request.htmx:
        return render(request, "help/_known.html", told)
    own = find(request.actor, Filters(reporter=request.actor.id), limit=_FEW)
    told |= telling(request, asked) | {
        "first_name": next(iter(request.user.name.split()), ""),
        "things": things(),
        "reports": [{"incident": e, "plainly": plainly(e)} for e in own.rows],
        "more": own.cursor is not None,
    }
    return page_or_piece(request, "help/show.html", "help/_known.html", told)


def known(asked: str) -> dict[str, Any]:
    """What the piece about what is known needs."""
    found = known_now(asked)
    fitting = [each for each in found if each.fit]
    return {"q": asked, "known": fitting or found, "fits": bool(fitting)}


def telling(request: DeskRequest, asked: str = "") -> dict[str, Any]:
    """What the form needs, with what was typed before."""
    kept = kept_for(request, "", "record")
    typed = {name: told[0] for name, told in kept.fields.items() if told}
    typed = {"description": asked} if asked else typed
    return {"form": RecordForm(initial=typed, actor=request.actor), "draft": kept}


def things() -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "word": state_word(each.state),
            "mood": _MOODS.get(each.state, "mid"),
        }
        for each in how_things_are()
    ]
