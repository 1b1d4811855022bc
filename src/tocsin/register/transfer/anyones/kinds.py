"""Mappings are configuration: each is kept under its name, with its versions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.kind import Kind
from tocsin.foundation.fields.reads import fields
from tocsin.kernel.zones import known_zones
from tocsin.register.transfer.anyones.refusals import COMPLAINTS
from tocsin.register.transfer.anyones.rules import check

MAPPING = "import_mapping"


def complaints_of(body: Any) -> list[str]:
    """What keeps the mapping from being used, in words."""
    keys = [field.key for field in fields()]
    found = check(body, zones=known_zones(), fields=keys)
    texts = [(each.place, str(COMPLAINTS[each.code])) for each in found]
    return [f"{place}: {text}" if place else text for place, text in texts]


MAPPING_KIND = Kind(MAPPING, _("Import mappings"), complaints_of, single=False)
KINDS = (MAPPING_KIND,)
