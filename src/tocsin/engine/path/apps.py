from django.apps import AppConfig


class PathConfig(AppConfig):
    name = "tocsin.engine.path"
    label = "path"
    default_auto_field = "django.db.models.BigAutoField"
