// Times on the page keep moving, by the server's clock.
(() => {
  const body = document.body;
  const ahead = Date.parse(body.dataset.now) - Date.now();
  const source = document.getElementById("tick-words");
  if (!source) return;
  const words = JSON.parse(source.textContent);
  const say = (text, facts) => text.replace(/%\((\w+)\)(02)?[sd]/g, (_all, name, two) => two ? String(facts[name]).padStart(2, "0") : facts[name]);

  function ago(minutes) {
    if (minutes < 60) return say(words.min, { n: minutes });
    if (minutes < 1440) return say(words.h, { n: Math.floor(minutes / 60) });
    return say(words.d, { n: Math.floor(minutes / 1440) });
  }
  function precise(minutes) {
    if (minutes < 60) return say(words.min, { n: minutes });
    if (minutes < 1440) return say(words.h_min, { h: Math.floor(minutes / 60), m: minutes % 60 });
    return say(words.d_h, { d: Math.floor(minutes / 1440), h: Math.floor((minutes % 1440) / 60) });
  }

  function tick() {
    const now = Date.now() + ahead;
    document.querySelectorAll("time[data-tick]").forEach((time) => {
      const at = Date.parse(time.dateTime);
      let text;
      if (time.dataset.tick === "ago") text = ago(Math.max(0, Math.floor((now - at) / 60000)));
      else {
        const left = Math.trunc((at - now) / 60000);
        text = at > now ? precise(left) : say(words.over, { time: precise(-left) });
        if (at <= now) breach(time);
      }
      if (time.textContent !== text) time.textContent = text;
    });
  }
  function breach(time) {
    const clock = time.closest(".clock");
    if (!clock || clock.classList.contains("clock--breach")) return;
    clock.classList.remove("clock--near", "clock--ok");
    clock.classList.add("clock--breach");
    const ref = time.closest("[data-ref]")?.dataset.ref || "";
    document.getElementById("spoken").textContent = `${ref} ${time.textContent}`;
  }
  setInterval(tick, 15000);
  document.addEventListener("htmx:afterSwap", tick);
})();
