"""Django's settings. What an organisation sets is in `docs/settings.md`."""

from pathlib import Path
from typing import Any

from tocsin.kernel import clock, home, keys

SRC = Path(__file__).parent

SECRET_KEY = keys.django()
DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
ALLOWED_HOSTS = home.allowed_hosts()
CSRF_TRUSTED_ORIGINS = [home.url()]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = home.is_secure()
CSRF_COOKIE_HTTPONLY = True  # pages carry it themselves
SECURE_HSTS_SECONDS = 31_536_000 if home.is_secure() else 0
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
AUTH_USER_MODEL = "accounts.Person"
ROOT_URLCONF = "tocsin.urls"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any] = {"default": home.database()}
clock.read_from(home.clock_file())
clock.run_at(home.clock_pace())
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
    "tocsin.surfaces.web",  # before allauth: its pages for signing in are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "tocsin.kernel.tables",
    "tocsin.foundation.audit",
    "tocsin.foundation.idempotency",
    "tocsin.foundation.config",
    "tocsin.foundation.files",
    "tocsin.foundation.workspace",
    "tocsin.foundation.mail",
    "tocsin.foundation.accounts",
    "tocsin.foundation.directory",
    "tocsin.foundation.sso",
    "tocsin.foundation.calendars",
    "tocsin.foundation.services",
    "tocsin.foundation.classification",
    "tocsin.foundation.changes",
    "tocsin.foundation.notify",
    "tocsin.foundation.oncall",
    "tocsin.register.core",
    "tocsin.register.search",
    "tocsin.register.proving",
    "tocsin.register.tasks",
    "tocsin.register.watching",
    "tocsin.register.transfer",
    "tocsin.intake.events",
    "tocsin.intake.alerts",
    "tocsin.intake.heartbeats",
    "tocsin.intake.correlation",
    "tocsin.response.escalation",
    "tocsin.response.clocks",
    "tocsin.response.escalation.coverage",
    "tocsin.response.major",
    "tocsin.response.swarm",
    "tocsin.response.stakeholders",
    "tocsin.response.statuspage",
    "tocsin.response.rapid_response",
    "tocsin.response.reports",
    "tocsin.improvement.reviews",
    "tocsin.engine",
    "tocsin.engine.path",
    "tocsin.surfaces.api",
    "tocsin.surfaces.status",
    "tocsin.surfaces.portal",
]
MIDDLEWARE: list[str] = [
    "tocsin.surfaces.web.middleware.Careful",
    "tocsin.surfaces.web.health.Probes",
    "django.middleware.security.SecurityMiddleware",
    "tocsin.kernel.static.Files",
    "tocsin.surfaces.web.middleware.OneLook",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tocsin.surfaces.web.middleware.Reader",
    "tocsin.surfaces.web.middleware.RefusalPages",
    "tocsin.surfaces.web.factor_wanted.FactorWanted",
    "tocsin.surfaces.api.middleware.Manners",
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
                "tocsin.surfaces.web.context.frame",
            ]
        },
    }
]
# Our own host and nothing else: no inline script or style, no other origin.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
STATIC_URL = "/static/"
STATIC_ROOT = home.static()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tocsin.kernel.static.Storage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
LOGGING = home.logging()

# Signing in, by allauth: no public sign-up, by name or address, and attempts are
# counted in the database (accounts/migrations/0002), for all processes together.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tocsin.foundation.accounts.passwords.HardToGuess"},
]
SESSION_ENGINE = "tocsin.foundation.accounts.session"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tocsin.foundation.accounts.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True

# Single sign-on (sso/oidc.py): providers are published configuration.
SOCIALACCOUNT_ADAPTER = "tocsin.foundation.sso.oidc.Adapter"

# Second factors (accounts/factors.py). A code is good for its step and one beside it
# (RFC 6238, section 5.2); a recovery code has 66 bits.
MFA_ADAPTER = "tocsin.foundation.accounts.factors.Adapter"
MFA_FORMS = {
    "authenticate": "tocsin.foundation.accounts.factors.CodeForm",
    "authenticate_webauthn": "tocsin.foundation.accounts.factors.PasskeyBesideForm",
    "login_webauthn": "tocsin.foundation.accounts.factors.PasskeyForm",
    "reauthenticate": "tocsin.foundation.accounts.factors.CodeAgainForm",
    "reauthenticate_webauthn": "tocsin.foundation.accounts.factors.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 20
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempt",
        # Beyond these, rows that still count would make room for others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
