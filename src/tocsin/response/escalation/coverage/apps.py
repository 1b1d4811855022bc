from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "tocsin.response.escalation.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"
