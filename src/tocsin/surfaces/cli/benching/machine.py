"""What the figures were taken on."""

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from django.db import connection


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine, as far as it matters for figures."""

    cores: int
    processor: str
    memory_gb: float
    system: str
    python: str
    postgresql: str
    shared_buffers: str
    fsync: str
    load: float

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def machine() -> Machine:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version'),"
            " current_setting('shared_buffers'), current_setting('fsync')"
        )
        version, buffers, fsync = cursor.fetchone()
    return Machine(
        cores=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        processor=_processor(),
        memory_gb=round(psutil.virtual_memory().total / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        postgresql=version,
        shared_buffers=buffers,
        fsync=fsync,
        load=round(os.getloadavg()[0], 2),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()
