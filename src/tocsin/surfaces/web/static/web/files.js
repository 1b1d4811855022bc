// Files dropped on a form or pasted while writing are chosen in its field; it is sent as ever.
(() => {
  const formOf = (event) => event.target.closest?.("form[data-drop]");
  const fieldOf = (form) => form.querySelector('input[type="file"]');

  function choose(form, files) {
    const field = fieldOf(form);
    if (!field || !files.length) return;
    const all = new DataTransfer();
    [...field.files, ...files].forEach((file) => all.items.add(file));
    field.files = all.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("paste", (event) => {
    const form = formOf(event);
    const files = [...(event.clipboardData?.files || [])];
    if (!form || !files.length) return;
    event.preventDefault();
    choose(form, files);
  });

  ["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
    const form = formOf(event);
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-over", kind === "dragover");
    if (kind === "drop") choose(form, [...event.dataTransfer.files]);
  }));

  document.addEventListener("change", (event) => {
    const form = formOf(event);
    const told = form?.querySelector("[data-chosen]");
    if (!told || event.target !== fieldOf(form)) return;
    const count = event.target.files.length;
    told.textContent = count ? ` (${count})` : "";
    if (count) told.closest("details").open = true;
  });
})();
