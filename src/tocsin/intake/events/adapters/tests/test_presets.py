"""Every tool's folder is whole, and its mapping compiles."""

import json

import pytest
from lucide.templatetags.lucide import lucide

from tocsin.intake.events.adapters.presets import PRESETS, Preset, preset_named
from tocsin.intake.events.adapters.reading import read_as
from tocsin.intake.events.adapters.tests.sending import (
    ADAPTERS,
    PAYLOADS,
    events,
    payload,
    request,
)

ALL = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.tool)


@ALL
def test_it_reads_bodies(preset: Preset) -> None:
    assert preset.mapping or preset.reading
    stranger = {"no": "body of any tool"}
    assert preset.matches(stranger) is False
    assert read_as(preset, request(preset.tool, stranger), stranger) is None


@ALL
def test_people_are_told_how_to_set_it_up(preset: Preset) -> None:
    assert "{url}" in preset.setup
    assert "{url}" not in preset.setup_for(url="https://tocsin.example/in/k", key="k")
    assert preset.docs_url.startswith("https://")
    assert "<svg" in lucide(preset.icon)
    assert preset.name


@ALL
def test_it_has_fixtures_and_tests(preset: Preset) -> None:
    folder = ADAPTERS / preset.tool.replace("-", "_")
    bodies = sorted((folder / "fixtures").glob("*.json"))
    assert bodies
    for body in bodies:
        json.loads(body.read_text("utf-8"))
    assert sorted((folder / "tests").glob("test_*.py"))


@ALL
def test_it_is_found_by_its_names(preset: Preset) -> None:
    for name in (preset.tool, preset.tool.upper(), *preset.aliases):
        assert preset_named(name) is preset
    assert not set(preset.aliases) & set(PRESETS)


def test_no_name_is_two_tools() -> None:
    names = [name for preset in PRESETS.values() for name in preset.aliases]
    assert len(names) == len(set(names))


# As people call what they have, and as payload files begin before their variant.
PROMISED = [
    "icinga2",
    "nagios",
    "zabbix",
    "checkmk",
    "prtg",
    "sentry",
    "datadog",
    "newrelic",
    "dynatrace",
    "splunk",
    "elastic",
    "aws-cloudwatch",
    "aws-sns",
    "azure-monitor",
    "gcp-stackdriver",
    "uptimerobot",
    "uptime-kuma",
    "healthchecks",
    "pingdom",
    "statuscake",
    "site24x7",
    "statuspage",
    "jira",
    "gitlab",
    "github",
    "cloudevents",
    "alertmanager",
    "aws-guardduty",
    "grafana",
    "graylog",
    "librenms",
    "opsgenie",
    "pagerduty",
    "thousandeyes",
    "wazuh",
]


@pytest.mark.parametrize("tool", PROMISED)
def test_a_tool_that_was_promised_has_its_folder(tool: str) -> None:
    assert PRESETS[tool].tool == tool


def test_every_payload_is_read_by_the_tool_that_its_name_begins_with() -> None:
    """One is told by it, whatever the variant; an offered subscription tells none."""
    payload("alertmanager-v4-firing")
    names = sorted(path.stem for path in PAYLOADS.glob("*.json"))
    assert len(names) > 20
    for name in names:
        known = [tool for tool in PRESETS if name.startswith(f"{tool}-")]
        (tool,) = known
        told = events(tool, payload(name))
        assert bool(told) is not name.endswith("subscription-confirmation"), name
        assert all(each.key and each.title for each in told), name
        assert not any("tocsin_guessed" in each.labels for each in told), name
