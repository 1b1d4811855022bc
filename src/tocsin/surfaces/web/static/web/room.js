// A room: lines arrive by its own stream and are put in their minute; when more than
// words changed, its pieces are swapped in place. Nothing moves under typed text.
(() => {
  const room = () => document.getElementById("room");
  if (!room()?.dataset.live || !window.EventSource) return;
  const log = () => document.getElementById("log");
  const words = JSON.parse(document.getElementById("tick-words")?.textContent || "{}");
  let seq = Math.max(0, ...[...document.querySelectorAll("#log [data-seq]")].map((line) => Number(line.dataset.seq)));
  let due = 0;

  const stream = new EventSource(`${room().dataset.live}?seq=${seq}`);
  stream.addEventListener("room", (event) => {
    const told = JSON.parse(event.data);
    told.lines.forEach(add);
    if (told.room) soon();
  });
  window.addEventListener("pagehide", () => stream.close());

  function parsed(html) {
    return new DOMParser().parseFromString(html, "text/html").body;
  }

  function add(line) {
    if (!log() || line.seq <= seq || log().querySelector(`[data-seq="${line.seq}"]`)) return;
    seq = line.seq;
    const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 200;
    let minute = log().querySelector(`[data-minute="${line.minute}"]`);
    if (!minute) {
      minute = document.createElement("section");
      minute.className = "minute";
      minute.dataset.minute = line.minute;
      const head = document.createElement("h3");
      head.append(...parsed(line.head).childNodes);
      minute.append(head, document.createElement("ol"));
      log().append(minute);
    }
    const item = parsed(line.html).querySelector("li");
    item.classList.add("entry--new");
    minute.querySelector("ol").append(item);
    if (atEnd) item.scrollIntoView({ block: "nearest" });
    else wait(item);
  }

  function wait(item) {
    const button = document.getElementById("waiting");
    if (!button) return;
    const count = log().querySelectorAll(".entry--new").length;
    button.hidden = false;
    button.textContent = (words.entries || "%(n)s").replace("%(n)s", count);
    button.onclick = () => { item.scrollIntoView({ block: "center" }); button.hidden = true; };
  }

  // --- pieces ---
  function soon() {
    if (due || !room()?.dataset.pieces) return;
    due = setTimeout(async () => {
      due = 0;
      if (document.querySelector("#room .htmx-request")) return soon();
      const answer = await fetch(room().dataset.pieces, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      ["room-head", "who", "cards", "name"].forEach((id) => swap(id, fresh.getElementById(id)));
    }, 250 + Math.random() * 500);
  }

  const typed = (root) => [...root.querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked : field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== field.defaultValue));

  function swap(id, piece) {
    const old = document.getElementById(id);
    if (!old || !piece || typed(old)) return;
    if (old.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return;
    const focused = old.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : "";
    old.querySelectorAll("details[open]").forEach((open) => { if (open.id) piece.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", ""); });
    const arrived = document.adoptNode(piece);
    old.replaceWith(arrived);
    window.htmx?.process(arrived);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  // --- the composer ---
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id !== "composer" || !event.detail.successful) return;
    event.target.reset();
    document.getElementById("say").focus();
    if (stream.readyState === EventSource.CLOSED) location.reload();
  });

  // --- clocks and money ---
  const began = Date.now();
  function tick() {
    const passed = (Date.now() - began) / 1000;
    document.querySelectorAll("[data-since]").forEach((cell) => {
      if (cell.classList.contains("late") && !cell.dataset.runs) return;
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(cell.dataset.since)) / 1000));
      if (Number.isNaN(seconds)) return;
      const minutes = Math.floor(seconds / 60);
      cell.textContent = minutes ? `${minutes}\u00a0min ${seconds % 60}\u00a0s` : `${seconds}\u00a0s`;
    });
    document.querySelectorAll("[data-hour]").forEach((cell) => {
      cell.dataset.at ||= String(passed);
      const cost = Number(cell.dataset.cost) + (Number(cell.dataset.hour) * (passed - Number(cell.dataset.at))) / 3600;
      cell.textContent = `${cell.dataset.sign} ${Math.round(cost / 100)}`;
    });
  }
  setInterval(tick, 1000);
})();
