"""Written text as it is shown: Markdown without HTML, cleaned once more at the end.

The raw text is what is kept; this is only how it looks. Lines stay lines, so that
what was never meant as Markdown looks as it was typed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Pictures would be fetched from elsewhere, and underlined headings are how mails
# set their signatures apart.
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable(["image", "lheading", "html_block", "html_inline"])
)
_TAGS = set(
    """p br strong em s a code pre blockquote ul ol li hr table thead tbody tr th
    td""".split()
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_LINKED = re.compile(
    r"(?P<address>https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]])"
    r"|(?<![\w/-])(?P<ref>INC-\d{1,12})(?![\w-])"
    r"|(?<![\w@./+-])@(?P<name>\w+(?:[.+-]\w+)*(?:@\w+(?:[.-]\w+)+)?)"
)
_TICKS = (("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ "))


@lru_cache(maxsize=4096)
def rendered(text: str, people: tuple[tuple[str, str], ...] = ()) -> str:
    """The text as HTML that holds no script, style, picture or form.

    `people` are names that become links where they are mentioned (`@ada`), in small
    letters, with their addresses; other names stay text.
    """
    return nh3.clean(
        _MARKDOWN.render(text, {"people": dict(people)}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
    )


@lru_cache(maxsize=4096)
def mentioned_in(text: str) -> frozenset[str]:
    """The names that a text mentions, in small letters; none inside code or a link."""
    seen: set[str] = set()
    if "@" in text:
        _MARKDOWN.parse(text, {"seen": seen})
    return frozenset(seen)


def _finish(state: StateCore) -> None:
    """Headings become strong lines, addresses and references links, ticks signs."""
    for before, token in zip([None, *state.tokens], state.tokens, strict=False):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
        if token.type == "inline" and token.children:
            if before is not None and before.type == "heading_open":
                token.children = _strong(token.children)
            token.children = list(_linked(_ticked(token.children), state.env))


def _strong(children: Sequence[Token]) -> list[Token]:
    return [
        Token("strong_open", "strong", 1),
        *children,
        Token("strong_close", "strong", -1),
    ]


def _ticked(children: list[Token]) -> list[Token]:
    first = children[0]
    for written, sign in _TICKS:
        if first.type == "text" and first.content.startswith(written):
            first.content = sign + first.content[len(written) :]
    return children


def _linked(children: Sequence[Token], env: Any) -> Iterator[Token]:
    inside = 0
    for token in children:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if inside or token.type != "text":
            yield token
        else:
            yield from _cut(token.content, env)


def _cut(content: str, env: Any) -> Iterator[Token]:
    at = 0
    for found in _LINKED.finditer(content):
        address = _address(found, env)
        if not address:
            continue
        yield _text(content[at : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": address})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        at = found.end()
    yield _text(content[at:])


def _address(found: re.Match[str], env: Any) -> str:
    """Where it leads; nowhere, when it mentions somebody who is not known."""
    if found["ref"]:
        return f"/incidents/{found['ref']}"
    if found["name"]:
        name = found["name"].casefold()
        env.setdefault("seen", set()).add(name)
        return str(env.get("people", {}).get(name, ""))
    return found["address"]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


_MARKDOWN.core.ruler.push("tocsin", _finish)
