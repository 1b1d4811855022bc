"""Glewlwyd, an OpenID Connect provider from Debian, with an organisation in it."""

import gzip
import json
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

PROGRAM = shutil.which("glewlwyd")
TABLES = Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
CLIENT, SECRET = "tocsin", "a secret of the client"
_PASSWORD = "password"
_CONF = """
port={port}
bind_address="127.0.0.1"
external_url="{address}"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp/"
allow_origin="*"
log_mode="file"
log_level="WARNING"
log_file="{home}/log"
cookie_domain="127.0.0.1"
cookie_secure=0
session_expiration=3600
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="{home}/none"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=false
secure_connection_key_file="unused"
secure_connection_pem_file="unused"
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{home}/db" }};
"""


@dataclass
class Glewlwyd:
    """A running provider. `issuer` is how it calls itself."""

    address: str
    admin: requests.Session = field(default_factory=requests.Session)

    @property
    def issuer(self) -> str:
        return f"{self.address}/api/oidc"

    def ask(self, verb: str, path: str, told: Any = None) -> Any:
        answer = self.admin.request(verb, f"{self.address}/api/{path}", json=told)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.text else None

    def person(self, name: str, email: str, *groups: str, verified: bool) -> None:
        """Somebody with an account there, whose address it verified or not."""
        told = {
            "username": name,
            "name": name.title(),
            "email": email,
            "password": _PASSWORD,
            "enabled": True,
            "scope": ["openid", "g_profile"],
            "groups": list(groups),
            "verified": "yes" if verified else "no",
        }
        known = self.admin.get(f"{self.address}/api/user/{name}").status_code == 200
        path = f"user/{name}" if known else "user/"
        self.ask("PUT" if known else "POST", path, told)

    def lets_in(self, name: str, address: str) -> str:
        """Where the person's browser is led, once they signed in and agreed there."""
        browser = requests.Session()
        told = {"username": name, "password": _PASSWORD}
        entered = browser.post(f"{self.address}/api/auth/", json=told)
        assert entered.status_code == 200, entered.text
        granted = browser.put(
            f"{self.address}/api/auth/grant/{CLIENT}", json={"scope": "openid"}
        )
        assert granted.status_code == 200, granted.text
        answer = browser.get(f"{address}&g_continue", allow_redirects=False)
        return urljoin(address, answer.headers["Location"])


@contextmanager
def running(home: Path, redirect_uri: str) -> Iterator[Glewlwyd]:
    """A provider of its own, with our client in it."""
    port = _free_port()
    found = Glewlwyd(f"http://127.0.0.1:{port}")
    conf = _CONF.format(port=port, address=found.address, home=home)
    (home / "conf").write_text(conf)
    (home / "none").mkdir()
    with sqlite3.connect(home / "db") as tables:
        tables.executescript(gzip.decompress(TABLES.read_bytes()).decode())
    command = [str(PROGRAM), f"--config-file={home / 'conf'}"]
    program = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        _furnish(found, redirect_uri)
        yield found
    finally:
        found.admin.close()
        program.terminate()
        program.wait(10)


def _furnish(provider: Glewlwyd, redirect_uri: str) -> None:
    provider.ask("POST", "auth/", {"username": "admin", "password": _PASSWORD})
    users = provider.ask("GET", "mod/user/database")
    plain = {"read": True, "write": True, "profile-read": True}
    users["parameters"]["data-format"] |= {
        "groups": plain | {"multiple": True},
        "verified": plain | {"multiple": False},
    }
    provider.ask("PUT", "mod/user/database", users)
    provider.ask("PUT", "mod/user/database/reset")
    key = generate_private_key(public_exponent=65537, key_size=2048)
    told = jwt.algorithms.RSAAlgorithm.to_jwk(key, as_dict=True)
    private = {"keys": [told | {"kid": "k1", "alg": "RS256"}]}
    plugin = {
        "module": "oidc",
        "name": "oidc",
        "display_name": "Company account",
        "enabled": True,
        "parameters": _plugin(provider.issuer, json.dumps(private)),
    }
    provider.ask("POST", "mod/plugin/", plugin)
    client = {
        "client_id": CLIENT,
        "name": "Tocsin",
        "enabled": True,
        "confidential": True,
        "client_secret": SECRET,
        "redirect_uri": [redirect_uri],
        "authorization_type": ["code"],
        "scope": ["openid"],
        "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"],
    }
    provider.ask("POST", "client/", client)


def _plugin(issuer: str, private: str) -> dict[str, Any]:
    return {
        "iss": issuer,
        "jwks-private": private,
        "jwks-show": True,
        "access-token-duration": 3600,
        "refresh-token-duration": 3600,
        "code-duration": 600,
        "refresh-token-rolling": False,
        "auth-type-code-enabled": True,
        "auth-type-refresh-enabled": True,
        "pkce-allowed": True,
        "pkce-required": True,
        "name-claim": "mandatory",
        "email-claim": "mandatory",
        "scope-claim": "no",
        "session-management-allowed": True,
        "session-cookie-name": "OIDC_SID",
        "session-cookie-expiration": 3600,
        "claims": [
            {"name": "groups", "user-property": "groups", "type": "string",
             "mandatory": True, "on-demand": False, "scope": []},
            {"name": "email_verified", "user-property": "verified", "type": "boolean",
             "boolean-value-true": "yes", "boolean-value-false": "no",
             "mandatory": True, "on-demand": False, "scope": []},
        ],
    }  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _try in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("Glewlwyd did not start")
