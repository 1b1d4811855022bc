"""/priority-matrix: how impact and urgency make a priority."""

from typing import Any

from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.classification.reads import matrix
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading

router = Router(tags=["Categories"])


class MatrixShape(Schema):
    cells: list[list[int]] = Field(
        description="A row for each impact, in it a priority for each urgency.",
        examples=[[[1, 2, 3], [2, 3, 4], [3, 4, 5]]],
    )


@reading(router, "", MatrixShape)
def get_priority_matrix(request: ApiRequest) -> dict[str, Any]:
    """The published priority matrix."""
    return {"cells": matrix()["cells"]}
