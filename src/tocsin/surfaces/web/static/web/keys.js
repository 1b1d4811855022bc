// Single keys: an element with data-key is clicked when its key is pressed.
// Other scripts hear `desk:key` first and may take it.
(() => {
  const words = () => JSON.parse(document.getElementById("tick-words")?.textContent || "{}");
  const off = () => localStorage.getItem("keys") === "off";
  let before = "";
  let forget = 0;

  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  function find(key) {
    const scope = document.querySelector("dialog[open]") || document;
    const all = [...scope.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
    return all.find(seen) || all[0];
  }

  function press(key) {
    const taken = !document.dispatchEvent(new CustomEvent("desk:key", { detail: key, cancelable: true }));
    if (taken) return true;
    const element = find(key);
    if (!element) return false;
    if (element.matches("textarea, input")) element.focus();
    else element.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
      if (press("Control+k")) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (off() && event.key !== "?") return;
    if (document.querySelector("dialog[open]")) return;
    const key = before ? `${before} ${event.key}` : event.key;
    clearTimeout(forget);
    if (!before && event.key === "g") {
      before = "g";
      forget = setTimeout(() => { before = ""; }, 1200);
      return;
    }
    before = "";
    if (press(key)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    localStorage.setItem("keys", event.target.checked ? "on" : "off");
    document.getElementById("spoken").textContent = event.target.checked ? words().keys_on : words().keys_off;
  });
  document.querySelectorAll("[data-keys-switch]").forEach((box) => { box.checked = !off(); });
})();
