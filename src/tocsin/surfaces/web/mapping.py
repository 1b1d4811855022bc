"""Where the boxes of a map stand: row by row, what fails at the bottom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 152, 42
GAP, RISE = 16, 34
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A box before it has a place: what it says, and in which row it stands."""

    name: str
    said: str
    mood: str
    row: int
    url: str = ""
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    spot: Spot
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def short(self) -> str:
        name = self.spot.name
        return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


@dataclass(frozen=True, slots=True)
class Line:
    """The path from a box to one above it, as SVG writes paths."""

    path: str
    pulls: bool


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: Sequence[Placed]
    lines: Sequence[Line]
    width: int
    height: int


def laid_out(
    spots: Sequence[Spot], links: Iterable[tuple[int, int, bool]], columns: int
) -> Layout:
    """Rows from the bottom up, at most `columns` wide, each box near what it needs."""
    below: dict[int, list[int]] = {}
    links = list(links)
    for lower, upper, _pulls in links:
        below.setdefault(upper, []).append(lower)
    strips = _strips(spots, below, columns)
    widest = max((len(strip) for strip in strips), default=1)
    width = widest * (WIDTH + GAP) - GAP + 4
    height = max(1, len(strips)) * (HEIGHT + RISE) - RISE + 4
    placed: dict[int, Placed] = {}
    for level, strip in enumerate(strips):
        left = (width - len(strip) * (WIDTH + GAP) + GAP) // 2
        y = height - 2 - HEIGHT - level * (HEIGHT + RISE)
        for column, number in enumerate(strip):
            x = left + column * (WIDTH + GAP)
            placed[number] = Placed(spots[number], x, y)
    lines = [Line(_path(placed[low], placed[up]), pulls) for low, up, pulls in links]
    boxes = [placed[number] for number in range(len(spots))]
    return Layout(boxes, sorted(lines, key=lambda line: line.pulls), width, height)


def _strips(
    spots: Sequence[Spot], below: dict[int, list[int]], columns: int
) -> list[list[int]]:
    """The rows, those that are too long cut; services left, in the order of what
    stands below them, so that lines cross little."""
    rows: dict[int, list[int]] = {}
    for number, spot in enumerate(spots):
        rows.setdefault(spot.row, []).append(number)
    places: dict[int, float] = {}
    strips = []
    for row in sorted(rows):

        def rank(number: int) -> tuple[float, bool, str]:
            found = [places[n] for n in below.get(number, ()) if n in places]
            middle = sum(found) / len(found) if found else 0.0
            return middle, spots[number].is_item, spots[number].name

        ordered = sorted(rows[row], key=rank)
        for start in range(0, len(ordered), columns):
            strip = ordered[start : start + columns]
            strips.append(strip)
            for column, number in enumerate(strip):
                places[number] = column - (len(strip) - 1) / 2
    return strips


def _path(lower: Placed, upper: Placed) -> str:
    """Up from the lower box, across in the gap above it, up into the upper one."""
    bend = RISE // 2
    top, bottom = lower.y, upper.y + HEIGHT
    if upper.y >= lower.y:
        # In one row, or a cut one: along above both.
        top, bottom = lower.y, upper.y
        return f"M{lower.middle} {top}v-{bend}H{upper.middle}V{bottom}"
    return f"M{lower.middle} {top}V{top - bend}H{upper.middle}V{bottom}"
