from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tocsin.surfaces.portal"
    label = "portal"
