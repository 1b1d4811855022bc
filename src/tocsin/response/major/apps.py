from django.apps import AppConfig


class MajorConfig(AppConfig):
    name = "tocsin.response.major"
    label = "major"
    default_auto_field = "django.db.models.BigAutoField"
