"""Foreign keys are arrows too: the import linter cannot see them."""

from typing import Any

from django.apps import apps
from django.db import models

FLOORS = ["kernel", "foundation", "register", "engine"]


def _arrows() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target: Any = getattr(field, "related_model", None)
            if not (field.concrete and field.is_relation) or target is None:
                continue
            if model.__module__.startswith("tocsin."):
                found.append((model.__module__, target.__module__, str(field)))
    return found


def test_foreign_keys_point_down() -> None:
    arrows = _arrows()
    assert arrows
    up = []
    for here, there, field in arrows:
        if there.startswith("tocsin."):
            floors = [FLOORS.index(place.split(".")[1]) for place in (here, there)]
            up += [field] if floors[1] > floors[0] else []
    assert up == []


def test_nothing_that_is_recorded_goes_with_something_else() -> None:
    """PROTECT everywhere: nothing of ours is deleted because something else was."""
    cascading = [
        str(field)
        for model in apps.get_models()
        if model.__module__.startswith("tocsin.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == []
