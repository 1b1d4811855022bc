// When an answer does not come, or comes broken, the page says so and keeps what was typed.
(() => {
  const source = document.getElementById("tick-words");
  if (!source) return;
  const words = JSON.parse(source.textContent);

  function tell() {
    const place = document.querySelector(".above");
    if (!place || place.querySelector("[data-trouble]")) return;
    const banner = document.createElement("div");
    banner.className = "banner banner--calm";
    banner.dataset.trouble = "";
    banner.setAttribute("role", "alert");
    const said = document.createElement("p");
    said.textContent = words.trouble;
    banner.append(document.createElement("span"), said);
    place.append(banner);
  }

  document.addEventListener("htmx:sendError", tell);
  document.addEventListener("htmx:timeout", tell);
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) tell();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    // What is kept in passing says nothing about what was sent.
    if (event.detail.elt?.matches?.("[data-unsent]")) return;
    if (event.detail.successful) document.querySelector("[data-trouble]")?.remove();
  });
})();
