"""What columns of somebody else's register may become, beside the facts."""

from django.utils.translation import gettext_lazy as _

from tocsin.surfaces.web.words import Words

IMPORT_TARGETS: Words = {
    "source_ref": _("Its number there"),
    "told": _("Kept word for word"),
    "ignore": _("Left out"),
    "updated_at": _("Last changed"),
    "cancelled_at": _("Cancelled"),
    "resolution": _("How it was resolved"),
    "resolution_code": _("Resolution code"),
    "resolution_text": _("What was done"),
    "closure_code": _("Closure code"),
    "tags": _("Tags"),
    "note": _("Notes of colleagues"),
    "reply": _("What the reporter reads"),
}
