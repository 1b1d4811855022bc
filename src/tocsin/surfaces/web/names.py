"""Names for the keys that entries and rows hold, fetched in one go per kind."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.classification.reads import category_names
from tocsin.foundation.services.reads import service_names


class Names:
    """What to call people, teams, services and categories on one page."""

    def __init__(
        self,
        *,
        people: Iterable[str | None] = (),
        teams: Iterable[str | None] = (),
        services: Iterable[str | None] = (),
        categories: Iterable[str | None] = (),
    ) -> None:
        self.people = names_of(people)
        self.teams = team_names(teams)
        self.services = service_names(services)
        self.categories = category_names(categories)

    def person(self, key: str | None) -> str:
        return self.people.get(key or "", key or "")

    def owner(self, key: str | None) -> str:
        return self.person(key) if key else _("the duty manager")

    def team(self, key: str | None) -> str:
        return self.teams.get(key or "", key or _("nobody"))

    def service(self, key: str | None) -> str:
        return self.services.get(key or "", key or "")

    def category(self, key: str | None) -> str:
        return self.categories.get(key or "", key or _("no category"))
