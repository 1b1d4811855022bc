"""The configuration of this room: how a source's own bodies are read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.kind import Kind
from tocsin.intake.events.adapters.mapping import compiled
from tocsin.intake.events.adapters.refusals import MappingUnusable

MAPPING = "source_mapping"


def _complaints(body: Any) -> list[str]:
    if not isinstance(body, dict):
        return [str(_("A mapping is a list of fields and expressions."))]
    try:
        compiled(body)
    except MappingUnusable as found:
        return [str(found)]
    return []


MAPPING_KIND = Kind(MAPPING, _("Mapping of a source"), _complaints, single=False)
KINDS = (MAPPING_KIND,)
