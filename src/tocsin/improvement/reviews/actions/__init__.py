"""Verbs about reviews and what is to be done because of them."""

from tocsin.improvement.reviews.actions.acting import (
    add_action,
    change_action,
    drop_action,
    finish_action,
    tell_effect,
)
from tocsin.improvement.reviews.actions.approving import (
    approve_review,
    hand_in_review,
    hand_review_to,
    send_review_back,
)
from tocsin.improvement.reviews.actions.erasing import forget_erased_in_reviews
from tocsin.improvement.reviews.actions.opening import (
    dismiss_suggestion,
    follow_reviewed,
    open_review,
)
from tocsin.improvement.reviews.actions.publishing import (
    choose_passages,
    publish_review,
    withdraw_review,
)
from tocsin.improvement.reviews.actions.reminding import remind_of_reviews
from tocsin.improvement.reviews.actions.writing import (
    add_factor,
    drop_factor,
    write_part,
)

__all__ = [
    "add_action",
    "add_factor",
    "approve_review",
    "change_action",
    "choose_passages",
    "dismiss_suggestion",
    "drop_action",
    "drop_factor",
    "finish_action",
    "follow_reviewed",
    "forget_erased_in_reviews",
    "hand_in_review",
    "hand_review_to",
    "open_review",
    "publish_review",
    "remind_of_reviews",
    "send_review_back",
    "tell_effect",
    "withdraw_review",
    "write_part",
]
