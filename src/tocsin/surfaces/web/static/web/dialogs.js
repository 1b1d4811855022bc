// The palette, the key list, menus. Without this file their links lead to pages.
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (!dialog) return;
      event.preventDefault();
      document.querySelectorAll("dialog[open]").forEach((open) => open.close());
      document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
      if (dialog.id === "palette") gather(dialog);
      dialog.showModal();
      dialog.querySelector("input[type=search]")?.select();
      return;
    }
    const dismiss = event.target.closest("[data-dismiss]");
    const place = dismiss && document.querySelector(dismiss.dataset.dismiss);
    if (place && document.querySelector("#incident, #preview")) {
      event.preventDefault();
      place.replaceChildren();
      return;
    }
    const dialog = event.target.closest("dialog");
    if (dialog && event.target === dialog) dialog.close();
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // A form that arrives takes the focus, so that the keyboard goes on there.
  document.addEventListener("htmx:afterSwap", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    if (event.target.id !== "verb-form") return;
    const first = event.target.querySelector("[aria-invalid=true], input:not([type=hidden]), select, textarea, button");
    first?.focus();
    event.target.scrollIntoView({ block: "nearest" });
  });

  // The verbs that this page offers just now stand in the palette, too.
  function gather(palette) {
    const place = palette.querySelector("[data-verbs]");
    place.replaceChildren(...[...document.querySelectorAll("[data-verb]")].filter((verb) => !verb.closest(".behind")).map((verb) => {
      const entry = document.createElement("a");
      entry.href = "#";
      entry.dataset.entry = "";
      entry.textContent = verb.dataset.verb;
      entry.addEventListener("click", (event) => { event.preventDefault(); palette.close(); verb.click(); });
      return entry;
    }));
    const field = palette.querySelector("input[type=search]");
    field.value = "";
    sift(palette, "");
  }

  function sift(palette, text) {
    const wanted = text.trim().toLowerCase();
    const search = palette.querySelector("[data-search]");
    const reference = /^(inc-?)?\d+$/.test(wanted);
    search.href = `${search.dataset.search}?q=${encodeURIComponent(text.trim())}`;
    const entries = [...palette.querySelectorAll("[data-entry]")];
    entries.forEach((entry) => {
      entry.hidden = wanted !== "" && !entry.textContent.toLowerCase().includes(wanted);
      entry.classList.remove("is-current");
    });
    const first = reference ? null : wanted && entries.find((entry) => !entry.hidden);
    (first || (wanted ? search : entries[0]))?.classList.add("is-current");
  }

  document.querySelectorAll("dialog.palette").forEach((palette) => {
    const field = palette.querySelector("input[type=search]");
    field.addEventListener("input", () => sift(palette, field.value));
    palette.addEventListener("keydown", (event) => {
      const open = [...palette.querySelectorAll(".palette-list a")].filter((entry) => !entry.hidden);
      const at = open.findIndex((entry) => entry.classList.contains("is-current"));
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        open[at]?.classList.remove("is-current");
        const next = open[(at + step + open.length) % open.length];
        next.classList.add("is-current");
        next.scrollIntoView({ block: "nearest" });
      } else if (event.key === "Escape") {
        // A search field would only empty itself.
        event.preventDefault();
        field.blur();
        palette.close();
      } else if (event.key === "Enter" && event.target === field && open[at]) {
        event.preventDefault();
        open[at].click();
      }
    });
  });
})();
