from django.apps import AppConfig


class RapidResponseConfig(AppConfig):
    name = "tocsin.response.rapid_response"
    label = "rapid_response"
    default_auto_field = "django.db.models.BigAutoField"
