"""The few calls of an LDAP client that we use, so that the library can be exchanged."""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from ldap3 import NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException

from tocsin.foundation.directory.ldap.rules import Values
from tocsin.foundation.directory.ldap.sources import Source
from tocsin.foundation.directory.refusals import SourceUnreachable

_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    dn: str
    values: Values


class Ldap:
    """An open, signed-in connection: `with Ldap(source, password) as ldap`."""

    def __init__(self, source: Source, password: str) -> None:
        self.source = source
        parts = urlsplit(source.url)
        secure = parts.scheme == "ldaps"
        tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=source.ca_file or None)
        server = Server(
            parts.hostname,
            port=parts.port or (636 if secure else 389),
            use_ssl=secure,
            tls=tls if secure or source.start_tls else None,
            get_info=NONE,
            connect_timeout=_CONNECT_SECONDS,
        )
        self.connection = Connection(
            server,
            user=source.bind_dn or None,
            password=password or None,
            receive_timeout=_ANSWER_SECONDS,
            read_only=True,
            raise_exceptions=True,
        )

    def __enter__(self) -> "Ldap":
        try:
            self.connection.open()
            if self.source.start_tls:
                self.connection.start_tls()
            self.connection.bind()
        except (LDAPException, OSError) as found:
            self._close()
            raise self._unreachable(found) from found
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        found: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        """Nothing is open any more, however far the opening came."""
        with suppress(LDAPException, OSError):
            self.connection.unbind()
        if self.connection.socket is not None:
            self.connection.socket.close()

    def search(
        self, base: str, wanted: str, attributes: Sequence[str]
    ) -> Iterator[Entry]:
        """Every entry below the base that fits, page by page (RFC 2696)."""
        try:
            answers = self.connection.extend.standard.paged_search(
                search_base=base,
                search_filter=wanted,
                search_scope=SUBTREE,
                attributes=list(attributes),
                paged_size=_PAGE,
                generator=True,
            )
            for answer in answers:
                if answer["type"] == "searchResEntry":
                    raw = answer["raw_attributes"].items()
                    values = {name.casefold(): found for name, found in raw}
                    yield Entry(answer["dn"], values)
        except (LDAPException, OSError) as found:
            raise self._unreachable(found) from found

    def _unreachable(self, found: Exception) -> SourceUnreachable:
        why = str(found) or type(found).__name__
        return SourceUnreachable(name=self.source.name, why=why[:300])
