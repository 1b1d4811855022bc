"""What speaks against publishing a matrix: the holes that it would leave."""

from typing import Any

from tocsin.kernel import clock
from tocsin.response.escalation.coverage.proving import proof_of
from tocsin.response.escalation.coverage.reading import read_ground
from tocsin.response.escalation.coverage.reads import shown_proof
from tocsin.response.escalation.parsing import matrix_of


def doubts(_name: str, body: Any) -> list[str]:
    """Each hole in words, the worst first; the body has no complaints."""
    matrix = matrix_of(0, body)
    proof = proof_of(matrix, read_ground(clock.now()))
    return [each.sentence for each in shown_proof(proof, matrix)]
