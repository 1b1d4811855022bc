"""How the desk names a component's state and a notice's status."""

from django import template

from tocsin.response.statuspage.statements import state_word, status_word
from tocsin.surfaces.web import words, words_of_notices

register = template.Library()


@register.filter
def state_of(state: str) -> str:
    return state_word(state)


@register.filter
def status_of(status: str) -> str:
    return status_word(status)


@register.filter
def notice_word(code: str, table: str) -> str:
    """The word for a code: `{{ page.access|notice_word:"ACCESSES" }}`."""
    return words.say(getattr(words_of_notices, table), code)
