"""How often the register proves itself."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

PROVED_EVERY = Option(
    name="register.prove_hours",
    default=24,
    label=_("Hours after which the register verifies itself anew"),
    help=_("0: only when somebody asks for it."),
    env="TOCSIN_PROVE_HOURS",
    least=0,
    most=8760,
)
OPTIONS = (PROVED_EVERY,)
