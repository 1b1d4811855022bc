// Runs when no page is open: shows what was pushed, and carries out what is pressed.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch (flaw) {
    // Whatever came, something must be shown, or the browser says so itself.
  }
  event.waitUntil(show(told));
});

function show(told) {
  return self.registration.showNotification(told.title || "Tocsin", {
    body: told.body || "",
    tag: told.tag || "",
    lang: told.lang || "",
    icon: "/static/web/app-192.png",
    badge: "/static/web/app-192.png",
    // What is loud stays until somebody did something, and sounds again when renewed.
    renotify: Boolean(told.tag && told.loud),
    requireInteraction: Boolean(told.loud),
    vibrate: told.loud ? [300, 150, 300, 150, 600] : [],
    silent: false,
    actions: (told.actions || []).map(({ action, title }) => ({ action, title })),
    data: told,
  });
}

self.addEventListener("notificationclick", (event) => {
  const told = event.notification.data || {};
  const pressed = (told.actions || []).find((each) => each.action === event.action);
  event.notification.close();
  event.waitUntil(pressed ? answer(told, pressed) : open(told.url));
});

// The page behind the link has one button: this presses it. Where that fails, whoever
// pressed sees the page and why.
async function answer(told, pressed) {
  try {
    const page = await (await fetch(pressed.url)).text();
    const found = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page);
    const body = new URLSearchParams({ csrfmiddlewaretoken: found[1] });
    const done = await fetch(pressed.url, { method: "POST", body });
    if (!done.ok) return open(pressed.url);
    return show({ title: pressed.done, body: told.title, tag: told.tag, url: told.url });
  } catch (flaw) {
    return open(pressed.url);
  }
}

async function open(url) {
  const wanted = new URL(url || "/", self.location.origin);
  if (wanted.origin !== self.location.origin) return undefined;
  const windows = await self.clients.matchAll({ type: "window" });
  const here = windows.find((each) => new URL(each.url).pathname === wanted.pathname);
  return here ? here.focus() : self.clients.openWindow(wanted.href);
}
