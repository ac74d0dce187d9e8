// @ts-check
// What a link of the text leads to, shown beside it: title, description and first lines of the page or of its section, and
// the text of a footnote. All of it is taken from the pages themselves.

import { styled } from './style.js';

const DELAY = 300;
/** The pointer has this long to move from the link into the preview. */
const GRACE = 250;
/** More letters than this do not fit. */
const LENGTH = 320;
const GAP = 8;
const HEADING = /^H[1-6]$/;
const LINK = '.prose a[href]:not(.heading-anchor, .footnote-back, nav a)';
const NOTE = '.footnote-reference a';
/** What stands in a text and is not read in it. */
const ASIDE = '[hidden], [role="tooltip"], .heading-anchor, .footnote-reference, .footnote-back, .copy, script, noscript';

/** Pages by their path, each fetched once. @type {Map<string, Promise<Document>>} */
const pages = new Map([[location.pathname, Promise.resolve(document)]]);

const box = document.createElement('div');
box.id = 'page:preview';
box.className = 'preview';
box.tabIndex = -1;
box.setAttribute('popover', 'auto');

/** The link that is pointed at, whether or not its preview has come. @type {HTMLAnchorElement | undefined} */
let current;
/** The link whose preview is shown. @type {HTMLAnchorElement | undefined} */
let shown;
let connection = new AbortController();
/** @type {number | undefined} */
let opening;
/** @type {number | undefined} */
let closing;

/** Begins to follow pointer and focus. @param {Event} [event] the one that was the first */
export function follow(event) {
  if (!('popover' in HTMLElement.prototype)) return;
  document.querySelector('main')?.append(box);
  for (const name of ['pointerover', 'focusin']) addEventListener(name, consider);
  addEventListener('click', (click) => {
    const link = linkOf(click, NOTE);
    if (!link || click.ctrlKey || click.metaKey || click.shiftKey || click.altKey) return;
    click.preventDefault();
    leave();
    open(link, true);
  });
  box.addEventListener('toggle', (toggle) => {
    // Closed by the browser: for Escape, or a press elsewhere.
    if (shown && /** @type {ToggleEvent} */ (toggle).newState === 'closed') leave();
  });
  if (event) consider(event);
}

/** @param {Event} event @param {string} selector */
function linkOf({ target }, selector) {
  return /** @type {HTMLAnchorElement | null} */ (target instanceof Element ? target.closest(selector) : null);
}

/** @param {Event} event */
function consider(event) {
  if (/** @type {PointerEvent} */ (event).pointerType === 'touch') return;
  const link = linkOf(event, LINK);
  if (link === current || box.contains(/** @type {Node} */ (event.target))) {
    clearTimeout(closing);
    closing = undefined;
    return;
  }
  if (link && (event.type !== 'focusin' || link.matches(':focus-visible')) && !link.hasAttribute('aria-describedby')) {
    leave();
    current = link;
    opening = setTimeout(open, DELAY, link);
  } else if (current && !closing) {
    clearTimeout(opening);
    connection.abort();
    closing = setTimeout(leave, box.matches(':popover-open') ? GRACE : 0);
  }
}

function leave() {
  clearTimeout(opening);
  clearTimeout(closing);
  closing = undefined;
  connection.abort();
  shown?.removeAttribute('aria-describedby');
  current = shown = undefined;
  if (box.matches(':popover-open')) box.hidePopover();
}

/** @param {HTMLAnchorElement} link @param {boolean} [isAsked] by a click: then it has the focus */
async function open(link, isAsked) {
  connection = new AbortController();
  const { signal } = connection;
  current = link;
  const said = /** @type {HTMLElement | null} */ (document.querySelector('.said'));
  const [nodes] = await Promise.all([contentOf(link, signal).catch(() => []), styled(said?.dataset.styles)]);
  if (signal.aborted || !link.isConnected || !nodes.length) return;
  shown = link;
  box.replaceChildren(...nodes);
  box.role = isAsked ? 'note' : null;
  box.ariaLabel = isAsked ? link.ariaLabel : null;
  /** @type {any} */ (box).showPopover({ source: link });
  place(link);
  if (isAsked) box.focus();
  else link.setAttribute('aria-describedby', box.id);
}

/** Below the link, or above it where there is more room. @param {HTMLAnchorElement} link */
function place(link) {
  const rows = link.getClientRects();
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(GAP, Math.min(last.left, clientWidth - box.offsetWidth - GAP));
  const isBelow = last.bottom + GAP + box.offsetHeight <= clientHeight || first.top < clientHeight - last.bottom;
  const top = isBelow ? last.bottom + GAP : first.top - GAP - box.offsetHeight;
  box.style.left = left + scrollX + 'px';
  box.style.top = top + scrollY + 'px';
}

/** @param {HTMLAnchorElement} link @param {AbortSignal} signal @returns {Promise<Node[]>} */
async function contentOf(link, signal) {
  const { origin, pathname, hash } = new URL(link.href);
  if (origin !== location.origin || /\.(?!html$)\w+$/.test(pathname) || (pathname === location.pathname && !hash)) return [];
  const page = await fetched(pathname, signal);
  const target = hash ? page.getElementById(decodeURIComponent(hash.slice(1))) : null;
  if (link.matches(NOTE)) return target ? [...readable(target).childNodes] : [];
  const prose = page.querySelector('main article .prose');
  if (!prose || (hash && !target)) return [];
  if (page === document && headingBefore(link) === target) return [];
  const title = page.querySelector('h1')?.textContent ?? '';
  if (!target) return [paragraph('title', title), paragraph('lead', describe(page)), paragraph('lines', linesFrom(prose.firstElementChild))];
  const [name, text] = HEADING.test(target.tagName) ? [readable(target).textContent, linesFrom(target.nextElementSibling)]
    : [target.querySelector('.calculator-title, caption')?.textContent, target.querySelector('.calculator-summary')?.textContent ?? linesFrom(target)];
  return [paragraph('title', name ?? title), paragraph('lead', page === document || !name ? '' : title), paragraph('lines', text ?? '')];
}

/** @param {string} path @param {AbortSignal} signal */
function fetched(path, signal) {
  const kept = pages.get(path) ?? fetch(path, { signal }).then(async (response) => {
    if (!response.ok) throw new Error(response.statusText);
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  });
  pages.set(path, kept);
  kept.catch(() => pages.delete(path));
  return kept;
}

/** @param {Document} page */
function describe(page) {
  return page.querySelector('.page-lead')?.textContent ?? '';
}

/** The heading of the section that a link stands in. @param {Element} link */
function headingBefore(link) {
  return [...document.querySelectorAll('.prose :is(h2, h3, h4, h5, h6)')]
    .findLast((heading) => heading.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** The text from an element to the next heading, as much of it as fits. @param {Element | null} from */
function linesFrom(from) {
  let text = '';
  for (let each = from; each && !HEADING.test(each.tagName) && text.length < LENGTH; each = each.nextElementSibling) {
    if (each.matches('p, ul, ol, dl, blockquote, aside')) text += ' ' + readable(each).textContent;
  }
  const words = text.replace(/\s+/g, ' ').trim();
  return words.length > LENGTH ? words.slice(0, words.lastIndexOf(' ', LENGTH)) + ' …' : words;
}

/** A copy without what is not read in a text, and without the names that stand once in a page. @param {Element} element */
function readable(element) {
  const copy = /** @type {Element} */ (document.importNode(element, true));
  copy.querySelectorAll(ASIDE).forEach((aside) => aside.remove());
  copy.querySelectorAll('[id]').forEach((named) => named.removeAttribute('id'));
  return copy;
}

/** @param {string} name @param {string} text */
function paragraph(name, text) {
  const element = document.createElement('p');
  element.className = 'preview-' + name;
  element.textContent = text.trim();
  return element;
}
