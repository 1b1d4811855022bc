import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.kernel import clock, connecting, home, keys, postgres
from tocsin.kernel.connecting import DatabaseTooOld
from tocsin.kernel.embedded.place import Place
from tocsin.kernel.home import SettingNotUnderstood


def test_links_and_allowed_names_follow_from_the_address_people_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_URL", "https://tocsin.example/")
    assert home.url() == "https://tocsin.example"
    assert home.is_secure()
    assert "tocsin.example" in home.allowed_hosts()
    assert "*" not in home.allowed_hosts()
    monkeypatch.delenv("TOCSIN_URL")
    monkeypatch.setenv("TOCSIN_PORT", "9000")
    assert home.url() == "http://localhost:9000"
    monkeypatch.setenv("TOCSIN_HOST", "0.0.0.0")
    assert home.allowed_hosts() == ["*"]


def test_an_address_without_a_scheme_is_not_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOCSIN_URL", "tocsin.example")
    with pytest.raises(SettingNotUnderstood):
        home.url()


def test_keys_are_made_once_private_and_tell_only_fingerprints(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TOCSIN_HOME", str(tmp_path / "home"))
    first = keys.fingerprints()
    assert sorted(first) == ["box", "django", "seal"]
    assert keys.fingerprints() == first
    for file in keys.folder().iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text().strip() not in str(first)
    assert keys.box().decrypt(keys.box().encrypt(b"word")) == b"word"
    keys.signing_key().public_key().verify(keys.signing_key().sign(b"it"), b"it")
    monkeypatch.setenv("TOCSIN_KEYS", str(tmp_path / "elsewhere"))
    assert keys.fingerprints() != first


def test_a_socket_has_a_short_path_however_deep_the_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    assert len(str(Place(deep).sockets)) < 60
    assert Place(deep).sockets == Place(deep).sockets
    assert "tocsin_owner@" in postgres.address(deep, "tocsin_owner")


@pytest.mark.django_db
def test_a_database_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    connecting.check()
    monkeypatch.setattr(connecting, "OLDEST", 99)
    with pytest.raises(DatabaseTooOld) as refused:
        connecting.check()
    assert "99 is needed" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "shown"), [("test_tocsin", "2031-11-28"), ("tocsin", "now")]
)
def test_only_a_database_for_tests_hears_of_a_held_clock(
    tmp_path: Path, name: str, shown: str
) -> None:
    """Else whoever sets the environment could write history at an instant of choice."""
    held = tmp_path / "clock"
    held.write_text("2031-11-28T06:00:00+00:00")
    told = {
        "TOCSIN_DATABASE_URL": f"postgresql://tocsin@localhost:1/{name}",
        "TOCSIN_CLOCK_FILE": str(held),
        "TOCSIN_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
    }
    asks = "import django; django.setup(); from tocsin.kernel import clock; "
    asks += "print(clock.now().date())"
    ran = subprocess.run(
        [sys.executable, "-c", asks],
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = clock.now().date().isoformat() if shown == "now" else shown
    assert ran.stdout.strip() == expected
