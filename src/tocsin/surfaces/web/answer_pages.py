"""Behind the links of a message: one page with one button.

Looking changes nothing, since programs that look after mail open links too. Whoever has
the link answers as the person it was sent to, without signing in; once.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tocsin.foundation.notify.actions.answering import asked_by_token
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.reset_pages import unseen
from tocsin.surfaces.web.words_of_paging import CALLED, VERBS
from tocsin.surfaces.wire.answering import LINK, carry_out, facts_for


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """GET /answer/<token>: what would be done, to what. POST: it is done."""
    asked = asked_by_token(token)
    with translation.override(asked.person.language):
        words = CALLED if asked.page.why.get("swarm") else VERBS
        context = {
            "asked": asked,
            "about": facts_for(asked).about,
            "verb": words.get(asked.verb, VERBS[asked.verb]),
        }
        done = refusal = None
        if request.method == "POST":
            try:
                done = carry_out(asked, via=LINK)
            except Refusal as told:
                refusal = told
        context |= {"done": done, "refusal": refusal}
        status = refusal.status if refusal else 200
        name = "paging/answer.html"
        return unseen(render(request, name, context, status=status))
