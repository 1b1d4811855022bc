from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "tocsin.foundation.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"
