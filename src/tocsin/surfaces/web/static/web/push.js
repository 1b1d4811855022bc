// A browser lets itself be pushed to: this only it can do. A form with data-push is shown
// where push is known; elsewhere the line before it says so.
(() => {
  const known = "serviceWorker" in navigator && "PushManager" in window;

  function bytes(text) {
    const padded = text.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
  }

  // Another installation's key on this address, or an older one's, is given up.
  async function subscribed(key) {
    const worker = await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    const asked = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    try {
      return await worker.pushManager.subscribe(asked);
    } catch (flaw) {
      if (flaw.name !== "InvalidStateError") throw flaw;
      await (await worker.pushManager.getSubscription())?.unsubscribe();
      return worker.pushManager.subscribe(asked);
    }
  }

  for (const form of document.querySelectorAll("form[data-push]")) {
    const said = form.querySelector("[data-push-said]");
    form.hidden = !known;
    if (form.previousElementSibling?.matches("[data-push-unknown]")) {
      form.previousElementSibling.hidden = known;
    }
    form.addEventListener("submit", async (event) => {
      if (form.elements.subscription.value) return;
      event.preventDefault();
      said.hidden = true;
      try {
        if ((await Notification.requestPermission()) !== "granted") throw new Error();
        const made = await subscribed(form.dataset.push);
        form.elements.subscription.value = JSON.stringify(made);
        form.elements.label.value = navigator.userAgentData?.platform || navigator.platform;
        form.submit();
      } catch (flaw) {
        said.hidden = false;
      }
    });
  }
})();
