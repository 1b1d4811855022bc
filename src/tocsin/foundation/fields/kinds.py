"""Fields are configuration: drafted, reviewed, published, each under its key."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import models
from tocsin.foundation.config.kind import Kind
from tocsin.foundation.fields.reads import FIELD
from tocsin.foundation.fields.refusals import COMPLAINTS
from tocsin.foundation.fields.rules import check


def _field(body: Any) -> list[str]:
    known = Category.objects.values_list("key", flat=True)
    found = check(body, categories=known, models=models())
    texts = [(each.place, str(COMPLAINTS[each.code])) for each in found]
    return [f"{place}: {text}" if place else text for place, text in texts]


FIELD_KIND = Kind(FIELD, _("Fields"), _field, single=False)
KINDS = (FIELD_KIND,)
