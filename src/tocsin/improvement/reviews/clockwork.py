"""What reviews do by the clock."""

from tocsin.improvement.reviews import actions


def remind_of_reviews() -> int:
    """Overdue drafts, approvals and actions are told, then told above."""
    return actions.remind_of_reviews()


def forget_erased_in_reviews() -> int:
    """Of whoever was erased no word is left."""
    return actions.forget_erased_in_reviews()
