"""Fields of one's own and records of others, as people meet them in a browser."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.test_every_page import told
from tests.transfer import exports


def publish(page: Page, key: str, type: str, **more: str) -> None:
    page.goto(f"/settings/fields/{key}")
    page.fill("[name=title]", key.title())
    page.select_option("[name=type]", type)
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=why]", "The board wants to know")
    assert told(page) == []
    page.click("main button.button--main")
    page.wait_for_selector("main h1:has-text('" + key.title() + "')")


def test_a_field_is_published_told_filled_in_and_found(open_as: Open) -> None:
    admin, grace = open_as("admin"), open_as("grace")
    publish(admin, "wing", "one_of", choices="north: North wing\nsouth: South wing")
    publish(admin, "doors", "whole")

    grace.goto("/record")
    grace.fill("[name=title]", "The doors do not open")
    grace.select_option("[name='field.wing']", "north")
    category = "[name=category] option:nth-child(2)"
    chosen = str(grace.locator(category).get_attribute("value"))
    with grace.expect_response("**/record?*"):
        grace.select_option("[name=category]", chosen)
    assert grace.input_value("[name='field.wing']") == "north", "nothing typed is lost"
    grace.click("main button.button--main")
    grace.wait_for_url("**/incidents/INC-*")
    incident = grace.url

    grace.goto(f"{incident}/set-fields")
    assert told(grace) == []
    grace.fill("[name='field.doors']", "four")
    grace.click(".verb-form button.button--main")
    grace.wait_for_selector(".wrong")
    grace.fill("[name='field.doors']", "4")
    grace.click(".verb-form button.button--main")
    grace.wait_for_url(incident)
    assert "North wing" in str(grace.text_content("#around"))
    assert told(grace) == []

    grace.goto("/register?field=doors&compare=%3E%3D&value=4")
    assert "The doors do not open" in str(grace.text_content("#rows"))


def test_records_are_mapped_tried_and_carried_out(
    open_as: Open, tmp_path: Path
) -> None:
    page = open_as("admin")
    page.goto("/settings/import")
    file = tmp_path / "glpi.csv"
    file.write_bytes(exports.GLPI)
    page.set_input_files("[name=file]", file)
    page.click("main button.button--main")
    page.wait_for_url("**/settings/import/file/**")
    assert told(page) == []
    page.click("button[value=try]")
    page.wait_for_selector("#plan")
    assert told(page) == []
    page.click("button[value=start]")
    page.wait_for_url("**/runs/*")
    page.wait_for_selector("#run:has-text('2 of 2 records')")
    assert told(page) == []
