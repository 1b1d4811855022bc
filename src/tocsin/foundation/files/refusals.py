from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal


class FileTooLarge(Refusal):
    code = "file_too_large"
    status = 413
    message = _("{name} is larger than {limit} MB, so it was not taken.")
    remedy = _("Send the part that matters, or say where the whole of it lies.")


class FileTypeRefused(Refusal):
    code = "file_type_refused"
    status = 415
    message = _("{name} is of the type {type}, which is not taken here.")
    remedy = _("Send a picture, a text or a document of it.")


class FileEmpty(Refusal):
    code = "file_empty"
    status = 422
    message = _("{name} is empty, so there is nothing to keep.")
    remedy = _("Look whether it is the file you meant, and send it again.")


class FileGone(Refusal):
    code = "file_gone"
    status = 410
    message = _("This file was taken back or erased.")
    remedy = _("The timeline tells when and by whom.")


class FileUnknown(Refusal):
    code = "file_unknown"
    status = 404
    message = _("There is no such file, or it is not open to you.")
    remedy = _("Open the incident: its files are listed there.")
