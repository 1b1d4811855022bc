"""Changes in a plain calendar: a month or a week, day by day, in the reader's zone."""

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.foundation.changes.reads import changes_between
from tocsin.foundation.changes.rules import may_tell
from tocsin.surfaces.web.change_pages import ChangeFilters, wanted_of
from tocsin.surfaces.web.days import filters_of, leaf_of
from tocsin.surfaces.web.pages import DeskRequest, staff


@staff
def change_calendar(request: DeskRequest) -> HttpResponse:
    """GET /changes/calendar?view=month|week&on=2026-03-02."""
    leaf = leaf_of(request)
    form = ChangeFilters(filters_of(request), actor=request.actor)
    found = changes_between(request.actor, leaf.begins, leaf.ends, wanted_of(form))
    context = {"form": form, "may_tell": may_tell(request.actor)}
    return render(request, "changes/calendar.html", context | leaf.filled(found))
