# The real one: these are needed before there are settings.
from django.utils.translation.trans_real import gettext_noop as _

from tocsin.kernel.refusal import Refusal


class DatabaseWillNotStart(Refusal):
    code = "database_will_not_start"
    status = 503
    message = _("The database in {folder} did not start: {why}")
    remedy = _("Its own words are at the end of {log}.")


class FolderClosed(Refusal):
    code = "folder_closed"
    message = _("Tocsin may not write to {folder}.")
    remedy = _(
        "Run it as the user who owns that folder, or set TOCSIN_HOME to another."
    )


class FolderOutOfReach(Refusal):
    code = "folder_out_of_reach"
    message = _(
        "The user {name}, who runs the database, may not walk down to {folder}."
    )
    remedy = _(
        "Set TOCSIN_HOME to a folder everybody may pass, such as /var/lib/tocsin."
    )


class DatabaseOfAnotherVersion(Refusal):
    code = "database_of_another_version"
    message = _(
        "The data in {folder} was written by PostgreSQL {found}; this is {ours}."
    )
    remedy = _("Start it with the Tocsin that wrote it, export, and import here.")


class NoSystemUser(Refusal):
    code = "no_system_user"
    message = _(
        "Root may not run the database, and no system user could be made for it."
    )
    remedy = _("Run Tocsin as an ordinary user, or make a user named tocsin.")


class UserWithoutName(Refusal):
    code = "user_without_name"
    message = _("The user with the number {uid} has no name on this machine.")
    remedy = _("Give it a line in /etc/passwd, which PostgreSQL asks for.")
