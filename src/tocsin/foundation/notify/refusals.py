from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class LinkOver(Refusal):
    code = "answer_link_over"
    status = 410
    message = _("This link answers nothing any more.")
    remedy = _("Open the incident in Tocsin to act on it.")


class NotOneOfOurs(Refusal):
    code = "answer_unknown"
    status = 422
    message = _("That is no answer to a message of ours.")
    remedy = _("Reply “ack”, “escalate” or “resolve”, with the number that was told.")


class MethodUnknown(Refusal):
    code = "method_unknown"
    status = 404
    message = _("There is no such way to reach this person.")
    remedy = _("The page “How you are reached” lists those that there are.")


class ChannelUnknown(Refusal):
    code = "channel_unknown"
    status = 422
    message = _("There is no channel {name}.")
    remedy = _("There are: {known}.")


class AddressUnfitting(Refusal):
    code = "address_unfit"
    status = 422
    message = _("{address} cannot be reached: {why}")
    remedy = _("Correct it, and try again.")


class MethodTold(Refusal):
    code = "method_told_already"
    message = _("This address is among the ways already.")
    remedy = _("Verify the one that is there.")


class CodeWrong(Refusal):
    code = "code_wrong"
    status = 422
    message = _("This is not the code that was sent there last, or it is too old.")
    remedy = _("Look for the latest message, or have another sent.")


class CodesTooMany(Refusal):
    code = "codes_too_many"
    status = 429
    message = _("A code was sent there just now.")
    remedy = _("Wait for a minute before you ask for another.")


class StepsUnfit(Refusal):
    code = "steps_unfit"
    status = 422
    message = _("These steps do not do: {why}")
    remedy = _("Each names a verified way and up to 1440 minutes; ten at most.")


class ProviderUnknown(Refusal):
    code = "provider_unknown"
    status = 404
    message = _("There is no provider {key}.")
    remedy = _("The page “Channels” lists those that there are.")


class ProviderKindUnknown(Refusal):
    code = "provider_kind_unknown"
    status = 422
    message = _("This channel has no providers of the kind {kind}.")
    remedy = _("There are: {known}.")


class NothingLeaves(Refusal):
    code = "nothing_leaves"
    message = _("This is a sample or a drill: no message leaves it.")
    remedy = _("Set it up in an organisation of your own (tocsin sample leave).")


class ProviderUnfit(Refusal):
    code = "provider_unfit"
    status = 422
    message = _("This provider is not told whole: {why}")
    remedy = _("Fill in what its kind needs.")


class PageUnknown(Refusal):
    code = "page_unknown"
    status = 404
    message = _("There is no such page, or it is not yours to see.")
    remedy = _("The log lists those that are kept.")


class RoomUnknown(Refusal):
    code = "room_unknown"
    status = 404
    message = _("The team has no such chat room.")
    remedy = _("Its page lists those that there are.")


class RoomTold(Refusal):
    code = "room_told"
    message = _("The team has this room already, or {most} of them.")
    remedy = _("Change the one that there is, or take one away.")


class RoomUrgencyUnknown(Refusal):
    code = "room_urgency_unknown"
    status = 422
    message = _("A room is not told of pages that are {told}.")
    remedy = _("It is one of these: {known}.")


class WriterUnknown(Refusal):
    code = "writer_unknown"
    status = 403
    message = _("Tocsin does not know who you are in this chat.")
    remedy = _("Add it under “How you are reached”, then try again.")
