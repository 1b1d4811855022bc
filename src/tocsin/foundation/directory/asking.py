"""What a run's source says: a kept file by its mapping, or a directory asked."""

from tocsin.foundation.directory.kinds import source_named
from tocsin.foundation.directory.ldap.telling import told_from
from tocsin.foundation.directory.models import Run
from tocsin.foundation.directory.reads import content_of
from tocsin.foundation.directory.rules import Told
from tocsin.foundation.directory.secrets import secret_of
from tocsin.foundation.directory.tables import mapped_of, told_in

FILE, LDAP = "file", "ldap"


def told_by(run: Run) -> Told:
    """Everything that the source of the run says now."""
    if run.kind == LDAP:
        return told_by_source(run.source)
    return told_in(run.name, content_of(run.file), mapped_of(run.mapping))


def told_by_source(name: str) -> Told:
    """Everything that a published source says; it is asked outside any transaction."""
    return told_from(source_named(name), secret_of(name))
