"""One mail to many: written once for all, and for each what differs is filled in.

Composing a mail costs far more than handing it over. So it is composed for a sample
reader, by the library as every other mail, and its bytes are kept apart where they name
something of that reader's. What is filled in there is plain: letters, figures and a few
signs that neither a header, nor quoted-printable text, nor HTML writes in another way.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.quoprimime import body_encode

# A dot-atom (RFC 5322, 3.2.3) at a host's name, of signs that mean nothing elsewhere.
_ADDRESS = r"[\w+~-]+(?:\.[\w+~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
_PLAIN = re.compile(rf"{_ADDRESS}|[\w.~:/-]+", re.ASCII)
_HEADER_ENDS = b"\r\n\r\n"
# No line of a header is folded at less than this (RFC 5322, 2.1.1).
_LINE = 78
# As the library wraps text that it encodes.
_WIDTH = SMTP.max_line_length or _LINE


class NotPlain(ValueError):
    """This cannot be filled in: such a mail is composed by itself."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where something of the reader's stands: within `before` and `after`, which is a
    line of text to be encoded, or else a header's."""

    name: str
    before: str = ""
    after: str = ""
    is_text: bool = False

    def filled(self, value: str) -> bytes:
        line = f"{self.before}{value}{self.after}"
        return _encoded(line) if self.is_text else line.encode("ascii")


_Pieces = list[bytes | _Gap]


@dataclass(frozen=True, slots=True)
class Circular:
    """The mail, in pieces: bytes that are everybody's, and gaps."""

    pieces: tuple[bytes | _Gap, ...]
    sample: Mapping[str, str]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The mail with these in place of the sample's. What is not plain, or would be
        folded otherwise than the sample, is refused."""
        for name, value in values.items():
            if not _fits(value, self.sample[name]):
                raise NotPlain(name)
        return b"".join(
            each if isinstance(each, bytes) else each.filled(values[each.name])
            for each in self.pieces
        )


def circular_of(message: EmailMessage, sample: Mapping[str, str]) -> Circular:
    """The message, composed for a sample reader, ready for all others. `sample` names
    what is the reader's: each stands in the headers or in lines of quoted-printable
    text, and is found nowhere else by chance."""
    if wrong := [n for n, value in sample.items() if not _PLAIN.fullmatch(value)]:
        raise NotPlain(wrong[0])
    whole = message.as_bytes(policy=SMTP)
    head, ends, body = whole.partition(_HEADER_ENDS)
    heads: _Pieces = [head + ends]
    bodies: _Pieces = [body]
    for name, value in sample.items():
        heads = _apart(heads, value.encode("ascii"), _Gap(name))
    # The longest first: what one text has as a line may begin another's.
    lines = sorted(_lines(message, sample), key=lambda told: -len(told[1]))
    for gap, line in lines:
        bodies = _apart(bodies, line, gap)
    return Circular((*heads, *bodies), dict(sample))


def _lines(
    message: EmailMessage, sample: Mapping[str, str]
) -> Iterator[tuple[_Gap, bytes]]:
    """Each line of the message's texts that names something of the reader's, and its
    bytes as they stand in the message."""
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        for line in str(part.get_content()).split("\n"):
            for name, value in sample.items():
                before, found, after = line.partition(value)
                if found:
                    yield _Gap(name, before, after, is_text=True), _encoded(line)


def _encoded(line: str) -> bytes:
    """A line of quoted-printable text (RFC 2045, 6.7), as the library writes it."""
    told = body_encode(line.encode().decode("latin-1"), _WIDTH)
    return told.replace("\n", "\r\n").encode("ascii")


def _apart(pieces: _Pieces, wanted: bytes, gap: _Gap) -> _Pieces:
    """The pieces, with the gap wherever these bytes stood. They stand somewhere: what
    was folded within is nobody else's to fill in."""
    found: _Pieces = []
    for piece in pieces:
        if isinstance(piece, _Gap):
            found.append(piece)
            continue
        first, *rest = piece.split(wanted)
        found.append(first)
        for each in rest:
            found += [gap, each]
    if len(found) == len(pieces) and gap not in pieces:
        raise NotPlain(gap.name)
    return found


def _fits(value: str, sample: str) -> bool:
    """Whether it is plain, and where it is not as long as the sample (as addresses are
    not) at least no longer than a line of a header takes beside a short name."""
    if not _PLAIN.fullmatch(value):
        return False
    return len(value) == len(sample) or len(value) <= _LINE - len("To: <>")
