// What somebody typed is kept by the server while they type. The browser holds the last
// moments of it, for when the page dies first or nobody is signed in any more.
(() => {
  const words = JSON.parse(document.getElementById("tick-words")?.textContent || "{}");
  const ahead = Date.parse(document.body.dataset.now) - Date.now();
  const keepers = (root) => [...root.querySelectorAll("[data-unsent]")];
  let moments = 0;
  const name = (keeper) => `draft:${keeper.dataset.unsent}`;
  const unkept = /^(csrfmiddlewaretoken|draft-|seq$|in$|preview$|files$)/;

  function held(keeper) {
    try { return JSON.parse(localStorage.getItem(name(keeper))); } catch { return null; }
  }

  function told(form) {
    const fields = {};
    for (const [field, value] of new FormData(form)) {
      if (typeof value === "string" && value && !unkept.test(field)) (fields[field] ||= []).push(value);
    }
    return fields;
  }

  function remember(keeper) {
    localStorage.setItem(name(keeper), JSON.stringify({ at: Date.now() + ahead, fields: told(keeper.closest("form")) }));
    moments += 1;
    keeper.dataset.pending = moments;
  }

  // Only what is newer than what the server knows: else it was sent, or changed elsewhere.
  function restore(keeper) {
    const form = keeper.closest("form");
    const found = held(keeper);
    if (!form || keeper.dataset.restored || !found?.fields) return;
    keeper.dataset.restored = "yes";
    const old = Date.now() + ahead - found.at > 14 * 86400000;
    if (old || (keeper.dataset.kept && found.at <= Date.parse(keeper.dataset.kept))) {
      localStorage.removeItem(name(keeper));
      return;
    }
    Object.entries(found.fields).forEach(([field, values]) => {
      [...form.elements].filter((each) => each.name === field).forEach((each) => {
        if (each.type === "checkbox" || each.type === "radio") each.checked = values.includes(each.value);
        else if (each.multiple && each.options) [...each.options].forEach((option) => { option.selected = values.includes(option.value); });
        else if (each.type !== "hidden" && each.type !== "file") each.value = values[0];
      });
    });
    htmx.trigger(form, "input");
  }

  const keeperOf = (element) => element.closest?.("form")?.querySelector("[data-unsent]");

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const keeper = event.target.name && keeperOf(event.target);
      if (keeper) remember(keeper);
    });
  }

  // The page goes before the next moment of keeping: what is typed goes on its own.
  function hurry() {
    keepers(document).filter((keeper) => keeper.dataset.pending).forEach((keeper) => {
      const form = keeper.closest("form");
      const body = new URLSearchParams();
      for (const [field, value] of new FormData(form)) if (typeof value === "string") body.append(field, value);
      fetch(keeper.getAttribute("hx-post"), { method: "POST", body, keepalive: true, credentials: "same-origin" });
      delete keeper.dataset.pending;
    });
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) hurry(); });

  const isKeeping = (event) => event.detail.requestConfig?.elt?.matches?.("[data-unsent]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isKeeping(event)) event.detail.requestConfig.moment = event.detail.elt.dataset.pending;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const asked = event.detail.requestConfig;
    if (isKeeping(event)) {
      const status = event.detail.xhr.status;
      if (status === 204 && asked.moment === asked.elt.dataset.pending) delete asked.elt.dataset.pending;
      if (status === 401) tellSignedOut();
      return;
    }
    const keeper = asked?.elt && keeperOf(asked.elt);
    if (!keeper || event.detail.xhr.status >= 400 || asked.verb !== "post") return;
    if (asked.elt.closest("form").matches(".composer") && event.detail.target?.id === "said-preview") return;
    localStorage.removeItem(name(keeper));
    delete keeper.dataset.pending;
    const standing = document.getElementById("say");
    if (standing && asked.elt.closest("form").matches(".composer")) standing.value = "";
  });

  function tellSignedOut() {
    const place = document.querySelector(".above");
    if (!place || place.querySelector("[data-signed-out]")) return;
    const banner = document.createElement("div");
    banner.className = "banner banner--calm";
    banner.dataset.signedOut = "";
    banner.setAttribute("role", "alert");
    const said = document.createElement("p");
    said.textContent = `${words.signed_out} `;
    const link = document.createElement("a");
    link.className = "link";
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = words.sign_in;
    said.append(link);
    banner.append(document.createElement("span"), said);
    place.append(banner);
  }

  // A plain form's page is left when it was sent: the next page tells that it arrived.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget-drafts]")) {
      Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
      return;
    }
    const keeper = event.target.querySelector("[data-unsent]");
    if (!keeper) return;
    delete keeper.dataset.pending;
    sessionStorage.setItem("sent", JSON.stringify([location.pathname, name(keeper)]));
  });
  const [from, sent] = JSON.parse(sessionStorage.getItem("sent") || "[null, null]");
  if (from && from !== location.pathname && !location.pathname.startsWith("/sign-in")) localStorage.removeItem(sent);
  sessionStorage.removeItem("sent");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.target.form?.requestSubmit();
    }
  });
  window.addEventListener("load", () => keepers(document).forEach(restore));
  document.addEventListener("htmx:afterSettle", (event) => keepers(event.target).forEach(restore));
})();
