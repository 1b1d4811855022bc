"""Words of telling people, in templates."""

from django import template

from tocsin.register.work.telling_majors import AUDIENCES
from tocsin.surfaces.web import words_of_stakeholders as words

register = template.Library()


@register.filter
def audience_word(code: str) -> str:
    return str(AUDIENCES.get(code, code))


@register.filter
def because_word(code: str) -> str:
    return str(words.BECAUSE.get(code, code))


@register.filter
def outcome_word(code: str) -> str:
    return str(words.OUTCOMES.get(code, code))
