// The queue: j and k move, x selects, o opens; a click shows the preview where there is one.
(() => {
  const rows = () => [...document.querySelectorAll("table.rows tbody tr[data-ref]")];
  const current = () => document.querySelector("table.rows tr[aria-current]");
  const wide = () => document.getElementById("preview")?.offsetParent !== null && document.getElementById("preview");

  function choose(row) {
    if (!row) return;
    current()?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    const link = row.querySelector(".title a");
    link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (wide() && wide().dataset.ref !== row.dataset.ref) {
      htmx.ajax("GET", row.dataset.preview, { target: "#preview", swap: "outerHTML" });
    }
  }

  // Of several previews that were asked for, only the chosen row's is shown; and
  // never over a form that was opened, or a verb sent, since it was asked for.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig;
    const row = current();
    if (asked?.verb !== "get" || !asked.path.endsWith("/preview")) return;
    const pane = document.getElementById("preview");
    const busy = row && pane?.dataset.ref === row.dataset.ref
      && (pane.contains(document.activeElement) || pane.querySelector(".verb-form, .htmx-request"));
    if (busy || (row && asked.path !== row.dataset.preview)) event.detail.shouldSwap = false;
  });

  document.addEventListener("desk:key", (event) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const key = event.detail;
    if (key === "j") choose(all[Math.min(at + 1, all.length - 1)]);
    else if (key === "k") choose(all[Math.max(at - 1, 0)]);
    else if (key === "x" && at >= 0) tick(all[at].querySelector(".tick input"));
    else if (key === "o" && at >= 0) location.href = all[at].querySelector(".title a").href;
    else return;
    event.preventDefault();
  });

  function tick(box) {
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A plain click looks; Enter, a click with Ctrl, or a second click opens.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("table.rows .title a");
    if (!link || !wide() || event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = link.closest("tr");
    if (row.hasAttribute("aria-current") && wide().dataset.ref === row.dataset.ref) return;
    event.preventDefault();
    choose(row);
  });

  document.addEventListener("change", () => {
    const count = document.querySelectorAll(".tick input:checked").length;
    document.querySelectorAll("[data-selected]").forEach((place) => { place.textContent = count; });
  });
  document.addEventListener("desk:choose", (event) => choose(event.detail));
})();
// Where there is room, the first row is looked at from the start.
window.addEventListener("load", () => {
  const pane = document.getElementById("preview");
  const first = document.querySelector("#rows tr[data-ref]");
  if (!pane || pane.offsetParent === null || !first || pane.dataset.ref) return;
  first.setAttribute("aria-current", "true");
  htmx.ajax("GET", first.dataset.preview, { target: "#preview", swap: "outerHTML" });
});
