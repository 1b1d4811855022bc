from collections.abc import Callable, Collection

from django.db import transaction

from tocsin.foundation.idempotency import queries
from tocsin.foundation.idempotency.models import Remembered
from tocsin.foundation.idempotency.reads import remembered
from tocsin.foundation.idempotency.refusals import AnswerErased, InProgress, KeyReused
from tocsin.foundation.idempotency.rules import GONE, KEPT_FOR, Answer
from tocsin.kernel import clock

_BATCH = 100


@transaction.atomic
def answer_once(
    holder: str, key: str, digest: bytes, deed: Callable[[], Answer]
) -> Answer:
    """The deed is done, now or before, and this is what was answered to it.

    Deed and answer commit together: after a crash either both are there, or neither
    is and the key is free. Whoever asks while another is at it is told so at once.
    `digest` is what was asked; the same key for something else is refused.
    """
    if not queries.claim(holder, key):
        raise InProgress
    if known := remembered(holder, key):
        if bytes(known.digest) != digest:
            raise KeyReused
        if known.status == GONE:
            raise AnswerErased
        return Answer(known.status, known.body, known.headers)
    answer = deed()
    _keep(holder, key, digest, answer)
    forget_answers()
    return answer


def forget_answers() -> int:
    """What is older than a day is gone, as far as one batch reaches.

    Every new answer drops up to a hundred old ones, so they cannot pile up.
    """
    return queries.forget(before=clock.now() - KEPT_FOR, batch=_BATCH)


def empty_answers(words: Collection[str]) -> int:
    """No kept answer holds any of these words, such as references and keys, any more;
    whoever asks again is refused with `AnswerErased`. Says how many were emptied."""
    return queries.empty(sorted(words)) if words else 0


def _keep(holder: str, key: str, digest: bytes, answer: Answer) -> None:
    facts = {
        "digest": digest,
        "status": answer.status,
        "headers": dict(answer.headers),
        "body": answer.body,
        "kept_at": clock.now(),
    }
    # A row that is there has outlived its day.
    Remembered.objects.update_or_create(facts, holder=holder, key=key)
