import pytest

from tocsin.foundation.audit.reads import changes
from tocsin.foundation.config.actions import draft, publish, publish_new, retire
from tocsin.foundation.config.reads import (
    all_published,
    diff,
    document,
    history,
    one_look,
    published,
    version,
)
from tocsin.foundation.config.refusals import (
    DocumentUnknown,
    NotADraft,
    NotPublished,
)
from tocsin.foundation.config.rules import Difference

pytestmark = pytest.mark.django_db
ADA, MARC = ("person", "p-ada"), ("person", "p-marc")


def test_a_draft_is_used_by_nobody_until_it_is_published() -> None:
    waiting = draft("matrix", "default", {"a": 1}, by=ADA, why="first")
    assert published("matrix") is None

    publish(waiting.id, by=MARC)

    found = published("matrix")
    assert found is not None
    assert found.body == {"a": 1}
    assert (found.author, found.reviewer) == ("p-ada", "p-marc")


def test_publishing_retires_the_predecessor_and_counts_versions() -> None:
    publish_new("matrix", "default", {"a": 1}, by=ADA)
    publish_new("matrix", "default", {"a": 2}, by=ADA)

    newest, oldest = history("matrix")
    assert (newest.version, newest.state) == (2, "published")
    assert (oldest.version, oldest.state) == (1, "retired")
    assert oldest.retired_at == newest.published_at or oldest.retired_at


def test_a_process_rereads_when_the_version_moves_and_only_then(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    publish_new("matrix", "default", {"a": 1}, by=ADA)
    before = version("matrix")
    published("matrix")
    with django_assert_num_queries(1):  # type: ignore[operator]
        published("matrix")

    publish_new("matrix", "default", {"a": 2}, by=ADA)

    assert version("matrix") > before
    found = published("matrix")
    assert found is not None
    assert found.body == {"a": 2}


def test_what_is_published_within_one_look_is_seen_in_it() -> None:
    publish_new("matrix", "default", {"a": 1}, by=ADA)
    with one_look():
        assert published("matrix")
        publish_new("matrix", "default", {"a": 2}, by=ADA)
        found = published("matrix")
    assert found is not None
    assert found.body == {"a": 2}


def test_documents_of_a_kind_are_told_apart_by_name() -> None:
    publish_new("model", "vpn", {"title": "VPN"}, by=ADA)
    publish_new("model", "mail", {"title": "Mail"}, by=ADA)
    publish_new("other", "vpn", {"title": "Other"}, by=ADA)

    assert list(all_published("model")) == ["mail", "vpn"]


def test_what_is_retired_is_in_force_no_more() -> None:
    done = publish_new("model", "vpn", {}, by=ADA)
    retire(done.id, by=MARC, why="unused")

    assert published("model", "vpn") is None
    assert [told.verb for told in changes("model:vpn")] == ["retired", "published"]


def test_only_a_draft_is_published_and_only_what_is_published_is_retired() -> None:
    done = publish_new("model", "vpn", {}, by=ADA)
    with pytest.raises(NotADraft):
        publish(done.id, by=ADA)
    waiting = draft("model", "vpn", {}, by=ADA)
    with pytest.raises(NotPublished):
        retire(waiting.id, by=ADA)
    with pytest.raises(DocumentUnknown):
        publish(0, by=ADA)


def test_two_versions_can_be_compared() -> None:
    publish_new("matrix", "default", {"cells": [1, 2], "gone": True}, by=ADA)
    publish_new("matrix", "default", {"cells": [1, 3]}, by=ADA)
    one, other = document("matrix", "default", 1), document("matrix", "default", 2)

    assert diff(one, other) == [
        Difference("cells.2", 2, 3),
        Difference("gone", True, None),
    ]
