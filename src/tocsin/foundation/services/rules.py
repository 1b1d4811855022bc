"""What a fault pulls down. Pure: numbers in, numbers out.

Every service and item is a number, its code. A thing works while all that it needs
works, and of each group of needs as many as the group works with. What fails pulls
down what cannot work without it; what still works with less in reserve is weakened.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
SERVICE_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
CURRENCY = re.compile(r"[A-Z]{3}")

Edge = tuple[int, int, int]
"""Who needs, who is needed, in which group; group 0 is none."""


def code_of(id: int, is_item: bool) -> int:
    """The number of a service or an item among both."""
    return id * 2 + is_item


def is_item(code: int) -> bool:
    return bool(code & 1)


def id_of(code: int) -> int:
    return code >> 1


@dataclass(frozen=True, slots=True)
class Graph:
    """Who needs whom, by place: the place of a code in `codes`.

    `above[place]` are those that need it alone, `groups[place]` the groups that it is
    a member of. A group belongs to its `holder` and may lose `spare` of its members.
    """

    codes: Sequence[int]
    places: Mapping[int, int]
    above: Sequence[Sequence[int]]
    groups: Mapping[int, Sequence[int]]
    holder: Sequence[int]
    spare: Sequence[int]


def graph_of(edges: Iterable[Edge], works_with: Mapping[int, int]) -> Graph:
    """The graph of these dependencies; `works_with` says how many a group needs."""
    places: dict[int, int] = {}
    above: list[list[int]] = []
    groups: dict[int, list[int]] = {}
    numbers: dict[int, int] = {}
    holder: list[int] = []
    members: list[int] = []
    for upper, lower, group in edges:
        for code in (upper, lower):
            if code not in places:
                places[code] = len(above)
                above.append([])
        if not group:
            above[places[lower]].append(places[upper])
            continue
        number = numbers.get(group)
        if number is None:
            number = numbers[group] = len(holder)
            holder.append(places[upper])
            members.append(0)
        members[number] += 1
        groups.setdefault(places[lower], []).append(number)
    spare = [max(0, members[n] - works_with[g]) for g, n in numbers.items()]
    return Graph(list(places), places, above, groups, holder, spare)


@dataclass(frozen=True, slots=True)
class Spread:
    """What fails and what that reaches, in the order of distance, by place.

    `via` is the step before on a shortest path; of what failed itself, none.
    """

    failing: Sequence[int]
    reached: Sequence[int] = ()
    down: bytes | bytearray = b""
    via: Mapping[int, int] = field(default_factory=dict)
    distance: Mapping[int, int] = field(default_factory=dict)

    def path(self, place: int) -> list[int]:
        """From what failed to this place, both included."""
        steps = [place]
        while steps[-1] in self.via:
            steps.append(self.via[steps[-1]])
        return steps[::-1]


def spread(graph: Graph, failing: Iterable[int]) -> Spread:
    """What these places pull down and weaken. It ends in circles, too: nothing goes
    down twice, and what only holds itself up by a circle stays up."""
    first = sorted(set(failing))
    down, lost = _pulled_down(graph, first)
    return _walked(graph, first, down, lost)


def _pulled_down(graph: Graph, first: list[int]) -> tuple[bytearray, list[int]]:
    """Which places are down in the end, and how many members each group lost."""
    down = bytearray(len(graph.codes))
    lost = [0] * len(graph.holder)
    for place in first:
        down[place] = 1
    queue = list(first)
    for place in queue:
        for upper in graph.above[place]:
            if not down[upper]:
                down[upper] = 1
                queue.append(upper)
        for group in graph.groups.get(place, ()):
            lost[group] += 1
            upper = graph.holder[group]
            if lost[group] > graph.spare[group] and not down[upper]:
                down[upper] = 1
                queue.append(upper)
    return down, lost


def _walked(graph: Graph, first: list[int], down: bytearray, lost: list[int]) -> Spread:
    """The shortest paths to all that is reached. What is down is reached only through
    what pulled it down, never through what merely weakens it."""
    distance = dict.fromkeys(first, 0)
    via: dict[int, int] = {}
    queue = list(first)
    for place in queue:
        far, pulls = distance[place] + 1, down[place]
        for upper in graph.above[place]:
            if upper not in distance and (pulls or not down[upper]):
                distance[upper], via[upper] = far, place
                queue.append(upper)
        for group in graph.groups.get(place, ()):
            upper = graph.holder[group]
            broken = pulls and lost[group] > graph.spare[group]
            if upper not in distance and (broken or not down[upper]):
                distance[upper], via[upper] = far, place
                queue.append(upper)
    return Spread(first, queue[len(first) :], down, via, distance)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A spread made small enough to be drawn: places in heaps, each heap one box.

    A link leads from a heap to one above it; it `pulls` when it takes that one down.
    """

    heaps: Sequence[Sequence[int]]
    links: Sequence[tuple[int, int, bool]]


def sketch(graph: Graph, found: Spread, most: int) -> Sketch:
    """At most `most` boxes stand for one thing each; when there are more, items that
    are as far and as badly off share a box, and services too if they are too many."""
    order = [*found.failing, *found.reached]
    few = len(order) <= most
    few_services = sum(not is_item(graph.codes[p]) for p in order) <= most
    heaps: dict[tuple[int, ...], list[int]] = {}
    for place in order:
        item = is_item(graph.codes[place])
        alone = few or (few_services and not item)
        name = (place,) if alone else (found.distance[place], found.down[place], item)
        heaps.setdefault(name, []).append(place)
    drawn = list(heaps.values())
    return Sketch(drawn, _links(graph, found, drawn))


def _links(
    graph: Graph, found: Spread, heaps: Sequence[Sequence[int]]
) -> list[tuple[int, int, bool]]:
    """Which heap is needed by which further one. All of a heap are as badly off."""
    heap_of = {place: n for n, heap in enumerate(heaps) for place in heap}
    links = []
    for number, heap in enumerate(heaps):
        above: set[int] = set()
        for place in heap:
            above.update(graph.above[place])
            above.update(graph.holder[g] for g in graph.groups.get(place, ()))
        far, pulls = found.distance[heap[0]], found.down[heap[0]]
        for other in sorted({heap_of[place] for place in above if place in heap_of}):
            first = heaps[other][0]
            if found.distance[first] > far:
                links.append((number, other, bool(pulls and found.down[first])))
    return links


def circle_in(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Names that need one another in a circle, or none. Each need is looked at once."""
    waiting = {name: set(needed) - {name} for name, needed in needs.items()}
    selfish = [name for name, needed in needs.items() if name in set(needed)]
    if selfish:
        return selfish[:1]
    users: dict[str, list[str]] = {}
    for name, needed in waiting.items():
        for each in needed:
            users.setdefault(each, []).append(name)
    ready = [name for name in users if not waiting.get(name)]
    for name in ready:
        for user in users.get(name, ()):
            waiting[user].discard(name)
            if not waiting[user]:
                ready.append(user)
    left = {name for name, needed in waiting.items() if needed}
    return _around(waiting, left) if left else []


def _around(waiting: Mapping[str, set[str]], left: set[str]) -> list[str]:
    """Follow what is left until a name comes again: that is a circle."""
    seen = [min(left)]
    while (following := min(waiting[seen[-1]] & left)) not in seen:
        seen.append(following)
    return seen[seen.index(following) :]
