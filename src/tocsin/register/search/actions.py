from collections.abc import Sequence

from django.db import transaction

from tocsin.register.search import queries


@transaction.atomic
def index_incidents(ids: Sequence[int]) -> int:
    """These incidents are found by all their present words."""
    return queries.index_incidents(sorted(set(ids))) if ids else 0
