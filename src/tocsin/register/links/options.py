"""What an organisation may set of how one incident's end reaches others."""

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.option import Option

PERFORMED, PROPOSED, NOTHING = "performed", "proposed", "nothing"
_CHOICES = {
    PERFORMED: _("Done to all of them, unless somebody leaves some out"),
    PROPOSED: _("Offered; done to those that somebody chooses"),
    NOTHING: _("Never: each child is handled by itself"),
}


_SHOWN = _("They are shown first. Reopening never reaches children.")

CHILDREN_RESTORE = Option(
    name="links.children_restore",
    default=PROPOSED,
    label=_("When a parent is restored, its children"),
    help=_SHOWN,
    env="TOCSIN_CHILDREN_RESTORE",
    choices=_CHOICES,
)
CHILDREN_RESOLVE = Option(
    name="links.children_resolve",
    default=PROPOSED,
    label=_("When a parent is resolved, its children"),
    help=_SHOWN,
    env="TOCSIN_CHILDREN_RESOLVE",
    choices=_CHOICES,
)
CHILDREN_CLOSE = Option(
    name="links.children_close",
    default=PROPOSED,
    label=_("When a parent is closed, its children"),
    help=_SHOWN,
    env="TOCSIN_CHILDREN_CLOSE",
    choices=_CHOICES,
)
CHILDREN_REPLY = Option(
    name="links.children_reply",
    default=PROPOSED,
    label=_("When the parent's reporter is told something, its children"),
    help=_SHOWN,
    env="TOCSIN_CHILDREN_REPLY",
    choices=_CHOICES,
)
CHILDREN = {
    "restore": CHILDREN_RESTORE,
    "resolve": CHILDREN_RESOLVE,
    "close": CHILDREN_CLOSE,
    "reply": CHILDREN_REPLY,
}
OPTIONS = (CHILDREN_RESTORE, CHILDREN_RESOLVE, CHILDREN_CLOSE, CHILDREN_REPLY)
