// Live change: the stream says that the register moved; the page asks for its pieces
// and swaps them in place. Nothing moves under pointer, focus or typed text.
(() => {
  const queue = document.getElementById("queue");
  const incident = document.getElementById("incident");
  const notices = document.querySelector("[data-notices]");
  if (!(queue || incident || notices) || !window.EventSource) return;
  const words = JSON.parse(document.getElementById("tick-words").textContent);
  const say = (text, facts) => text.replace(/%\((\w+)\)s/g, (_all, name) => facts[name]);
  const SPACING = 1000;
  let due = 0;
  let last = 0;
  let held = null;

  const stream = new EventSource(document.body.dataset.live);
  stream.addEventListener("moved", soon);
  stream.addEventListener("notified", ring);
  stream.addEventListener("present", () => document.dispatchEvent(new Event("desk:present")));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  window.addEventListener("pagehide", () => stream.close());

  function soon() {
    if (due || document.hidden) return;
    due = setTimeout(async () => {
      due = 0;
      last = Date.now();
      if (queue) await queueMoved();
      if (incident) await incidentMoved();
      if (incident) await ring();
    }, Math.max(150 + Math.random() * 200, last + SPACING - Date.now()));
  }

  async function pieces(url) {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected || answer.status === 204) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  // --- the bell ---
  async function ring() {
    const bell = document.getElementById("bell");
    // What is told of the incident that is open here is read with it.
    if (incident && !document.hidden) await pieces(`${incident.dataset.pieces}?seq=${incident.dataset.seq}`);
    const fresh = bell && (await pieces(bell.dataset.pieces));
    const rung = fresh?.getElementById("bell");
    if (!rung) return;
    const focused = bell === document.activeElement;
    bell.replaceWith(document.adoptNode(rung));
    if (focused) rung.focus();
    if (rung.getAttribute("aria-label") !== bell.getAttribute("aria-label")) document.getElementById("spoken").textContent = rung.getAttribute("aria-label");
  }

  // --- the queue ---
  const rowsIn = (root) => new Map([...root.querySelectorAll("tr[data-ref]")].map((row) => [row.dataset.ref, row]));

  async function queueMoved() {
    const fresh = await pieces(queue.dataset.pieces);
    if (!fresh) return;
    const views = fresh.getElementById("views");
    if (views && !document.getElementById("views").contains(document.activeElement)) document.getElementById("views").replaceWith(views);
    const here = rowsIn(document);
    const there = rowsIn(fresh);
    held = fresh;
    let added = 0;
    there.forEach((row, ref) => {
      if (!here.has(ref)) added += 1;
      else if (here.get(ref).dataset.seq !== row.dataset.seq) change(here.get(ref), row);
    });
    here.forEach((row, ref) => { if (!there.has(ref)) leave(row); });
    const waiting = document.getElementById("waiting");
    waiting.hidden = added === 0;
    waiting.textContent = say(words.new, { n: added });
  }

  function change(old, row) {
    const focused = old.contains(document.activeElement);
    const ticked = old.querySelector(".tick input")?.checked;
    if (old.hasAttribute("aria-current")) row.setAttribute("aria-current", "true");
    const box = row.querySelector(".tick input");
    if (box && ticked) box.checked = true;
    row.classList.add("is-changed");
    old.replaceWith(document.adoptNode(row));
    if (focused) row.querySelector(".title a")?.focus({ preventScroll: true });
    htmx.process(row);
    preview(row);
  }

  function leave(row) {
    if (row.querySelector(".moved")) return;
    const note = document.createElement("span");
    note.className = "moved";
    note.textContent = words.moved;
    (row.querySelector(".where") || row.lastElementChild).append(" ", note);
    row.classList.add("is-waiting");
    document.getElementById("waiting").hidden = false;
    preview(row);
  }

  function preview(row) {
    const pane = document.getElementById("preview");
    if (!pane || pane.dataset.ref !== row.dataset.ref || pane.offsetParent === null) return;
    if (pane.contains(document.activeElement) || pane.querySelector(".verb-form, .htmx-request")) return;
    htmx.ajax("GET", row.dataset.preview, { target: "#preview", swap: "outerHTML" });
  }

  document.addEventListener("click", (event) => {
    if (event.target.id !== "waiting" || !held) return;
    event.preventDefault();
    const ticked = new Set([...document.querySelectorAll(".tick input:checked")].map((box) => box.value));
    const old = rowsIn(document);
    const current = document.querySelector("tr[aria-current]")?.dataset.ref;
    const table = held.getElementById("rows");
    table.querySelectorAll("tr[data-ref]").forEach((row) => {
      if (!old.has(row.dataset.ref)) row.classList.add("is-changed");
      if (ticked.has(row.dataset.ref)) row.querySelector(".tick input").checked = true;
      if (row.dataset.ref === current) row.setAttribute("aria-current", "true");
    });
    document.getElementById("rows").replaceWith(document.adoptNode(table));
    htmx.process(document.getElementById("rows"));
    document.getElementById("waiting").hidden = true;
    held = null;
    document.querySelector("table.rows tr.is-changed .title a")?.focus();
  });

  // --- one incident ---
  async function incidentMoved() {
    // A verb on its way needs its button in place; the news can wait for it.
    if (document.querySelector(".htmx-request")) return soon();
    const fresh = await pieces(`${incident.dataset.pieces}?seq=${incident.dataset.seq}`);
    if (!fresh) return;
    if (document.querySelector(".htmx-request")) return soon();
    const seen = Number(incident.dataset.seq);
    const now = fresh.getElementById("now");
    incident.dataset.seq = now.dataset.seq;
    // A form that is open keeps the seq it was opened with: sending it then tells
    // what happened meanwhile.
    swap("now", now);
    const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 160;
    const timeline = fresh.getElementById("timeline");
    const news = [...timeline.querySelectorAll("[data-seq]")].filter((entry) => Number(entry.dataset.seq) > seen);
    news.forEach((entry) => entry.classList.add("entry--new"));
    swap("timeline", timeline);
    if (!typed(document.getElementById("around"))) swap("around", fresh.getElementById("around"));
    const waiting = document.getElementById("waiting");
    if (news.length && !atEnd) {
      waiting.hidden = false;
      waiting.textContent = say(words.entries, { n: news.length });
      waiting.onclick = () => { news.at(-1).scrollIntoView({ block: "center" }); waiting.hidden = true; };
    } else if (news.length) news.at(-1).scrollIntoView({ block: "nearest" });
  }

  // Whether something was typed or chosen here that was not sent yet.
  function typed(root) {
    return [...root.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => (field.type === "file" ? field.files.length : field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue));
  }

  function swap(id, piece) {
    const old = document.getElementById(id);
    if (!old || !piece) return;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const again = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.dataset.verbName ? `[data-verb-name="${focused.dataset.verbName}"]` : null);
    old.querySelectorAll("details[open]").forEach((open) => { if (open.id) piece.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", ""); });
    const arrived = document.adoptNode(piece);
    old.replaceWith(arrived);
    htmx.process(arrived);
    if (again) arrived.querySelector(again)?.focus({ preventScroll: true });
  }
})();
