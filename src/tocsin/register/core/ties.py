"""What an incident is linked to, by relation: references in order, each once. Pure."""

from collections.abc import Iterable

Links = dict[str, list[str]]


def tied(links: Links, relation: str | None, ref: str | None) -> Links:
    """With this link too; what names no relation or no reference ties nothing."""
    if not relation or not ref:
        return links
    return {**links, relation: sorted({*links.get(relation, ()), ref})}


def tied_to_all(links: Links, relation: str, refs: Iterable[str]) -> Links:
    """With a link of this relation to each of these, too."""
    told = {*links.get(relation, ()), *refs}
    return {**links, relation: sorted(told)} if told else links


def untied(links: Links, relation: str | None, ref: str | None) -> Links:
    """Without this link; a relation that nothing stands in any more is gone, too."""
    left = {
        name: [told for told in refs if (name, told) != (relation, ref)]
        for name, refs in links.items()
    }
    return {name: refs for name, refs in left.items() if refs}
