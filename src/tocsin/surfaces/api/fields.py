"""/fields: what the organisation's own fields are called and may hold."""

from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.fields.reads import fields
from tocsin.foundation.fields.rules import Field as Own
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading

router = Router(tags=["Fields"])


class ChoiceShape(Schema):
    code: str
    title: str


class FieldShape(Schema):
    key: str = Field(examples=["store"])
    title: str
    titles: dict[str, str] = Field(description="In other languages, by their code.")
    type: str = Field(description="What it holds, as in docs/fields.md.")
    help: str
    choices: list[ChoiceShape] = Field(description="Of one_of and several_of.")
    categories: list[str] = Field(description="Who has it; also those below them.")
    models: list[str] = Field(description="With no category and no model: everybody.")
    required_at: str = Field(description="registering, resolving, closing or empty.")
    shown_to_reporters: bool


class FieldList(Schema):
    items: list[FieldShape]


@reading(router, "", FieldList)
def get_fields(request: ApiRequest) -> FieldList:
    """The published fields, in the order in which forms ask them."""
    return FieldList(items=[_shape(field) for field in fields()])


def _shape(field: Own) -> FieldShape:
    names = "key title type help required_at shown_to_reporters".split()
    return FieldShape(
        **{name: getattr(field, name) for name in names},
        titles=dict(field.titles),
        choices=[ChoiceShape(code=c, title=t) for c, t in field.choices],
        categories=list(field.categories),
        models=list(field.models),
    )
