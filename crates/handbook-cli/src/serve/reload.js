// @ts-check
// Follows the server's builds: reloads the page when the site is new, shows mistakes over it until they are mended.

const parameters = new URL(import.meta.url).searchParams;
const version = parameters.get("version");
const placeKey = "handbook-serve-place";

/** @type {EventSource | undefined} */
let events;
/** @type {HTMLElement | undefined} */
let overlay;
let dismissed = "";

restorePlace();
connect();
// A hidden page keeps no connection, since browsers allow few of them; it catches up when it is shown again.
document.addEventListener("visibilitychange", connect);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);

function connect() {
  if (document.visibilityState === "hidden") return disconnect();
  if (events) return;
  events = new EventSource("/__handbook/events");
  events.addEventListener("state", (event) => follow(event.data));
}

function disconnect() {
  events?.close();
  events = undefined;
}

/** @param {string} data */
function follow(data) {
  const state = JSON.parse(data);
  if (state.version !== version) {
    disconnect();
    sessionStorage.setItem(placeKey, JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
    return;
  }
  if (parameters.get("overlay") === "no" || data === dismissed) return;
  overlay?.remove();
  overlay = undefined;
  if (state.mistakes.length > 0) show(state, data);
}

/**
 * @param {{ headline: string, dismiss: string, mistakes: { place: string, message: string, hints: string[] }[] }} state
 * @param {string} data
 */
function show(state, data) {
  loadStyles();
  overlay = element("section", "handbook-overlay", "");
  overlay.setAttribute("role", "alert");
  const dismiss = element("button", "", state.dismiss);
  dismiss.setAttribute("type", "button");
  dismiss.addEventListener("click", () => {
    dismissed = data;
    overlay?.remove();
  });
  const list = document.createElement("ol");
  for (const mistake of state.mistakes) {
    const item = document.createElement("li");
    item.append(element("code", "", mistake.place), element("p", "", mistake.message));
    item.append(...mistake.hints.map((hint) => element("p", "handbook-hint", hint)));
    list.append(item);
  }
  overlay.append(element("h2", "", state.headline), list, dismiss);
  document.body.append(overlay);
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
  const stored = sessionStorage.getItem(placeKey);
  sessionStorage.removeItem(placeKey);
  if (!stored) return;
  const [path, x, y] = JSON.parse(stored);
  if (path === location.pathname) scrollTo({ left: x, top: y, behavior: "instant" });
}
