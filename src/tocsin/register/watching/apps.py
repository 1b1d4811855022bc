from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "tocsin.register.watching"
    label = "register_watching"
    default_auto_field = "django.db.models.BigAutoField"
