"""Public holidays by country, from the library `holidays`; in its countries' words.

Pure: what it answers depends on the library's version alone, which is why what it
answered is kept (`HolidayYear`).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.metadata import version

import holidays
from holidays.registry import COUNTRIES

VERSION = version("holidays")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """Code and name of every country whose holidays are known, by name."""
    named = {row[1]: _WORDS.sub(" ", row[0]) for row in COUNTRIES.values()}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@lru_cache(maxsize=1)
def _parts() -> Mapping[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


def subdivisions(country: str) -> list[str]:
    """The parts of a country that have holidays of their own, by code."""
    return sorted(_parts().get(country, []))


def holidays_of(country: str, subdivision: str, year: int) -> dict[date, str]:
    """Date and name of the country's public holidays in a year."""
    named = holidays.country_holidays(country).default_language
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language=named
    )
    return {on: name for on, name in sorted(found.items()) if on.year == year}
