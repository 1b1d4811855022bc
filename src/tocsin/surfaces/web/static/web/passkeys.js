// Passkeys: the one thing here that a browser does by JavaScript only. A form with
// data-passkey is shown where they are known; elsewhere the line beside it says so.
(() => {
  const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

  async function options(form) {
    const held = form.querySelector("script[type='application/json']");
    if (held) return JSON.parse(held.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  }

  async function answered(form) {
    const asked = (await options(form)).publicKey;
    if (form.dataset.passkey === "create") {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
      return navigator.credentials.create({ publicKey });
    }
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
    return navigator.credentials.get({ publicKey });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const said = form.querySelector("[data-passkey-said]");
    form.hidden = !known;
    if (form.previousElementSibling?.matches("[data-passkey-unknown]")) {
      form.previousElementSibling.hidden = Boolean(known);
    }
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      said.hidden = true;
      try {
        const credential = await answered(form);
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch (trouble) {
        // Whoever closes the browser's question is told, like whoever has no passkey.
        said.hidden = false;
      }
    });
  }
})();
