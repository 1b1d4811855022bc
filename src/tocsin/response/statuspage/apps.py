from django.apps import AppConfig


class StatusPageConfig(AppConfig):
    name = "tocsin.response.statuspage"
    label = "statuspage"
    default_auto_field = "django.db.models.BigAutoField"
