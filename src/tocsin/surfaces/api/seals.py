"""/verify/seals: how far the register is sealed."""

from datetime import datetime

from ninja import Router, Schema
from pydantic import Field

from tocsin.register.core.reads.seals import latest_seal
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.problems import problems

router = Router(tags=["Proof"])


class SealShape(Schema):
    number: int
    sealed_at: datetime
    hash: str = Field(description="In hexadecimal.")
    line: str = Field(description="The whole seal, as every node keeps it.")


class Sealed(Schema):
    latest: SealShape | None = Field(description="null where nothing is sealed yet.")


@router.get(
    "/seals",
    auth=ADMINISTRATORS,
    response={200: Sealed, **problems(401, 403)},
)
def get_latest_seal(request: ApiRequest) -> Sealed:
    """The latest seal: keep it elsewhere, and `tocsin verify` can be held to it."""
    seal = latest_seal()
    if seal is None:
        return Sealed(latest=None)
    told = SealShape(
        number=seal.number,
        sealed_at=seal.sealed_at,
        hash=bytes(seal.hash).hex(),
        line=seal.line,
    )
    return Sealed(latest=told)
