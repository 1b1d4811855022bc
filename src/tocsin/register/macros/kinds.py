"""Templates and macros are configuration: drafted, reviewed, published."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.kind import Kind
from tocsin.register.macros.reads import MACRO, TEMPLATE, known
from tocsin.register.macros.refusals import COMPLAINTS
from tocsin.register.macros.rules import Complaint, Known, check_macro, check_template

Check = Callable[[Any, Known], Iterator[Complaint]]


def _sentences(check: Check) -> Callable[[Any], list[str]]:
    def told(body: Any) -> list[str]:
        return [_sentence(complaint) for complaint in check(body, known())]

    return told


def _sentence(complaint: Complaint) -> str:
    text = str(COMPLAINTS[complaint.code]).format(about=complaint.about)
    return f"{complaint.place}: {text}" if complaint.place else text


TEMPLATE_KIND = Kind(TEMPLATE, _("Templates"), _sentences(check_template), single=False)
MACRO_KIND = Kind(MACRO, _("Macros"), _sentences(check_macro), single=False)
KINDS = (TEMPLATE_KIND, MACRO_KIND)
