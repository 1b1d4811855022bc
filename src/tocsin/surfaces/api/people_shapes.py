"""What people, their absences and their skills look like in JSON."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema

from tocsin.foundation.accounts.absences import absences_of, answering_for
from tocsin.foundation.accounts.directory import contacts_of
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import person_for, roles_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.skills import skills_of
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.shapes import Asked, Bound, Instant, Level, Limit, Words

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
State = Literal["active", "away", "left", "all"]
Kind = Literal["email", "phone", "mobile", "chat", "other"]


def day_from(told: Any) -> date:
    if not isinstance(told, str) or len(told) != len("2026-03-02"):
        raise ValueError("tell the day as 2026-03-02")
    return date.fromisoformat(told)


Day = Annotated[
    date,
    BeforeValidator(day_from),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-02"]}),
]


class PeopleNarrowing(Schema):
    q: Words = Field("", description="Words in name, sign-in name, address or number.")
    team: Words = ""
    role: Words = Field("", description="A role, duty_manager, lead or requester.")
    skill: Words = ""
    site: Words = ""
    state: State = "active"
    source: Words = Field("", description="Who told us of them.")
    external_id: Words = Field("", description="Their number there.")
    cursor: Words = Field("", description="`next` of the page before.")
    limit: Limit = 50


class PersonShape(Schema):
    key: str = Field(description="What the register holds of a person.")
    username: str
    name: str
    email: str
    phone: str
    zone: str
    language: str
    languages: list[str] = Field(description="Spoken, the best first.")
    site: str = Field(description="A site's key.")
    job_title: str
    department: str
    employee_number: str
    source: str
    external_id: str
    line_manager: str | None = Field(validation_alias="line_manager_id")
    deputy: str | None = Field(validation_alias="deputy_id")
    is_vip: bool
    is_active: bool
    is_duty_manager: bool


class PeoplePage(Schema):
    items: list[PersonShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


class ContactShape(Schema):
    kind: str
    value: str
    label: str
    verified_at: datetime | None


class AbsenceShape(Schema):
    id: int
    starts_at: datetime
    ends_at: datetime | None
    stands_in: str | None = Field(validation_alias="stands_in_id")


class HeldShape(Schema):
    skill: str
    level: int = Field(description="1 basic, 2 on their own, 3 expert.")
    evidence: str
    expires_on: date | None
    is_expired: bool


class AnsweringShape(Schema):
    by: str | None = Field(description="Who answers now; null: nobody.")
    through: list[str] = Field(description="Who was asked and is away or has left.")
    until: datetime | None


class PersonWhole(PersonShape):
    roles: list[str] = []
    teams: list[str] = []
    leads: list[str] = []
    contacts: list[ContactShape] = []
    absences: list[AbsenceShape] = Field([], description="Those that are not over.")
    skills: list[HeldShape] = []
    answering: AnsweringShape | None = None


class ToldContact(Asked):
    kind: Kind
    value: Annotated[Words, Field(min_length=1, max_length=254)]
    label: Annotated[Words, Field(max_length=60)] = ""


class PersonFacts(Asked):
    name: Annotated[Words, Field(max_length=150)] = ""
    email: Annotated[Words, Field(max_length=254)] = ""
    phone: Annotated[Words, Field(max_length=40)] = ""
    zone: Annotated[Words, Field(max_length=64, examples=["Europe/Paris"])] = "UTC"
    language: Annotated[Words, Field(max_length=16, examples=["en"])] = "en"
    languages: Annotated[list[Words], Field(max_length=20, examples=[["fr"]])] = []
    site: Annotated[Words, Field(max_length=120)] = ""
    job_title: Annotated[Words, Field(max_length=120)] = ""
    department: Annotated[Words, Field(max_length=120)] = ""
    employee_number: Annotated[Words, Field(max_length=60)] = ""
    source: Annotated[Words, Field(max_length=40)] = ""
    external_id: Annotated[Words, Field(max_length=200)] = ""
    line_manager: Words | None = None
    deputy: Words | None = None
    is_vip: bool = False
    roles: list[Words] = []
    contacts: Annotated[list[ToldContact], Field(max_length=20)] = []


class NewPerson(PersonFacts):
    username: Annotated[Words, Field(min_length=1, max_length=150, pattern=r"\S")]


class ChangedPerson(PersonFacts):
    is_active: bool = True
    is_duty_manager: bool = False
    why: Words = ""


class ToldAbsence(Asked):
    starts_at: Instant
    ends_at: Bound = None
    stands_in: Words | None = None
    why: Words = ""


class ToldSkill(Asked):
    skill: Words
    level: Level
    evidence: Annotated[Words, Field(max_length=300)] = ""
    expires_on: Day | None = None
    why: Words = ""


class NoSkill(Asked):
    skill: Words
    why: Words = ""


def whole_person(actor: Actor, key: str) -> PersonWhole:
    found: Person = person_for(actor, holdable(key))
    held = list(found.memberships.select_related("team").order_by("team__key"))
    told = PersonWhole.from_orm(found)
    told.roles = roles_of(found)
    told.teams = [each.team.key for each in held]
    told.leads = [each.team.key for each in held if each.is_lead]
    told.contacts = [ContactShape.from_orm(each) for each in contacts_of(found)]
    told.absences = [AbsenceShape.from_orm(each) for each in absences_of(found)]
    told.skills = [
        HeldShape(
            skill=each.held.skill_id,
            level=each.held.level,
            evidence=each.held.evidence,
            expires_on=each.held.expires_on,
            is_expired=each.is_expired,
        )
        for each in skills_of(found)
    ]
    answer = answering_for(found.key)
    told.answering = AnsweringShape(
        by=answer.by, through=list(answer.through), until=answer.until
    )
    return told
