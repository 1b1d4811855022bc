"""What makes an incident major: read by staff, published by administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.kernel.refusal import Refusal
from tocsin.response.major.actions import publish_major_rules
from tocsin.response.major.kinds import MAJOR_KIND
from tocsin.response.major.published import body_in_force, versions
from tocsin.response.major.rules import NAMES
from tocsin.response.major.trial import DAYS, Trial, try_criteria
from tocsin.surfaces.web.major_form import MajorRulesForm, MajorTextForm
from tocsin.surfaces.web.pages import DeskRequest, staff
from tocsin.surfaces.web.publishing import drafted, sent


@staff
def major_rules(request: DeskRequest) -> HttpResponse:
    """What is in force and its history. With ?as=text it is one text."""
    held = body_in_force()
    as_text = request.GET.get("as") == "text"
    made = MajorTextForm if as_text else MajorRulesForm
    form: Any = made(request.POST or None, held=held)
    # Nobody has to say why before anything has changed.
    form.fields["why"].required = request.POST.get("verb") != "try"

    def page(
        refusal: Refusal | None = None, trial: Trial | None = None
    ) -> HttpResponse:
        found = versions()
        context = {
            "form": form,
            "as_text": as_text,
            "rules": held,
            "names": ", ".join(NAMES),
            "trial": trial,
            "versions": found,
            "authors": names_of(each.author for each in found),
            "may_edit": request.actor.has(ADMINISTRATOR),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "major/rules.html", context, status=status)

    if request.method != "POST":
        return page()
    sent(request, form, page)
    verb = request.POST.get("verb")
    if verb == "try":
        days = form.cleaned_data["days"] or DAYS
        return page(trial=try_criteria(form.body(), by=request.actor, days=days))
    if verb == "draft":
        return drafted(request, MAJOR_KIND, "default", form)
    publish_major_rules(form.body(), by=request.actor, why=form.cleaned_data["why"])
    messages.success(request, _("Published. Incidents are judged by them from now on."))
    return redirect("major-rules")
