from django.apps import AppConfig


class ProvingConfig(AppConfig):
    name = "tocsin.register.proving"
    label = "register_proving"
    default_auto_field = "django.db.models.BigAutoField"
