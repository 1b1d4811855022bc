from django.apps import AppConfig


class StatusConfig(AppConfig):
    name = "tocsin.surfaces.status"
    label = "status"
