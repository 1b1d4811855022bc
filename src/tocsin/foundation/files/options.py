"""What an organisation may set of files."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

LARGEST_MB = Option(
    name="files.largest_mb",
    default=25,
    label=_("Largest file, in megabytes"),
    help=_("A larger one is refused before it is stored."),
    env="TOCSIN_FILE_MB",
    least=1,
    most=200,
)
# Programs: nobody looks at them, and somebody might start them.
DENIED = Option(
    name="files.denied_types",
    default=("application/x-msdownload", "application/x-executable"),
    label=_("Types of files that are refused"),
    help=_("By what is in a file, whatever it is called."),
    env="TOCSIN_FILE_TYPES_DENIED",
)
NONE: tuple[str, ...] = ()
ALLOWED = Option(
    name="files.allowed_types",
    default=NONE,
    label=_("The only types of files that are taken"),
    help=_("Empty: every type that is not refused."),
    env="TOCSIN_FILE_TYPES_ALLOWED",
)
OPTIONS = (LARGEST_MB, DENIED, ALLOWED)
