from dataclasses import dataclass

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.accounts")


@dataclass(frozen=True, slots=True)
class _Key:
    key: str


def managers_above(key: str) -> list[str]:
    """Whose reports this person is among, directly or through others; not in order."""
    return [row.key for row in sql.fetch(_QUERIES["managers_above"], _Key, key=key)]
