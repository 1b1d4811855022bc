from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "tocsin.register.core"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
