"""Files pasted while writing, or dropped on the composer, are sent with the words."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.serving import record

_PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9aw"
    "AAAABJRU5ErkJggg=="
)
_BRING = """([name, kind, written]) => {
  const bytes = Uint8Array.from(atob(written), (c) => c.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name, { type: "image/png" }));
  const told = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...told, clipboardData: held })
    : new DragEvent("drop", { ...told, dataTransfer: held });
  document.querySelector("#say").dispatchEvent(event);
}"""


def bring(page: Page, name: str, kind: str) -> None:
    page.evaluate(_BRING, [name, kind, _PICTURE])


def test_pasted_and_dropped_pictures_are_sent_with_the_note(open_as: Open) -> None:
    page = open_as("grace")
    record(page, "The lamp is red", service="checkout")
    page.fill("#say", "Two pictures of it")
    bring(page, "pasted.png", "paste")
    bring(page, "dropped.png", "drop")
    expect(page.locator("#composer [data-chosen]")).to_have_text("(2)")
    page.click("#composer button[type=submit]")
    expect(page.locator("#timeline")).to_contain_text("Two pictures of it")
    panel = page.locator("#around .files")
    expect(panel).to_contain_text("pasted.png")
    expect(panel.locator("img")).to_have_count(2)
    seen = panel.locator("img").first
    seen.scroll_into_view_if_needed()
    expect(seen).to_have_js_property("complete", True)
    assert seen.evaluate("e => e.naturalWidth") == 1, "the picture is drawn"


def test_a_preview_keeps_the_files_that_were_chosen(open_as: Open) -> None:
    page = open_as("grace")
    record(page, "To be looked at first", service="checkout")
    page.fill("#say", "It is **hot**")
    bring(page, "kept.png", "drop")
    page.locator("#composer details").last.locator("summary").click()
    page.click("#composer .look")
    expect(page.locator("#said-preview strong")).to_have_text("hot")
    assert page.evaluate("document.querySelector('#say-files').files.length") == 1
