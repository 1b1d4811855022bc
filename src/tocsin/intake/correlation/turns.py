"""Whoever moves alerts or makes incidents of them holds the lock of folding."""

from tocsin.intake.events.models import Bookmark


def hold_folding() -> None:
    """Nobody folds or correlates beside this transaction until it ends."""
    Bookmark.objects.get_or_create(name="fold")
    Bookmark.objects.select_for_update(no_key=True).get(name="fold")
