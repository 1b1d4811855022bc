// A sign of presence every ten seconds while an incident's page is seen; who else is
// there is swapped in place. Nobody who closed the page is shown for long.
(() => {
  const place = () => document.getElementById("presence");
  if (!place() || !document.getElementById("incident")) return;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  let typed = 0;
  let told = "";

  const ask = (more) => fetch(place().dataset.presence, {
    credentials: "same-origin", headers: { "HX-Request": "true", "X-CSRFToken": token }, ...more,
  });

  async function show(answer) {
    if (!answer.ok || answer.redirected || answer.status === 204) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("presence");
    if (fresh && fresh.innerHTML !== place().innerHTML) place().replaceWith(document.adoptNode(fresh));
  }

  const doing = () => (Date.now() - typed < 15000 ? "writing" : "looking");

  async function sign() {
    if (document.hidden) return;
    told = doing();
    try { await show(await ask({ method: "POST", body: new URLSearchParams({ doing: told }) })); } catch { /* the next sign tells it */ }
  }

  document.addEventListener("input", (event) => {
    if (!event.target.closest("#incident form")) return;
    typed = Date.now();
    if (told !== "writing") sign();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sign(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig?.verb !== "post" || event.detail.requestConfig.path.endsWith("/keep")) return;
    typed = 0;
    sign();
  });
  document.addEventListener("desk:present", async () => {
    if (document.hidden) return;
    try { await show(await ask({})); } catch { /* the next one tells it */ }
  });
  window.addEventListener("pagehide", () => { ask({ method: "POST", body: new URLSearchParams({ gone: "yes" }), keepalive: true }); });
  window.addEventListener("load", sign);
  setInterval(sign, 10000);
})();
