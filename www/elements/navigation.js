// @ts-check
// The navigation as a tree: what is below a page comes from that page's own navigation when it is opened, what was opened stays
// open from page to page of a visit, and a filter leaves the lines that have some letters. All lines are links without this.

const KEY = 'handbook:navigation';
const KEPT = 40;
/** How deep lines are set in, at most. */
const LEVELS = 8;

/** A line as it is kept: title, address, depth below the opened page, whether there is more below it. @typedef {[string, string, number, boolean]} Line */

/** @param {HTMLElement} line */
const level = (line) => Number(/level-(\d)/.exec(line.className)?.[1] ?? 0);
/** @param {HTMLElement} line */
const link = (line) => /** @type {HTMLAnchorElement} */ (line.querySelector('a'));
/** @param {string} text */
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The lines that follow a line and are below it. @param {HTMLElement} line */
function below(line) {
  const found = [];
  for (let next = line.nextElementSibling; next instanceof HTMLElement && level(next) > level(line); next = next.nextElementSibling) found.push(next);
  return found;
}

/**
 * The lines directly below a page, from the navigation on it: no more of the page is fetched than that.
 * @param {string} address
 * @returns {Promise<Line[]>}
 */
async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(response.statusText);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let html = '';
  for (;;) {
    const { done, value } = await reader.read();
    html += decoder.decode(value, { stream: !done });
    const start = html.indexOf('<nav class="navigation"');
    const end = start < 0 ? -1 : html.indexOf('</nav>', start);
    if (done || end >= 0) {
      reader.cancel().catch(() => {});
      const lines = new DOMParser().parseFromString(html.slice(Math.max(start, 0), end), 'text/html').querySelectorAll('li');
      const current = [...lines].find((line) => line.querySelector('[aria-current]'));
      return (current ? below(current) : []).map((line) => [link(line).textContent ?? '', link(line).getAttribute('href') ?? '', level(line) - level(/** @type {HTMLElement} */ (current)), 'more' in line.dataset]);
    }
  }
}

/** @returns {Record<string, Line[]>} */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {Record<string, Line[]>} opened */
function keep(opened) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(opened).slice(-KEPT))));
  } catch {
    // Nothing is kept where the browser keeps nothing.
  }
}

/** @param {HTMLElement} navigation */
export function growTree(navigation) {
  const list = /** @type {HTMLElement} */ (navigation.querySelector('ul'));
  const filter = /** @type {HTMLInputElement} */ (navigation.querySelector('input'));
  const nothing = /** @type {HTMLElement} */ (navigation.querySelector('p'));
  const lines = () => /** @type {HTMLElement[]} */ ([...list.children]);

  /** Gives a line that has more below it a handle. @param {HTMLElement} line */
  function equip(line) {
    const handle = document.createElement('button');
    handle.type = 'button';
    handle.setAttribute('aria-expanded', 'false');
    handle.setAttribute('aria-label', link(line).textContent ?? '');
    line.prepend(handle);
  }

  /** @param {HTMLElement} line @param {Line[]} found */
  function grow(line, found) {
    line.querySelector('button')?.setAttribute('aria-expanded', 'true');
    // The way down to this page may pass through here: it stays as it is, with all that hangs on it.
    const there = new Map(below(line).filter((each) => level(each) === level(line) + 1).map((each) => [link(each).getAttribute('href'), [each, ...below(each)]]));
    const grown = found.flatMap(([title, href, depth, more]) => {
      const old = there.get(href);
      if (old) return old;
      const fresh = document.createElement('li');
      fresh.className = `level-${Math.min(level(line) + depth, LEVELS)}`;
      fresh.dataset.grown = '';
      const to = document.createElement('a');
      to.href = href;
      to.textContent = title;
      fresh.append(to);
      if (more) equip(fresh);
      return [fresh];
    });
    line.after(...grown);
  }

  /** @param {HTMLElement} line */
  function shrink(line) {
    const opened = kept();
    for (const each of [line, ...below(line)]) {
      delete opened[link(each).getAttribute('href') ?? ''];
      if (each !== line && 'grown' in each.dataset) each.remove();
      else each.querySelector('button')?.setAttribute('aria-expanded', 'false');
    }
    keep(opened);
  }

  /** @param {HTMLElement} line */
  async function toggle(line) {
    const handle = /** @type {HTMLElement} */ (line.querySelector('button'));
    if (handle.ariaExpanded === 'true') return shrink(line);
    if (handle.ariaBusy === 'true') return;
    const address = link(line).getAttribute('href') ?? '';
    handle.ariaBusy = 'true';
    try {
      const found = await fetched(address);
      grow(line, found);
      keep({ ...kept(), [address]: found });
    } catch {
      // The list below the page is on the page.
      location.assign(address);
    }
    handle.ariaBusy = null;
  }

  function sift() {
    const words = folded(filter.value).split(/\s+/).filter(Boolean);
    let any = false;
    let outer = Infinity;
    for (const line of lines().reverse()) {
      const text = folded(link(line).textContent ?? '');
      const fits = words.every((word) => text.includes(word));
      any ||= fits;
      // What is above a line that fits stays too: it says where that line is.
      line.hidden = !fits && level(line) >= outer;
      outer = line.hidden ? outer : level(line);
    }
    nothing.hidden = any;
    list.hidden = !any;
  }

  lines().filter((line) => 'more' in line.dataset).forEach(equip);
  for (const [address, found] of Object.entries(kept())) {
    const line = lines().find((each) => link(each).getAttribute('href') === address);
    if (line?.querySelector('button')) grow(line, found);
  }
  const current = list.querySelector('[aria-current]')?.getBoundingClientRect();
  const box = navigation.getBoundingClientRect();
  if (current && current.bottom > box.bottom) navigation.scrollTop += current.top - box.top - box.height / 3;

  list.addEventListener('click', ({ target }) => {
    const handle = /** @type {Element} */ (target).closest('button');
    if (handle) toggle(/** @type {HTMLElement} */ (handle.parentElement));
  });
  filter.addEventListener('input', sift);
  // What was typed while this code came.
  if (filter.value) sift();
  filter.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && filter.value) {
      event.preventDefault();
      filter.value = '';
      sift();
    } else if (event.key === 'Enter' && filter.value) {
      const words = folded(filter.value).split(/\s+/).filter(Boolean);
      const fits = lines().find((line) => words.every((word) => folded(link(line).textContent ?? '').includes(word)));
      (fits ? link(fits) : nothing.querySelector('a'))?.click();
    }
  });
  nothing.addEventListener('click', (event) => {
    const words = document.querySelector('dialog[data-search] input');
    const search = document.querySelector('.site-search');
    if (!(words instanceof HTMLInputElement && search instanceof HTMLElement)) return;
    event.preventDefault();
    words.value = filter.value;
    search.click();
  });
}
