from tocsin.kernel.refusal import Refusal


class DatabaseWillNotStart(Refusal):
    code = "database_will_not_start"
    status = 503
    message = "The database in {folder} did not start: {why}"
    remedy = "Its own words are at the end of {log}."


class FolderClosed(Refusal):
    code = "folder_closed"
    message = "Tocsin may not write to {folder}."
    remedy = "Run it as the user who owns that folder, or set TOCSIN_HOME to another."


class FolderOutOfReach(Refusal):
    code = "folder_out_of_reach"
    message = "The user {name}, who runs the database, may not walk down to {folder}."
    remedy = "Set TOCSIN_HOME to a folder everybody may pass, such as /var/lib/tocsin."


class DatabaseOfAnotherVersion(Refusal):
    code = "database_of_another_version"
    message = "The data in {folder} was written by PostgreSQL {found}; this is {ours}."
    remedy = "Start it with the Tocsin that wrote it, export, and import here."


class NoSystemUser(Refusal):
    code = "no_system_user"
    message = "Root may not run the database, and no system user could be made for it."
    remedy = "Run Tocsin as an ordinary user, or make a user named tocsin."


class UserWithoutName(Refusal):
    code = "user_without_name"
    message = "The user with the number {uid} has no name on this machine."
    remedy = "Give it a line in /etc/passwd, which PostgreSQL asks for."
