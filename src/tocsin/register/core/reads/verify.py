"""Verifying the register: is every entry what it was, and is every incident there?

The chain of each incident is computed anew, here and not in the database; what
lies beside entries is held against their commitments; heads are held against the
newest entry; and every seal, from the database and from files outside it, is held
against what the register holds today.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from tocsin.kernel import keys
from tocsin.register.core import queries
from tocsin.register.core.canonical import commitment
from tocsin.register.core.models import Seal
from tocsin.register.core.sealing import SealLine, read_seal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was recorded: which incident, which entry, what."""

    ref: str
    seq: int | None
    what: str


@dataclass(slots=True)
class Verdict:
    """What verifying found. `entries` and `incidents` were looked at."""

    incidents: int = 0
    entries: int = 0
    seals: int = 0
    findings: list[Finding] = field(default_factory=list)
    unsealed: list[queries.Unsealed] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.findings


def verify_chains(
    first: int = 0,
    last: int = 2**62,
    tell: Callable[[int], None] | None = None,
) -> Verdict:
    """Every chain of the incidents with these ids, `last` not included."""
    verdict = Verdict()
    chain = _Chain()
    for number, line in enumerate(queries.chains(first, last)):
        row = _fields(line)
        if row[0] != chain.id:
            chain.end(verdict)
            chain = _Chain.begun(row, verdict)
        chain.look(row, verdict)
        verdict.entries += 1
        if tell and number % 10_000 == 0:
            tell(number)
    chain.end(verdict)
    return verdict


class _Words(dict[bytes, tuple[bytes, bytes, bytes, bool]]):
    """What of an envelope are words, as text COPY gives them → the envelope's three
    parts around its two instants, and whether it tells of an erasing. The same few
    hundred stand in millions of entries."""

    def __missing__(self, text: bytes) -> tuple[bytes, bytes, bytes, bool]:
        if len(self) > 20_000:
            self.clear()
        kind, version, basis, *rest = (_plain(f) for f in text.split(b"\t"))
        actor_kind, actor_id, on_behalf_of, via, cause, audience, *last = rest
        corrects, origin, is_drill = last
        after = (
            *map(_quoted, (actor_kind, actor_id, on_behalf_of, via)),
            *(cause, _quoted(audience), corrects, _quoted(origin), is_drill),
        )
        self[text] = parts = (
            b",%b,%b," % (_quoted(kind), version),
            b",%b," % _quoted(basis),
            b",%b]" % b",".join(after),
            kind == b"erased",
        )
        return parts


def _quoted(text: bytes) -> bytes:
    """As JSON, the way the writer puts it into the envelope."""
    return orjson.dumps(text.decode())


_WORDS = _Words()
_ESCAPES = {ord("n"): b"\n", ord("t"): b"\t", ord("r"): b"\r", ord("\\"): b"\\"}
_ESCAPES |= {ord("b"): b"\b", ord("f"): b"\f", ord("v"): b"\v"}


def _fields(line: bytes) -> list[bytes]:
    """The columns of `chains`; all words of the envelope are the last."""
    fields = line[:-1].split(b"\t", 11)
    return [*map(_plain, fields[:11]), fields[11]] if b"\\" in line else fields


def _plain(text: bytes) -> bytes:
    if b"\\" not in text:
        return text
    first, *parts = text.split(b"\\")
    out, parts = [first], list(parts)
    while parts:
        part = parts.pop(0)
        if not part and parts:  # an escaped backslash: what follows is as it stands
            out.append(b"\\" + parts.pop(0))
        else:
            out.append(_ESCAPES.get(part[0], part[:1]) + part[1:] if part else b"\\")
    return b"".join(out)


class _Chain:
    """One incident's chain while its entries pass by."""

    __slots__ = ("gone", "head", "id", "name", "ref", "row_head", "row_seq", "seq")

    def __init__(self, id: bytes = b"", ref: bytes = b"") -> None:
        self.id, self.ref, self.seq, self.head = id, ref, 0, b""
        self.name = b"null" if ref == b"?" else _quoted(ref)
        self.row_seq, self.row_head = 0, b""
        # Committed to and not there: seq → field. An erasing explains them.
        self.gone: dict[int, str] = {}

    @classmethod
    def begun(cls, row: list[bytes], verdict: Verdict) -> "_Chain":
        """The chain whose first entry this is."""
        chain = cls(row[0], row[1])
        chain.row_seq, chain.row_head = int(row[6]), row[7]
        verdict.incidents += 1
        if row[1] == b"?":
            chain.tell(verdict, None, "its entries stand, the incident is gone")
        return chain

    def look(self, row: list[bytes], verdict: Verdict) -> None:
        """Look at the next entry. Run millions of times: hence in one piece."""
        _id, ref, number, previous, hash_, beside, _seq, _head, body = row[:9]
        seq = self.seq + 1
        if number != b"%d" % seq:
            seq = self.skip(int(number), verdict)
        elif previous != self.head:
            self.tell(verdict, seq, "does not follow from the entry before it")
        first, middle, last, erasing = _WORDS[row[11]]
        letters = b"%b\n[%b,%b%b%b%b%b%b\n%b\n" % (
            *(previous or ref, self.name, number, first, row[9], middle, row[10]),
            *(last, body),
        )
        if hashlib.sha256(letters).hexdigest() != hash_.decode():
            self.tell(verdict, seq, "is not what was recorded")
        elif beside or b'"private":' in body:
            self.look_beside(verdict, seq, body, beside)
        if erasing:
            for erased in orjson.loads(body).get("entries", ()):
                self.gone.pop(erased, None)
        self.seq, self.head = seq, hash_

    def skip(self, seq: int, verdict: Verdict) -> int:
        missing = f"{self.seq + 1}" + (f" to {seq - 1}" if seq > self.seq + 2 else "")
        self.tell(verdict, seq, f"entry {missing} before it is gone")
        return seq

    def look_beside(
        self, verdict: Verdict, seq: int, body: bytes, beside: bytes
    ) -> None:
        committed: dict[str, str] = orjson.loads(body).get("private", {})
        held: dict[str, Any] = orjson.loads(beside) if beside else {}
        for name, (salt, value) in held.items():
            if commitment(salt, value) != committed.get(name):
                self.tell(verdict, seq, f"{name} is not what was recorded")
        if missing := committed.keys() - held.keys():
            self.gone[seq] = ", ".join(sorted(missing))

    def end(self, verdict: Verdict) -> None:
        if not self.id or self.ref == b"?":
            return
        for seq, names in self.gone.items():
            self.tell(verdict, seq, f"{names} is gone, and no erasing is recorded")
        if self.row_seq > self.seq:
            self.tell(verdict, self.row_seq, "its newest entries are gone")
        elif (self.row_seq, self.row_head) != (self.seq, self.head):
            self.tell(verdict, self.seq, "the incident's row holds another head")

    def tell(self, verdict: Verdict, seq: int | None, what: str) -> None:
        verdict.findings.append(Finding(self.ref.decode(), seq, what))


def verify_empty() -> Iterable[Finding]:
    """Incidents of which not one entry is left."""
    for ref in queries.without_entries():
        yield Finding(ref, None, "all its entries are gone")


def verify_seals(files: Iterable[Path], key: str | None = None) -> Verdict:
    """The seals of the database and of these files against the register.

    `key`: the public key that seals must bear, in hexadecimal; of this installation
    if None.
    """
    key = key or keys.signing_key().public_key().public_bytes_raw().hex()
    verdict = Verdict()
    inside = Seal.objects.order_by("number").values_list("line", flat=True)
    known = dict(_sequence(inside.iterator(chunk_size=10), "database", key, verdict))
    for file in files:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for number, hash_ in _sequence(_whole(lines), file.name, key, verdict):
                if known.get(number) != hash_:
                    what = f"{file.name} holds another seal {number} than the database"
                    verdict.findings.append(Finding(f"seal {number}", None, what))
    verdict.seals = len(known)
    return verdict


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """The lines, without those that a crash cut off and that follow again, whole."""
    held = ""
    for line in filter(None, (line.rstrip("\n") for line in lines)):
        if held and not line.startswith(held):
            yield held
        held = line
    if held:
        yield held


def _sequence(
    lines: Iterable[str], where: str, key: str, verdict: Verdict
) -> Iterator[tuple[int, str]]:
    """Every sound seal's number and hash; what is unsound goes to the verdict."""
    before: SealLine | None = None
    for line in lines:
        seal = read_seal(line)
        fault = seal.fault or ("" if seal.key == key else "bears another key")
        if not fault and before and seal.number == before.number + 1:
            fault = "" if seal.previous == before.hash else "does not follow"
        elif not fault and seal.number != (before.number + 1 if before else 1):
            fault = "stands where another is missing"
        if fault:
            what = f"seal {seal.number or '?'} in {where} {fault}"
            verdict.findings.append(Finding(f"seal {seal.number}", None, what))
        if not seal.fault:
            _hold_against(seal, verdict)
            before = seal
            yield seal.number, seal.hash


def _hold_against(seal: SealLine, verdict: Verdict) -> None:
    sealed = {(ref, seq): head for ref, seq, head in seal.heads}
    rows = queries.sealed_heads([r for r, _ in sealed], [s for _, s in sealed])
    for row in rows:
        held = row.hash.hex() if row.hash else None
        if held == sealed[row.ref, row.seq]:
            continue
        what = "is gone" if held is None else "is not what was sealed"
        finding = Finding(row.ref, row.seq, f"{what} (seal {seal.number})")
        if finding not in verdict.findings[-50:]:
            verdict.findings.append(finding)


def unsealed_entries(limit: int = 1000) -> list[queries.Unsealed]:
    """What is younger than the last seal, by incident."""
    last = Seal.objects.order_by("-number").first()
    xact, entry_id = (last.xact, last.entry_id) if last else (0, 0)
    return queries.unsealed(xact, entry_id, limit)


def verify(files: Iterable[Path] = ()) -> Verdict:
    """Everything, one after the other, in this process."""
    verdict = verify_chains()
    verdict.findings += verify_empty()
    sealed = verify_seals(files)
    verdict.findings += sealed.findings
    verdict.seals = sealed.seals
    verdict.unsealed = unsealed_entries()
    return verdict
