"""One directory that is asked: set up, tried, asked now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import ADMINISTRATOR
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.config.reads import history
from tocsin.foundation.directory.actions import plan_run, set_secret, start_run
from tocsin.foundation.directory.asking import LDAP, told_by_source
from tocsin.foundation.directory.kinds import SOURCE, SOURCE_KIND, sources
from tocsin.foundation.directory.rules import Plan
from tocsin.foundation.directory.secrets import has_secret, variable_of
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.directory_forms import SourceForm
from tocsin.surfaces.web.directory_pages import shown_plan
from tocsin.surfaces.web.pages import DeskRequest, only
from tocsin.surfaces.web.refusals import FormIncomplete


@only(ADMINISTRATOR)
def source(request: DeskRequest, name: str) -> HttpResponse:
    """One directory, published or new; sent, it is kept, tried or asked now."""
    verb = request.POST.get("verb", "")
    posted = request.POST if request.method == "POST" and verb == "save" else None
    form = SourceForm(posted, source=sources().get(name))

    def page(refusal: Refusal | None = None, plan: Plan | None = None) -> HttpResponse:
        versions = history(SOURCE, name)
        context = {
            "form": form,
            "name": name,
            "known": name in sources(),
            "has_secret": has_secret(name),
            "variable": variable_of(name),
            "versions": versions,
            "authors": names_of(each.author for each in versions),
            "refusal": refusal,
        }
        context |= shown_plan(plan)
        status = refusal.status if refusal else 200
        return render(request, "directory/source.html", context, status=status)

    if request.method != "POST":
        return page()
    request.answer_refusal = page
    if verb == "try":
        return page(plan=plan_run(told_by_source(name)))
    if verb == "start":
        return redirect("directory-run", start_run(name, LDAP, by=request.actor).pk)
    if not form.is_valid():
        raise FormIncomplete
    _keep(request, name, form)
    return redirect("directory-source", name)


def _keep(request: DeskRequest, name: str, form: SourceForm) -> None:
    reason = form.cleaned_data["reason"] or _("Set up by page")
    publish_checked(SOURCE_KIND, name, form.body(), by=request.actor, why=reason)
    if password := form.cleaned_data["password"]:
        set_secret(name, password, by=request.actor)
    messages.success(request, _("{name} is kept.").format(name=name))
