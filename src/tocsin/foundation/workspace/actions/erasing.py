"""When a person is erased, their desk goes with them."""

from django.db import transaction

from tocsin.foundation.workspace.models import Draft, Opening, Presence, SavedView


@transaction.atomic
def forget_desk_of(person: str) -> None:
    """Nothing is left of what they typed, where they looked and what was theirs
    alone. A view that they shared stays with those they shared it with."""
    Draft.objects.filter(holder=person).delete()
    Presence.objects.filter(person=person).delete()
    Opening.objects.filter(person=person).delete()
    SavedView.objects.filter(owner=person, shared="nobody").delete()
