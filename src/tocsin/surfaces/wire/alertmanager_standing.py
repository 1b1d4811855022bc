"""What Alertmanager's clients ask about the one they speak to."""

import yaml

from tocsin.kernel import clock
from tocsin.surfaces.wire.alertmanager_answers import instant_of, said
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.senders import Sender

# The version whose answers these are: clients choose their words by it.
SPOKEN = "0.25.0"
_BEGAN = clock.real_now()


async def get_status(found: Sender, asked: Asked) -> Answer:
    """One of its kind: there is no cluster to wait for, and one receiver."""
    return said(
        200,
        {
            "cluster": {"status": "disabled", "peers": []},
            "versionInfo": {
                "version": SPOKEN,
                "revision": "tocsin",
                "branch": "tocsin",
                "buildUser": "",
                "buildDate": "",
                "goVersion": "",
            },
            "config": {"original": _routing(found)},
            "uptime": instant_of(_BEGAN),
        },
    )


async def get_receivers(found: Sender, asked: Asked) -> Answer:
    return said(200, [{"name": found.slug}])


def _routing(found: Sender) -> str:
    """All goes to one receiver, which is the source."""
    told = {
        "route": {"receiver": found.slug, "group_by": ["alertname"]},
        "receivers": [{"name": found.slug}],
    }
    return yaml.safe_dump(told, sort_keys=False)
