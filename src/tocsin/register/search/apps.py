from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "tocsin.register.search"
    label = "register_search"
    default_auto_field = "django.db.models.BigAutoField"
