"""Options are declared in their rooms, listed in the wiring and told in the docs."""

from importlib import import_module

from tests.house.source import SRC, in_code, table_of
from tocsin.wiring import OPTIONS


def test_every_rooms_options_are_wired() -> None:
    declared = []
    for path in sorted(SRC.glob("*/*/options.py")):
        module = ".".join(("tocsin", *path.relative_to(SRC).with_suffix("").parts))
        declared += import_module(module).OPTIONS
    assert sorted(o.name for o in declared) == sorted(o.name for o in OPTIONS)


def test_the_settings_page_tells_every_option() -> None:
    told = {
        (in_code(env)[0], in_code(name)[0], in_code(usual)[0] if "`" in usual else "")
        for env, name, usual, _what in table_of("settings.md", "## Options")
    }
    ours = {(o.env, o.name, o.write(o.default)) for o in OPTIONS}
    assert told == ours


def test_an_option_goes_by_its_room() -> None:
    for option in OPTIONS:
        room, _dot, word = option.name.partition(".")
        assert room.isidentifier()
        assert word.isidentifier()
        assert option.read(option.write(option.default)) == option.default
