"""Where a story is played: the Tocsin that runs, or one of its own that runs faster."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import urllib3
from django.utils.translation import gettext_noop

from tocsin.kernel import home
from tocsin.kernel.clock import Pace
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.cli.playing.asking import Api, Clock
from tocsin.surfaces.cli.playing.organisation import (
    Organisation,
    command,
    prepare,
)
from tocsin.surfaces.cli.playing.own import Own
from tocsin.surfaces.cli.playing.shop import prometheus
from tocsin.surfaces.cli.playing.shop.running import Shop, shop
from tocsin.surfaces.cli.playing.telephones import Telephones

_WANT_MAIL = ("shop-dmitri", "shop-eric")


class NobodyServes(Refusal):
    code = "nobody_serves"
    message = gettext_noop("No Tocsin answers at {url}.")
    remedy = gettext_noop(
        "Start one with TOCSIN_SAMPLE=off and a new TOCSIN_HOME, or play with --speed."
    )


class InUse(Refusal):
    """The story publishes rosters, rules and a matrix of its own."""

    code = "register_in_use"
    message = gettext_noop(
        "{url} has teams or incidents already; a story would change its set-up."
    )
    remedy = gettext_noop(
        "Start one with TOCSIN_SAMPLE=off and a new TOCSIN_HOME, or play with --speed."
    )


@dataclass
class Stage:
    """All that a story acts on."""

    api: Api
    telephones: Telephones
    shop: Shop
    organisation: Organisation
    speed: float
    folder: Path
    own: Own | None = None
    with_prometheus: bool = False

    @property
    def environment(self) -> Mapping[str, str]:
        """That of Tocsin's commands."""
        return self.own.environment if self.own else {}

    def leap(self, moment: datetime) -> bool:
        """The shop is gone, and it is that instant; says whether it is, for the Tocsin
        that serves others lives as fast as they do."""
        if self.own is None:
            return False
        self.shop.close()
        self.own.leap(moment)
        self.api.clock = self.telephones.clock = Clock(self.own.pace)
        self.api.http.clear()
        return True

    def watch(self, *, flaps: bool = False) -> None:
        """From now on the shop is watched over."""
        source = self.organisation.source
        if self.with_prometheus:
            told = prometheus.Watching(self.folder / "prometheus", str(source["url"]))
            prometheus.watch(self.shop, told)
            return
        events = f"{self.api.url}/v2/enqueue"
        self.shop.watch(events, str(source["key"]), flaps=flaps)

    @property
    def clock(self) -> Clock:
        return self.api.clock

    def person(self, username: str) -> str:
        """Their key."""
        return self.organisation.people[username]


@contextmanager
def stage(
    speed: int,
    *,
    reporters: int,
    keep: Path | None,
    without_mail: bool = False,
    with_prometheus: bool = False,
) -> Iterator[Stage]:
    """Tocsin serves, its organisation is ready, and the shop sells."""
    with ExitStack() as stack:
        if keep is None:
            made = tempfile.TemporaryDirectory(prefix="tocsin-play-")
            folder = Path(stack.enter_context(made))
        else:
            keep.mkdir(parents=True, exist_ok=True)
            folder = keep
        # Databases may run as another user, who must get through here.
        folder.chmod(0o755)
        own = _own(stack, folder, speed) if speed > 1 else None
        clock, url = (Clock(own.pace), own.url) if own else (Clock(), _running())
        told = own.environment if own else {}
        telephones = Telephones(clock)
        stack.callback(telephones.close)
        secret = command(told, "key", "create", "--name", "play", "--scope", "admin")
        api = Api(url, secret["key"], clock)
        if own is None:
            stack.callback(command, told, "key", "revoke", "--name", "play")
            _need_unused(api)
        mail_first = _WANT_MAIL if without_mail else ()
        organisation = prepare(
            api,
            told,
            telephones,
            reporters=reporters,
            mail_first=mail_first,
            tool="alertmanager" if with_prometheus else "pagerduty",
        )
        sells = stack.enter_context(shop(folder / "shop", float(speed)))
        sells.buy(f"{organisation.source['url']}/figures")
        yield Stage(
            api,
            telephones,
            sells,
            organisation,
            float(speed),
            folder,
            own,
            with_prometheus,
        )


def _own(stack: ExitStack, folder: Path, speed: int) -> Own:
    """It serves until the stage is gone."""
    own = Own(folder, Pace(float(speed), datetime.now(tz=UTC)))
    stack.callback(own.end)
    own.begin()
    return own


def _running() -> str:
    """The address of the Tocsin that serves."""
    url = home.url()
    if not _answers(url):
        raise NobodyServes(url=url)
    return url


def _need_unused(api: Api) -> None:
    if api.get("/teams")["items"] or api.get("/incidents", limit=1)["items"]:
        raise InUse(url=api.url)


def _answers(url: str) -> bool:
    try:
        return urllib3.request("GET", f"{url}/healthz", timeout=5.0).status < 500
    except urllib3.exceptions.HTTPError:
        return False
