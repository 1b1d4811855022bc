"""What an organisation may set of credentials, of machines and of people."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

KEY_DAYS = Option(
    name="accounts.key_days",
    default=365,
    label=_("Days that a new API key lives, unless told"),
    help=_("0: it lives until somebody revokes it."),
    env="TOCSIN_KEY_DAYS",
    least=0,
    most=3650,
)
KEY_MOST_DAYS = Option(
    name="accounts.key_most_days",
    default=0,
    label=_("The most days that an API key may live"),
    help=_("0: there is no limit. Keys that are there already are not touched."),
    env="TOCSIN_KEY_MOST_DAYS",
    least=0,
    most=3650,
)
KEY_FAILURES = Option(
    name="accounts.key_failures",
    default=60,
    label=_("Wrong API keys that an address may show in a minute"),
    help=_("More are refused as too many. 0: they are not counted."),
    env="TOCSIN_KEY_FAILURES",
    least=0,
    most=100_000,
)
FACTOR_OF = Option(
    name="accounts.second_factor_of",
    default="nobody",
    label=_("A second factor is wanted of"),
    help=_("Who has none is led to set one up, and may do nothing else after a while."),
    env="TOCSIN_SECOND_FACTOR_OF",
    choices={
        "nobody": _("nobody"),
        "administrators": _("administrators"),
        "roles": _("everybody with a role"),
    },
)
FACTOR_DAYS = Option(
    name="accounts.second_factor_days",
    default=14,
    label=_("Days that people have to set up a second factor"),
    help=_("Counted from when they are first asked. 0: at once."),
    env="TOCSIN_SECOND_FACTOR_DAYS",
    least=0,
    most=365,
)
SIGN_IN_BY = Option(
    name="accounts.sign_in_by",
    default="all",
    label=_("People sign in by"),
    help=_("By a provider alone: passwords and passkeys open the break-glass account."),
    env="TOCSIN_SIGN_IN_BY",
    choices={
        "all": _("password, passkey or provider"),
        "provider": _("a provider alone"),
    },
)
OPTIONS = (
    KEY_DAYS,
    KEY_MOST_DAYS,
    KEY_FAILURES,
    FACTOR_OF,
    FACTOR_DAYS,
    SIGN_IN_BY,
)
