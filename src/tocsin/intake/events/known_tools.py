"""Which tool somebody means, and what is known of it."""

from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from tocsin.intake.events.adapters.presets import PRESETS, preset_named
from tocsin.intake.events.adapters.reading import PROTOCOLS
from tocsin.intake.events.refusals import ToolUnknown
from tocsin.kernel.text import holdable

GENERIC = "generic"
_ANYTHING = _("Anything that sends JSON")
_SETUP = _(
    "Let it send JSON by POST to this address:\n\n    {url}\n\n"
    "What it sends is kept, and read by a guess: what is the title, what tells that it"
    " is over. Mend the guess on the source's page, on what really came."
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool to choose: what it is called, its sign, and how it is set up to send."""

    slug: str
    name: str
    icon: str
    docs_url: str
    setup: str

    def setup_for(self, url: str, key: str) -> str:
        return self.setup.replace("{url}", url).replace("{key}", key)


def tools() -> list[Tool]:
    """Every tool there is a preset for, by name; and anything else."""
    known = sorted((tool(slug) for slug in PRESETS), key=lambda t: t.name.casefold())
    return known if GENERIC in PRESETS else [*known, tool(GENERIC)]


def tool(slug: str) -> Tool:
    """What is known of a tool; of one that is no more, that it sends JSON."""
    preset = PRESETS.get(slug)
    if preset is None:
        name = str(_ANYTHING) if slug == GENERIC else slug
        return Tool(slug, name, "braces", "", str(_SETUP))
    return Tool(slug, preset.name, preset.icon, preset.docs_url, preset.setup)


def tool_named(told: str) -> str:
    """The slug of the tool that is meant; where none is, those that are near."""
    asked = holdable(told).strip()
    if (preset := preset_named(asked)) is not None:
        return preset.tool
    if asked.lower() in (GENERIC, *PROTOCOLS):
        return asked.lower()
    named = {each.name.casefold(): each.slug for each in tools()}
    if found := named.get(asked.casefold()):
        return found
    known = {**named, **{each.slug: each.slug for each in tools()}}
    near = get_close_matches(asked.casefold(), known, n=8, cutoff=0.5)
    begun = [slug for word, slug in known.items() if asked.casefold()[:4] in word]
    slugs = list(dict.fromkeys([known[word] for word in near] + begun))[:6]
    raise ToolUnknown(tool=asked[:80], near=", ".join(slugs or [GENERIC]))
