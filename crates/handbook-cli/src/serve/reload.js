// @ts-check
// Follows the server: patches the page to what it is now, and shows mistakes over it until they are mended.

import { Served } from "./morph.js";

const place = "handbook-serve-place";

// Before other scripts run: this one is the first of the page.
const served = new Served('script[src^="/__handbook/"]');
let content = new URL(import.meta.url).searchParams.get("content") ?? "";
const isOfMistakes = content.startsWith("mistakes-");

/** @type {EventSource | undefined} */
let events;
/** @type {HTMLElement | undefined} */
let overlay;
let [shown, dismissed] = ["", ""];

restorePlace();
connect();
// A hidden page keeps no connection, since browsers allow few of them; it catches up when it is shown again.
document.addEventListener("visibilitychange", connect);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);

function connect() {
  if (document.visibilityState === "hidden") return disconnect();
  if (events) return;
  events = new EventSource(`/__handbook/events?page=${encodeURIComponent(location.pathname)}&content=${content}`);
  events.addEventListener("page", ({ data }) => patch(JSON.parse(data)));
  events.addEventListener("state", ({ data }) => follow(JSON.parse(data)));
  events.addEventListener("files", ({ data }) => refresh(JSON.parse(data)));
  events.addEventListener("reload", reload);
}

function disconnect() {
  events?.close();
  events = undefined;
}

/** @param {{ content: string, html: string }} page */
function patch(page) {
  try {
    if (!served.patch(page.html)) return reload();
  } catch (error) {
    // A page that scripts have taken apart.
    console.info("handbook serve loads the page anew:", error);
    return reload();
  }
  content = page.content;
}

function reload() {
  disconnect();
  sessionStorage.setItem(place, JSON.stringify([location.pathname, scrollX, scrollY]));
  location.reload();
}

/** @typedef {{ headline: string, dismiss: string, more: string, mistakes: { place: string, message: string, hints: string[] }[] }} State */

/** @param {State} state */
function follow({ headline, dismiss, more, mistakes }) {
  const data = JSON.stringify([headline, mistakes]);
  if (isOfMistakes || data === shown || data === dismissed) return;
  overlay?.remove();
  [overlay, shown, dismissed] = [undefined, data, ""];
  if (mistakes.length > 0) show({ headline, dismiss, more, mistakes }, data);
}

/** @param {State} state @param {string} data */
function show(state, data) {
  loadStyles();
  overlay = element("section", "handbook-overlay", "");
  overlay.setAttribute("role", "alert");
  const dismiss = element("button", "", state.dismiss);
  dismiss.setAttribute("type", "button");
  dismiss.addEventListener("click", () => {
    [shown, dismissed] = ["", data];
    overlay?.remove();
  });
  const list = document.createElement("ol");
  for (const mistake of state.mistakes) {
    const item = document.createElement("li");
    item.append(element("code", "", mistake.place), element("p", "", mistake.message));
    item.append(...mistake.hints.map((hint) => element("p", "handbook-hint", hint)));
    list.append(item);
  }
  overlay.append(element("h2", "", state.headline), list, element("p", "", state.more), dismiss);
  document.body.append(overlay);
}

/** Shows files anew that changed under the same name. @param {string[]} names */
function refresh(names) {
  for (const name of names) {
    for (const shows of document.querySelectorAll("img[src], source[src], link[rel=stylesheet][href]")) {
      const attribute = shows.hasAttribute("src") ? "src" : "href";
      const address = new URL(shows.getAttribute(attribute) ?? "", document.baseURI);
      if (address.origin !== location.origin || !decodeURI(address.pathname).endsWith(`/${name}`)) continue;
      address.searchParams.set("changed", String(Date.now()));
      shows.setAttribute(attribute, address.href);
    }
  }
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function loadStyles() {
  const href = "/__handbook/reload.css";
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}

function restorePlace() {
  const stored = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (!stored) return;
  const [path, x, y] = JSON.parse(stored);
  if (path === location.pathname) scrollTo({ left: x, top: y, behavior: "instant" });
}
