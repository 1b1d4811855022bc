// What somebody typed is kept, per person and incident, until it was sent.
(() => {
  const name = (field) => `draft:${field.dataset.draft}`;
  const fields = (root) => root.querySelectorAll("[data-draft]");

  function restore(root) {
    fields(root).forEach((field) => {
      const kept = localStorage.getItem(name(field));
      if (kept && !field.value) field.value = kept;
    });
  }

  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-draft]");
    if (!field) return;
    if (field.value) localStorage.setItem(name(field), field.value);
    else localStorage.removeItem(name(field));
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("form");
    if (!form || !event.detail.successful || event.detail.requestConfig.verb !== "post") return;
    fields(form).forEach((field) => {
      localStorage.removeItem(name(field));
      const standing = document.getElementById(field.id);
      if (standing && form.matches(".composer")) standing.value = "";
    });
  });

  // A plain form's page is left when it was sent: the next page tells that it arrived.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget-drafts]")) {
      Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
      return;
    }
    const sent = [...fields(event.target)].map(name);
    if (sent.length) sessionStorage.setItem("sent", JSON.stringify([location.pathname, sent]));
  });
  const [from, sent] = JSON.parse(sessionStorage.getItem("sent") || "[null, []]");
  if (from && from !== location.pathname) sent.forEach((key) => localStorage.removeItem(key));
  sessionStorage.removeItem("sent");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.target.form?.requestSubmit();
    }
  });
  restore(document);
  document.addEventListener("htmx:afterSwap", (event) => restore(event.target));
})();
