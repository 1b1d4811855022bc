from datetime import UTC, datetime, timedelta

import pytest

from tocsin.foundation.accounts.actions import (
    create_key,
    revoke_key,
    rotate_key,
    touch_key,
)
from tocsin.foundation.accounts.models import ApiKey
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.foundation.accounts.refusals import (
    KeyUnknown,
    NameTaken,
    NotAllowed,
    ScopeUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.models import Change
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_shown_key_is_an_actor_of_its_own() -> None:
    key, shown = create_key("monitor", ["intake", "read"], by=SYSTEM)

    actor = actor_of_key(shown)
    assert actor is not None
    assert (actor.kind, actor.id, actor.name) == ("key", key.prefix, "monitor")
    assert actor.scopes == {"intake", "read"}
    assert not actor.is_person
    assert not actor.has("administrator")


def test_the_secret_itself_is_kept_nowhere() -> None:
    key, shown = create_key("monitor", ["read"], by=SYSTEM)
    secret = shown.rpartition("_")[2]
    row = ApiKey.objects.filter(id=key.id).values().get()
    assert shown.startswith(f"tk_{key.prefix}_")
    assert secret not in repr(row)


@pytest.mark.parametrize(
    "wrong", ["", "tk", "tk__", "tk_abc_def", "Bearer x", "tk_\x00_\ud800"]
)
def test_what_is_no_key_opens_nothing(wrong: str) -> None:
    assert actor_of_key(wrong) is None


def test_a_wrong_secret_opens_nothing() -> None:
    _key, shown = create_key("monitor", ["read"], by=SYSTEM)
    assert actor_of_key(shown[:-1] + ("2" if shown[-1] != "2" else "3")) is None


def test_a_key_ends_at_its_instant_and_when_it_is_revoked() -> None:
    with clock.held_at(NINE) as hands:
        end = NINE + timedelta(hours=1)
        _key, shown = create_key("short", ["read"], by=SYSTEM, expires_at=end)
        _key, other = create_key("long", ["read"], by=SYSTEM)
        hands.forward(minutes=59, seconds=59)
        assert actor_of_key(shown)
        hands.forward(seconds=1)
        assert actor_of_key(shown) is None

        assert actor_of_key(other)
        first = revoke_key("long", by=SYSTEM).revoked_at
        hands.forward(hours=1)
        assert actor_of_key(other) is None
        assert revoke_key("long", by=SYSTEM).revoked_at == first


def test_last_use_is_known_to_the_minute() -> None:
    with clock.held_at(NINE) as hands:
        key, _shown = create_key("monitor", ["read"], by=SYSTEM)
        touch_key(key.prefix)
        hands.forward(seconds=59)
        touch_key(key.prefix)
        key.refresh_from_db()
        assert key.last_used_at == NINE
        hands.forward(seconds=2)
        touch_key(key.prefix)
        key.refresh_from_db()
        assert key.last_used_at == NINE + timedelta(seconds=61)


def test_keys_are_made_by_administrators_with_known_scopes_under_new_names() -> None:
    agent = Actor(kind="person", id="p-a", roles=frozenset({"agent"}))
    work = Actor(kind="key", id="k", scopes=frozenset({"read", "work", "intake"}))
    create_key("monitor", ["read"], by=SYSTEM)
    for outside in (agent, work):
        with pytest.raises(NotAllowed):
            create_key("mine", ["admin"], by=outside)
        with pytest.raises(NotAllowed):
            revoke_key("monitor", by=outside)
    for scopes in (["all"], []):
        with pytest.raises(ScopeUnknown):
            create_key("mine", scopes, by=SYSTEM)
    with pytest.raises(NameTaken):
        create_key("monitor", ["read"], by=SYSTEM)
    with pytest.raises(KeyUnknown):
        revoke_key("none", by=SYSTEM)


def test_a_rotated_key_opens_by_both_secrets_for_a_while(
    db: None, hands: clock.Hands
) -> None:
    made, old = create_key("probe", ["read"], by=SYSTEM)
    rotated, new = rotate_key("probe", by=SYSTEM, why="It was in a log.")
    assert (rotated.prefix, new != old) == (made.prefix, True)
    assert actor_of_key(old) == actor_of_key(new) is not None
    hands.forward(hours=24)
    assert actor_of_key(old) is None
    assert actor_of_key(new) is not None
    revoke_key("probe", by=SYSTEM)
    assert actor_of_key(new) is None
    with pytest.raises(KeyUnknown):
        rotate_key("probe", by=SYSTEM)
    told = Change.objects.get(verb="rotated")
    assert (told.subject, told.why) == ("key:probe", "It was in a log.")
    assert new not in str(told.after)
