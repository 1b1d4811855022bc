from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "tocsin.foundation.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"
