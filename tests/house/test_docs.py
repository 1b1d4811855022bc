"""What the docs say of the code is what the code says."""

import re

from tests.house.sources import CHECKOUT, ours
from tocsin import wiring
from tocsin.register.core.entries import SENTENCES, STATE_KINDS, Kind
from tocsin.register.core.models import Entry
from tocsin.register.core.rules import STATES, TRANSITIONS
from tocsin.register.work import actions
from tocsin.register.work.rules import ANSWER, SAY, VERBS, WORK

DOCS = CHECKOUT / "docs"


def _rows(page: str) -> list[list[str]]:
    lines = (DOCS / page).read_text().splitlines()
    cells = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [[cell.strip(" `") for cell in row] for row in cells]


def test_every_kind_of_entry_is_told() -> None:
    told = {row[0]: row[1] for row in _rows("timeline.md")}
    assert set(told) - {"kind", "---"} == set(Kind)
    for kind in Kind:
        assert told[kind] == ("yes" if kind in STATE_KINDS else "no"), kind
    assert set(SENTENCES) == set(Kind)
    assert Entry._meta.get_field("kind").choices is None


def test_the_life_of_an_incident_is_told() -> None:
    told = {
        row[0]: set(row[1].split(", ")) for row in _rows("life.md") if row[0] in STATES
    }
    assert told == {state: set(after) for state, after in TRANSITIONS.items()}


def test_who_may_do_what_is_told() -> None:
    told = {row[0]: row[1:] for row in _rows("access.md") if row[0] in VERBS}
    assert set(told) == set(VERBS)
    for verb, row in told.items():
        assert (row[0] == "yes") == (verb in ANSWER)
        assert (row[1] == "yes") == (verb in SAY)
        assert (row[2] == "yes") == (verb in SAY | WORK)


def test_every_verb_has_a_right() -> None:
    free = {"open_incident", "erase_person_everywhere"}
    assert set(actions.__all__) - free == set(VERBS)


def test_every_setting_is_told() -> None:
    read = r"""["'](TOCSIN_[A-Z_]+)["']"""
    used = {
        name for file in ours("*.py") for name in re.findall(read, file.read_text())
    }
    told = set(re.findall(r"TOCSIN_[A-Z_]+", (DOCS / "settings.md").read_text()))
    told |= set(re.findall(r"TOCSIN_[A-Z_]+", (DOCS / "running.md").read_text()))
    assert used - told == set()


def test_observers_hear_what_can_be_said() -> None:
    for observer in wiring.OBSERVERS:
        assert observer.hears <= set(Kind)
    names = [part.name for part in (*wiring.OBSERVERS, *wiring.CLOCKWORK)]
    assert len(set(names)) == len(names)


def test_links_in_the_docs_lead_somewhere() -> None:
    for page in [CHECKOUT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
