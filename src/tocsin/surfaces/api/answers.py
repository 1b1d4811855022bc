"""One model for each shape of answer.

Ninja makes one for each status of each operation: two thousand, nearly all of them
`Problem`, which took 26 MB and most of a second at each start. Here the same shape is
the same model."""

from functools import cache
from typing import Any

from ninja.operation import Operation

_MAKES = "_create_response_model"
_make = getattr(Operation, _MAKES)


@cache
def _once(shape: Any) -> Any:
    return _make(None, shape)


def share_models() -> None:
    """Every operation declared from here on shares its answers' models."""
    setattr(Operation, _MAKES, lambda _operation, shape: _once(shape))
