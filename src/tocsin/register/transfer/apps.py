from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "tocsin.register.transfer"
    label = "register_transfer"
    default_auto_field = "django.db.models.BigAutoField"
