"""docs/sources.md says what there is."""

from jmespath import functions

from tests.house.source import in_code, table_of
from tocsin.intake.events.adapters.functions import Functions
from tocsin.intake.events.adapters.mapping import FIELDS
from tocsin.intake.events.adapters.presets import PRESETS, Preset


def row(preset: Preset) -> str:
    """One tool's row of the table."""
    others = ", ".join(f"`{name}`" for name in preset.aliases)
    link = f"[its makers' page]({preset.docs_url})"
    return f"| `{preset.tool}` | {preset.name} | {others} | {link} |"


def test_the_table_of_tools_is_whole() -> None:
    rows = ["| " + " | ".join(cells) + " |" for cells in table_of(PAGE, "## The tools")]
    found = [" ".join(row.split()) for row in rows]
    assert found == [" ".join(row(preset).split()) for preset in PRESETS.values()]


def test_every_function_is_described() -> None:
    ours = set(Functions.FUNCTION_TABLE) - set(functions.Functions.FUNCTION_TABLE)
    told = [
        call.partition("(")[0]
        for cells in table_of(PAGE, "### Functions")
        for call in in_code(cells[0])
    ]
    assert sorted(told) == sorted(ours)


def test_every_field_is_described() -> None:
    told = [
        name
        for cells in table_of(PAGE, "## The mapping language")
        for name in in_code(cells[0])
    ]
    assert sorted(told) == sorted(FIELDS)


PAGE = "sources.md"

if __name__ == "__main__":
    print("\n".join(row(preset) for preset in PRESETS.values()))  # noqa: T201
