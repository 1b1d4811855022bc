import pytest
from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.actions import add_team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.classification.actions import add_category, change_category
from tocsin.foundation.classification.models import Category
from tocsin.foundation.classification.reads import (
    categories,
    category_for,
    category_names,
)
from tocsin.foundation.classification.refusals import (
    CategoryMisplaced,
    CategoryTaken,
    CategoryUnknown,
    TeamNotAvailable,
)

pytestmark = pytest.mark.django_db
AGENT = Actor(kind="person", id="p-agent", roles=frozenset({"agent"}))


@pytest.fixture(autouse=True)
def _teams(db: None) -> None:
    for key in ("infra", "app"):
        add_team(key, key.title(), by=SYSTEM)


def plant(*keys: str) -> None:
    for key in keys:
        parent = key.rpartition("/")[0] or None
        add_category(key, key.title(), parent=parent, fallback="infra", by=SYSTEM)


def test_the_tree_comes_with_each_category_after_its_parent() -> None:
    plant("infra-red", "infra", "infra/server", "infra/server/disk")
    assert [each.key for each in categories()] == [
        "infra",
        "infra/server",
        "infra/server/disk",
        "infra-red",
    ]
    assert category_names(["infra", None]) == {"infra": "Infra"}


@pytest.mark.parametrize(
    ("key", "parent"),
    [("Infra", None), ("a/b", None), ("b", "infra"), ("infra/", "infra"), ("", None)],
)
def test_a_key_is_the_path_to_its_place(key: str, parent: str | None) -> None:
    plant("infra")
    with pytest.raises(CategoryMisplaced):
        add_category(key, "X", parent=parent, fallback="infra", by=SYSTEM)


def test_a_parent_must_be_there_and_a_key_is_given_once() -> None:
    plant("infra")
    with pytest.raises(CategoryUnknown):
        add_category("none/x", "X", parent="none", fallback="infra", by=SYSTEM)
    with pytest.raises(CategoryTaken):
        plant("infra")


def test_no_category_without_a_team_that_answers_can_be_saved() -> None:
    with pytest.raises(TeamNotAvailable):
        add_category("x", "X", fallback="none", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.create(key="x", name="X")
    plant("infra")
    with pytest.raises(TeamNotAvailable):
        change_category("infra", fallback="none", by=SYSTEM)


def test_what_was_given_changes_and_the_rest_stays() -> None:
    plant("infra")
    change_category("infra", fallback="app", by=SYSTEM, why="moved")

    found = category_for(AGENT, "infra")
    assert (found.name, found.fallback_id, found.is_active) == ("Infra", "app", True)
    told = changes("category:infra")[0]
    assert told.before is not None
    assert told.after is not None
    assert (told.before["fallback"], told.after["fallback"]) == ("infra", "app")


def test_what_is_out_of_use_is_not_in_the_tree() -> None:
    plant("infra")
    change_category("infra", is_active=False, by=SYSTEM)
    assert categories() == []


def test_only_administrators_change_the_tree() -> None:
    plant("infra")
    with pytest.raises(NotAllowed):
        add_category("x", "X", fallback="infra", by=AGENT)
    with pytest.raises(NotAllowed):
        change_category("infra", name="X", by=AGENT)
    with pytest.raises(NotAllowed):
        category_for(Actor(kind="person", id="p-tom"), "infra")
    with pytest.raises(CategoryUnknown):
        category_for(AGENT, "none")
