"""Addresses of help."""

from django.urls import path

from tocsin.surfaces.portal import front, other, own, telling
from tocsin.surfaces.web.mine import mine

urlpatterns = [
    path("help", front.help_page, name="help"),
    path("help/report", telling.tell, name="help-tell"),
    path("help/reports", mine, name="help-reports"),
    path("help/reports/<ref>", own.report, name="help-report"),
    path("not-for-me/<ref>/<slug:token>", other.other_matter, name="not-for-me"),
    path("help/reports/<ref>/<slug:deed>", own.act, name="help-act"),
]
