"""Django's settings. What an organisation sets is in `docs/settings.md`."""

from pathlib import Path
from typing import Any

from tocsin.kernel import home

SRC = Path(__file__).parent

SECRET_KEY = home.secret("django")
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
ALLOWED_HOSTS = home.allowed_hosts()
AUTH_USER_MODEL = "accounts.Person"
ROOT_URLCONF = "tocsin.urls"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any] = {"default": home.database()}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tocsin.foundation.audit",
    "tocsin.foundation.config",
    "tocsin.foundation.accounts",
    "tocsin.foundation.services",
    "tocsin.foundation.classification",
    "tocsin.register.core",
    "tocsin.register.search",
    "tocsin.engine",
    "tocsin.surfaces.web",
    "tocsin.surfaces.api",
]
MIDDLEWARE: list[str] = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
