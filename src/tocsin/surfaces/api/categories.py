"""/categories: the kinds of trouble, and which team answers for each today."""

from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.classification.reads import Coverage, coverage
from tocsin.kernel import clock
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading

router = Router(tags=["Categories"])


class CategoryShape(Schema):
    key: str = Field(examples=["infrastructure/server"])
    name: str
    parent: str | None
    team: str = Field(description="Who answers today.")
    why: str = Field(description="Why it is that team.")
    members: int = Field(description="How many people that team has.")


class CategoryList(Schema):
    items: list[CategoryShape]


@reading(router, "", CategoryList)
def get_categories(request: ApiRequest) -> CategoryList:
    """The active tree, each category after its parent."""
    return CategoryList(items=[_shape(held) for held in coverage(clock.now())])


def _shape(held: Coverage) -> CategoryShape:
    return CategoryShape(
        key=held.category.key,
        name=held.category.name,
        parent=held.category.parent_id,
        team=held.team,
        why=held.why,
        members=held.members,
    )
