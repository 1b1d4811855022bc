from django.apps import AppConfig


class ClassificationConfig(AppConfig):
    name = "tocsin.foundation.classification"
    label = "classification"
    default_auto_field = "django.db.models.BigAutoField"
