"""Sealing: evidence of the chains that reaches outside the database."""

import os
import re
from datetime import UTC
from pathlib import Path

from django.db import transaction

from tocsin.kernel import clock, keys
from tocsin.register.core import queries
from tocsin.register.core.models import Seal
from tocsin.register.core.sealing import hash_of, sealed_line

_NUMBER = re.compile(r'"number":(\d+),"previous":"')
# A seal covers at most so many entries; a large import takes several.
_BATCH = 50_000


def seal() -> int:
    """Everything settled is sealed; says how many seals that took, 0 if nothing moved.

    One sealer works at a time; a second one finds nothing to do.
    """
    made = 0
    while _seal_some():
        made += 1
    return made


@transaction.atomic
def _seal_some() -> bool:
    if not queries.got_sealing_lock():
        return False
    last = Seal.objects.order_by("-number").first()
    xact, entry_id = (last.xact, last.entry_id) if last else (0, 0)
    grown = queries.grown_since(xact, entry_id, _BATCH)
    if not grown:
        return False
    heads: dict[str, tuple[int, bytes]] = {}
    for entry in grown:
        heads[entry.ref] = max(heads.get(entry.ref, (0, b"")), (entry.seq, entry.hash))
    now = clock.now()
    number = last.number + 1 if last else 1
    line = sealed_line(
        number,
        now.astimezone(UTC).isoformat(),
        bytes(last.hash).hex() if last else "",
        heads,
        keys.signing_key(),
    )
    Seal.objects.create(
        number=number,
        sealed_at=now,
        xact=grown[-1].xact,
        entry_id=grown[-1].id,
        hash=bytes.fromhex(hash_of(line)),
        line=line,
    )
    return True


def carry_seals_out(file: Path) -> int:
    """The file ends with the newest seal; says how many were added.

    Called by every engine node for a file of its own: what a database's owner could
    rewrite inside, these files still tell. A half-written last line, left by a
    crash, is written anew below itself, and verifying passes over it.
    """
    last = _last_number(file)
    lines = Seal.objects.filter(number__gt=last).order_by("number")
    fresh = list(lines.values_list("line", flat=True)[:200])
    if not fresh:
        return 0
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        if not _ends_with_line_end(file):
            out.write("\n")
        out.writelines(line + "\n" for line in fresh)
        out.flush()
        os.fsync(out.fileno())
    return len(fresh)


def _last_number(file: Path) -> int:
    """The number of the newest whole seal in the file; 0 when there is none."""
    number = 0
    if file.exists():
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                # `number` stands in clear near the end, so no head need be parsed.
                if line.endswith("\n") and (told := _NUMBER.search(line[-600:])):
                    number = max(number, int(told[1]))
    return number


def _ends_with_line_end(file: Path) -> bool:
    size = file.stat().st_size
    if not size:
        return True
    with file.open("rb") as held:
        held.seek(size - 1)
        return held.read(1) == b"\n"
