from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel import database_url
from tocsin.kernel.database_url import UrlNotUnderstood

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
names = st.from_regex(r"[a-z][a-z0-9-]{0,20}(\.[a-z]{2,5})?", fullmatch=True)
hosts = st.lists(st.tuples(names, st.integers(1, 65535)), min_size=1, max_size=4)


@given(user=words, password=words, name=words, hosts=hosts)
def test_whatever_is_quoted_comes_back_with_all_hosts(
    user: str, password: str, name: str, hosts: list[tuple[str, int]]
) -> None:
    where = ",".join(f"{host}:{port}" for host, port in hosts)
    url = (
        f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{where}"
        f"/{quote(name, safe='')}?target_session_attrs=read-write"
    )
    found = database_url.settings(url)
    assert found["USER"] == user
    assert found["PASSWORD"] == password
    assert found["NAME"] == name
    assert found["HOST"] == ",".join(host for host, _port in hosts)
    assert found["PORT"] == ",".join(str(port) for _host, port in hosts)
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"


@given(user=words, hosts=hosts)
def test_hosts_may_stand_in_the_query(user: str, hosts: list[tuple[str, int]]) -> None:
    where = ",".join(host for host, _port in hosts)
    ports = ",".join(str(port) for _host, port in hosts)
    url = f"postgresql://{quote(user, safe='')}@/tocsin?host={where}&port={ports}"
    found = database_url.settings(url)
    assert (found["HOST"], found["PORT"]) == (where, ports)


def test_a_folder_of_sockets_and_an_address_of_version_six_are_hosts() -> None:
    found = database_url.settings("postgresql://tocsin@/x?host=%2Frun%2Fpg")
    assert found["HOST"] == "/run/pg"
    found = database_url.settings("postgres://tocsin@[::1]:5433/x")
    assert (found["HOST"], found["PORT"]) == ("::1", "5433")


def test_what_is_left_out_has_a_meaning() -> None:
    found = database_url.settings("postgresql://db.example")
    assert found["NAME"] == "tocsin"
    assert found["PORT"] == ""
    assert found["OPTIONS"]["connect_timeout"] == 5


def test_words_in_pairs_do_as_well() -> None:
    found = database_url.settings("host=a,b,c dbname=x target_session_attrs=primary")
    assert found["HOST"] == "a,b,c"
    assert found["OPTIONS"]["target_session_attrs"] == "primary"


@pytest.mark.parametrize(
    "url", ["nonsense", "http://a/b", "postgresql://a/b?no=such", "postgresql://%zz/"]
)
def test_the_rest_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(UrlNotUnderstood) as refused:
        database_url.settings(url)
    assert "\n" not in str(refused.value)


def test_a_refusal_does_not_show_the_password() -> None:
    with pytest.raises(UrlNotUnderstood) as refused:
        database_url.settings("postgresql://ada:hidden@a:b@c:1/d?x=1")
    assert "hidden" not in str(refused.value)
