"""What an organisation may set of the credentials of machines."""

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
OPTIONS = (KEY_DAYS, KEY_MOST_DAYS, KEY_FAILURES)
