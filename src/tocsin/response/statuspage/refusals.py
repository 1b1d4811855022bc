"""The ways in which status pages say no."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class MayNotPublish(Refusal):
    code = "may_not_publish"
    status = 403
    message = _("Notices are for those who work on incidents.")
    remedy = _("Ask an agent or a member of a team.")


class MayNotSetPages(Refusal):
    code = "may_not_set_pages"
    status = 403
    message = _("Status pages are set up by administrators.")
    remedy = _("Ask an administrator.")


class PageUnknown(Refusal):
    code = "page_unknown"
    status = 404
    message = _("There is no such status page.")
    remedy = _("Look at the list of pages.")


class NoticeUnknown(Refusal):
    code = "notice_unknown"
    status = 404
    message = _("There is no such notice.")
    remedy = _("Look at the list of notices.")


class ComponentUnknown(Refusal):
    code = "component_unknown"
    status = 404
    message = _("The page has no such component.")
    remedy = _("Look at the page's components.")


class SubscriberUnknown(Refusal):
    code = "subscriber_unknown"
    status = 404
    message = _("There is no such subscription.")
    remedy = _("Subscribe again.")


class PageTaken(Refusal):
    code = "page_taken"
    status = 409
    message = _("There is a page at {slug} already.")
    remedy = _("Choose another address.")


class PageUnfit(Refusal):
    code = "page_unfit"
    status = 422
    message = _("The page cannot be so: {why}")
    remedy = _("Change what is named and try again.")


class NoticeUnfit(Refusal):
    code = "notice_unfit"
    status = 422
    message = _("The notice cannot be so: {why}")
    remedy = _("Change what is named and try again.")


class StatusUnfit(Refusal):
    code = "status_unfit"
    status = 409
    message = _("A notice that is {before} cannot be {after} next.")
    remedy = _("Look at the notice as it is now.")


class NoticeForDrills(Refusal):
    code = "notice_of_a_drill"
    status = 409
    message = _("What is a drill is told on pages for drills, and nothing else there.")
    remedy = _("Choose a page that is marked for drills, or none that is.")


class LinkOver(Refusal):
    code = "subscription_link_over"
    status = 410
    message = _("This link is used up or older than a day.")
    remedy = _("Subscribe again, and use the newest mail.")


class AddressUnfit(Refusal):
    code = "subscriber_address_unfit"
    status = 422
    message = _("Nothing can be sent there: {why}")
    remedy = _("Look at the address and try again.")


class HistoryUnreadable(Refusal):
    code = "history_unreadable"
    status = 422
    message = _("{name} is no history of a status page: {why}")
    remedy = _("Hand in JSON lines, one notice each, or Statuspage's incidents.json.")


class TooOften(Refusal):
    code = "status_page_tried_too_often"
    status = 429
    message = _("That was tried too often from your address.")
    remedy = _("Wait some minutes and try again.")
