"""What speaks against publishing a matrix: the holes that it would tear."""

from typing import Any

from tocsin.kernel import clock
from tocsin.response.escalation.coverage.holes import news_among
from tocsin.response.escalation.coverage.proving import proof_of
from tocsin.response.escalation.coverage.reading import read_ground
from tocsin.response.escalation.coverage.reads import shown_holes
from tocsin.response.escalation.parsing import matrix_of
from tocsin.response.escalation.published import matrix_in_force


def doubts(_name: str, body: Any) -> list[str]:
    """Each hole that is not there already, in words, the worst first; the body has no
    complaints. What is there already would not be mended by keeping this one back."""
    matrix, ground = matrix_of(0, body), read_ground(clock.now())
    found = proof_of(matrix, ground).holes
    before = proof_of(matrix_in_force(), ground).holes if found else ()
    return [each.sentence for each in shown_holes(news_among(found, before), matrix)]
