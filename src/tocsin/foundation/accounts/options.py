"""What an organisation may set of itself, of signing in and of machines' keys."""

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
ORGANISATION = Option(
    name="accounts.organisation",
    default="",
    label=_("What the organisation is called"),
    help=_("Shown where people sign in and report."),
    env="TOCSIN_ORGANISATION",
)
ZONE = Option(
    name="accounts.zone",
    default="UTC",
    label=_("Time zone of new people and teams"),
    help=_("Such as Europe/Paris. Each of them may have another."),
    env="TOCSIN_ZONE",
)
LANGUAGE = Option(
    name="accounts.language",
    default="en",
    label=_("Language of new people"),
    help=_("Such as en or fr. Everybody may choose another."),
    env="TOCSIN_LANGUAGE",
)
FIRST_STEPS = Option(
    name="accounts.first_steps",
    default="shown",
    label=_("First steps on the desk of administrators"),
    env="TOCSIN_FIRST_STEPS",
    choices={"shown": _("shown"), "hidden": _("put away")},
)
ORGANISATIONS = (ORGANISATION, ZONE, LANGUAGE, FIRST_STEPS)
OPTIONS = (
    KEY_DAYS,
    KEY_MOST_DAYS,
    KEY_FAILURES,
    FACTOR_OF,
    FACTOR_DAYS,
    SIGN_IN_BY,
    *ORGANISATIONS,
)
