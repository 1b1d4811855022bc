from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tocsin.register.tasks"
    label = "register_tasks"
    default_auto_field = "django.db.models.BigAutoField"
