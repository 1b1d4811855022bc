"""What an organisation may set of its reviews."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

DUE = Option(
    name="reviews.due_hours",
    default=48,
    label=_("Hours in which a review is written"),
    help=_("Counted from when the incident was resolved. Whoever owes it is reminded."),
    env="TOCSIN_REVIEWS_DUE_HOURS",
    least=1,
    most=720,
)
PATIENCE = Option(
    name="reviews.patience_hours",
    default=24,
    label=_("Hours after which an overdue review goes above"),
    help=_("To whoever manages major incidents and leads the team."),
    env="TOCSIN_REVIEWS_PATIENCE_HOURS",
    least=1,
    most=720,
)
APPROVAL = Option(
    name="reviews.approval_hours",
    default=72,
    label=_("Hours in which a review that was handed in is approved"),
    env="TOCSIN_REVIEWS_APPROVAL_HOURS",
    least=1,
    most=720,
)
ACTION_PATIENCE = Option(
    name="reviews.action_patience_days",
    default=3,
    label=_("Days after which an overdue action goes to the owner's lead"),
    env="TOCSIN_REVIEWS_ACTION_PATIENCE_DAYS",
    least=1,
    most=90,
)
ACTION_EVERY = Option(
    name="reviews.action_every_days",
    default=7,
    label=_("Days between later reminders of an overdue action"),
    env="TOCSIN_REVIEWS_ACTION_EVERY_DAYS",
    least=1,
    most=90,
)
SUGGESTED = Option(
    name="reviews.suggested_up_to",
    default=3,
    label=_("Lowest priority for which a review is suggested"),
    help=_("Of incidents that were resolved late, or are the first of their category."),
    env="TOCSIN_REVIEWS_SUGGESTED_UP_TO",
    least=1,
    most=5,
)
OPTIONS = (DUE, PATIENCE, APPROVAL, ACTION_PATIENCE, ACTION_EVERY, SUGGESTED)
