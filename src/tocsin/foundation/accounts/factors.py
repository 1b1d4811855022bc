"""Second factors by allauth: sealed by a key outside the database, each code once."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from tocsin.kernel import home, keys

_PENDING = "factors.pending"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are stored encrypted; a passkey belongs to the host of TOCSIN_URL,
    whatever a request says about its host."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This opens nothing here."),
    }

    def encrypt(self, text: str) -> str:
        return keys.box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Tocsin"

    def get_totp_label(self, user: Any) -> str:
        return f"Tocsin:{user.username}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(home.url()).hostname or "", "name": "Tocsin"}


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Asks for a code at signing in."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        spend_code(self.authenticator, code)
        return code


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """Asks whoever has signed in for a code again."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        spend_code(self.authenticator, code)
        return code


def spend_code(authenticator: Authenticator, code: str) -> None:
    """A code of an app opens once (RFC 6238, section 5.2). allauth remembers it for
    one step; with a step's tolerance on each side it would be good for three."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    digits = "".join(each for each in code if each.isdigit())
    name = f"tocsin.totp.spent:{authenticator.pk}:{digits}"
    if not cache.add(name, True, timeout=steps * app_settings.TOTP_PERIOD):
        raise ValidationError(_("This code has been used. Wait for the next one."))


def pending_secret(session: Any) -> str:
    """The secret of an app that is being set up; kept sealed until it is confirmed."""
    if _PENDING not in session:
        session[_PENDING] = Adapter().encrypt(generate_totp_secret())
    return Adapter().decrypt(session[_PENDING])


def is_pending(session: Any) -> bool:
    return _PENDING in session


def forget_pending(session: Any) -> None:
    session.pop(_PENDING, None)


def drawn(address: str) -> bytes:
    """The address as a QR code: dark on light in every theme, as cameras want it."""
    image = qrcode.make(address, image_factory=SvgPathFillImage)
    out = BytesIO()
    image.save(out)
    return out.getvalue()


class _Answered:
    """What a passkey answered; anything else that was sent is refused, not a fault."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError) as found:
            raise get_adapter().validation_error("incorrect_code") from found


class PasskeyForm(_Answered, LoginWebAuthnForm):  # type: ignore[misc]
    """Signs in by a passkey alone."""


class PasskeyBesideForm(_Answered, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Asks for a passkey after the password."""


class PasskeyAgainForm(_Answered, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Asks whoever has signed in for a passkey again."""
