"""What becomes of coverage by itself."""

from tocsin.foundation.config.reads import published
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.coverage.telling import tell_of_holes
from tocsin.response.escalation.matrix import MATRIX


def prove_coverage() -> int:
    """What is shown of coverage is true of now. While no matrix was published nobody
    is told of holes: they are in what Tocsin comes with."""
    moved = keep_proof()
    return moved + (tell_of_holes() if published(MATRIX) else 0)
