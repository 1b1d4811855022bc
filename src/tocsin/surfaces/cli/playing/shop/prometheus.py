"""The real Prometheus and Alertmanager watch over the shop, in place of the watcher."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.cli.benching.processes import free_port
from tocsin.surfaces.cli.playing.shop.running import Shop
from tocsin.surfaces.cli.playing.shop.watcher import EVERY

PROGRAMS = ("prometheus", "prometheus-alertmanager")


class ProgramMissing(Refusal):
    code = "program_missing"
    message = gettext_noop("{program} is not installed here.")
    remedy = gettext_noop("Install it (Debian: apt install {program}).")


def need_programs() -> None:
    for program in PROGRAMS:
        if shutil.which(program) is None:
            raise ProgramMissing(program=program)


@dataclass(frozen=True, slots=True)
class Watching:
    """Where everything of it lies, and at which address its source is."""

    folder: Path
    url: str


def watch(shop: Shop, told: Watching) -> None:
    """Both run, as much faster as the story is."""
    told.folder.mkdir()
    exporter, alerting, own = free_port(), free_port(), free_port()
    shop.run_part("exporter", str(exporter), shop.web, str(shop.rate))
    _write(told.folder / "alertmanager.yml", _alertmanager(told.url, shop.rate))
    _write(told.folder / "prometheus.yml", _prometheus(exporter, alerting, shop.rate))
    _write(told.folder / "rules.yml", _RULES)
    shop.run_program(
        "alertmanager",
        PROGRAMS[1],
        f"--config.file={told.folder}/alertmanager.yml",
        f"--storage.path={told.folder}/alertmanager",
        f"--web.listen-address=127.0.0.1:{alerting}",
        "--cluster.listen-address=",
    )
    shop.run_program(
        "prometheus",
        PROGRAMS[0],
        f"--config.file={told.folder}/prometheus.yml",
        f"--storage.tsdb.path={told.folder}/prometheus",
        f"--web.listen-address=127.0.0.1:{own}",
    )


def _write(file: Path, told: Any) -> None:
    file.write_text(yaml.safe_dump(told))


def _lasting(seconds: float, rate: float) -> str:
    return f"{max(1, round(seconds * 1000 / rate))}ms"


def _prometheus(exporter: int, alerting: int, rate: float) -> dict[str, Any]:
    often = _lasting(EVERY / 3, rate)
    return {
        "global": {
            "scrape_interval": often,
            "scrape_timeout": often,
            "evaluation_interval": often,
        },
        "rule_files": ["rules.yml"],
        "scrape_configs": [_scraped(f"127.0.0.1:{exporter}", "shop")],
        "alerting": {
            "alertmanagers": [
                {"static_configs": [{"targets": [f"127.0.0.1:{alerting}"]}]}
            ]
        },
    }


def _scraped(address: str, name: str) -> dict[str, Any]:
    return {"job_name": name, "static_configs": [{"targets": [address]}]}


def _alertmanager(url: str, rate: float) -> dict[str, Any]:
    return {
        "route": {
            "receiver": "tocsin",
            "group_by": ["alertname"],
            "group_wait": _lasting(2, rate),
            "group_interval": _lasting(15, rate),
            "repeat_interval": "1h",
        },
        "receivers": [
            {
                "name": "tocsin",
                "webhook_configs": [{"url": url, "send_resolved": True}],
            }
        ],
    }


_RULES = {
    "groups": [
        {
            "name": "shop",
            "rules": [
                {
                    "alert": "SyntheticOrdersFail",
                    "expr": "shop_orders_failed_in_a_row >= 2",
                    "labels": {"severity": "critical"},
                    "annotations": {"summary": "Synthetic orders fail: nobody can buy"},
                },
                {
                    "alert": "CheckFails",
                    "expr": "shop_check_up == 0",
                    "labels": {"severity": "{{ $labels.level }}"},
                    "annotations": {
                        "summary": "{{ $labels.check }} on {{ $labels.host }}"
                    },
                },
            ],
        }
    ]
}
