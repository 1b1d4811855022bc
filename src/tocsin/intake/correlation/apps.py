from django.apps import AppConfig


class CorrelationConfig(AppConfig):
    name = "tocsin.intake.correlation"
    label = "correlation"
    default_auto_field = "django.db.models.BigAutoField"
