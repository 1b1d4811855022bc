"""Addresses of status pages. Public ones are answered from memory before (`front`)."""

from django.urls import path, re_path

from tocsin.surfaces.status import views

urlpatterns = [
    path("status", views.shown, name="status-main"),
    path("status/<slug:slug>", views.shown, name="status-page"),
    path("status/<slug:slug>/open", views.unlock, name="status-open"),
    path("status/<slug:slug>/subscribe", views.subscribe, name="status-subscribe"),
    path("status/<slug:slug>/confirm/<token>", views.confirm, name="status-confirm"),
    path(
        "status/<slug:slug>/leave/<slug:code>/<slug:token>",
        views.leaving,
        name="status-leave",
    ),
    path("status/<slug:slug>/history", views.shown, name="status-history"),
    path("status/<slug:slug>/history/<what>", views.shown, name="status-month"),
    path("status/<slug:slug>/notices/<what>", views.shown, name="status-notice"),
    path("status/<slug:slug>/days", views.shown, name="status-days"),
    path("status/<slug:slug>/embed", views.shown, name="status-embed"),
    path("status/<slug:slug>/feed.atom", views.shown, name="status-atom"),
    path("status/<slug:slug>/feed.rss", views.shown, name="status-rss"),
    path("status/<slug:slug>/maintenance.ics", views.shown, name="status-calendar"),
    path("status/<slug:slug>/badge.svg", views.shown, name="status-badge"),
    re_path(
        r"^status/(?P<slug>[a-z0-9_-]+)/api/v2/(?P<what>[a-z/-]+)\.json$",
        views.shown,
        name="status-json",
    ),
]
