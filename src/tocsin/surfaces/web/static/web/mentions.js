// Whom to mention, while one types `@`: chosen by arrows and Enter, or by a click.
// Without this file the name is typed whole.
(() => {
  const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}_.+-]{1,40})$/u;
  let list = null;
  let field = null;
  let asked = 0;
  // What was chosen by Enter before the list for all that was typed had come.
  let wanted = false;

  function begun() {
    return BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1];
  }

  function listFor(textarea) {
    if (list?.isConnected && field === textarea) return list;
    list?.remove();
    list = document.createElement("ul");
    list.className = "mentioning";
    list.id = "mentioning";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    textarea.after(list);
    textarea.setAttribute("aria-controls", "mentioning");
    textarea.setAttribute("aria-autocomplete", "list");
    field = textarea;
    return list;
  }

  function close() {
    if (!list) return;
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function point(option) {
    list.querySelectorAll("li").forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    if (option) field.setAttribute("aria-activedescendant", option.id);
  }

  function take(option) {
    const at = field.selectionStart;
    const before = field.value.slice(0, at - begun().length);
    field.setRangeText(option.dataset.name + " ", before.length, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.focus();
  }

  document.addEventListener("input", async (event) => {
    const textarea = event.target.closest("textarea[data-mentions]");
    if (!textarea) return;
    const here = listFor(textarea);
    const name = begun();
    wanted = false;
    if (!name) return close();
    const mine = ++asked;
    const answer = await fetch(`${textarea.dataset.mentions}?q=${encodeURIComponent(name)}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected || mine !== asked) return;
    here.innerHTML = await answer.text();
    here.dataset.asked = name;
    here.hidden = !here.firstElementChild;
    const first = here.querySelector("li");
    point(first);
    if (wanted && first && name === begun()) take(first);
  });

  document.addEventListener("keydown", (event) => {
    if (!list || list.hidden || event.target !== field) return;
    const options = [...list.querySelectorAll("li")];
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const chooses = (event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) point(options[(at + step + options.length) % options.length]);
    else if (chooses && list.dataset.asked !== begun()) wanted = true;
    else if (chooses && options[at]) take(options[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest(".mentioning li");
    if (option) { event.preventDefault(); take(option); } else close();
  });
})();
