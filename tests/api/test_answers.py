"""One model for each shape of answer, however many operations give it."""

from tocsin.surfaces.api.problems import Problem
from tocsin.surfaces.api.root import api


def test_operations_share_the_models_of_what_goes_wrong() -> None:
    made = {
        model
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for model in operation.response_models.values()
        if isinstance(model, type) and _shape(model) is Problem
    }
    assert len(made) == 1


def _shape(model: type) -> object:
    return getattr(model, "model_fields", {})["response"].annotation
