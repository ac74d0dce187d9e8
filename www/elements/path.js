// @ts-check
// Paths for new hires: which items were ticked, and on which day. That is kept in this browser and sent nowhere.

/** @typedef {{ at: number, done: Record<string, string> }} Kept by the key of each item, the day on which it was ticked */

/** @param {string} address */
const nameOf = (address) => `handbook:path:${address}`;

/**
 * What is kept of a path; nothing where a browser keeps nothing, or something else stands there.
 * @param {string} address
 * @returns {Kept | undefined}
 */
function kept(address) {
  try {
    const { at, done } = JSON.parse(localStorage.getItem(nameOf(address)) ?? '{}');
    const days = Object.entries(done ?? {}).filter(([, day]) => typeof day === 'string');
    return { at: Number(at) || 0, done: Object.fromEntries(days) };
  } catch (error) {
    return error instanceof SyntaxError || error instanceof TypeError ? { at: 0, done: {} } : undefined;
  }
}

/**
 * @param {string} address
 * @param {Record<string, string>} done
 */
function keep(address, done) {
  try {
    if (Object.keys(done).length) localStorage.setItem(nameOf(address), JSON.stringify({ at: Date.now(), done }));
    else localStorage.removeItem(nameOf(address));
    return true;
  } catch {
    return false;
  }
}

/** The reader's own day, such as 2026-10-12. */
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** @param {HTMLElement} path */
function follow(path) {
  const address = path.dataset.path ?? '';
  const items = /** @type {HTMLElement[]} */ ([...path.querySelectorAll('[data-key]')]);
  const [bar, start, template] = ['progress', 'button', 'template'].map((name) => path.querySelector(name));
  let isKept = true;
  /** @type {Record<string, string>} */
  let done = {};

  /** @param {HTMLElement} item */
  const box = (item) => /** @type {HTMLInputElement} */ (item.querySelector('input'));
  /** @param {HTMLElement} item */
  const day = (item) => (Object.hasOwn(done, item.dataset.key ?? '') ? done[item.dataset.key ?? ''] : '');
  /** @param {string} name @param {number} number */
  const fill = (name, number) => path.querySelectorAll(`[data-slot=${name}]`).forEach((slot) => (slot.textContent = `${number}`));
  /** @param {string} name @param {boolean} isShown */
  const show = (name, isShown) => path.querySelectorAll(`[data-part=${name}]`).forEach((part) => part.toggleAttribute('hidden', !isShown));

  const update = () => {
    const open = items.filter((item) => !day(item));
    const count = items.length - open.length;
    const left = open.reduce((sum, item) => sum + Number(item.dataset.minutes ?? 0), 0);
    fill('done', count);
    fill('hours', Math.floor(left / 60));
    fill('minutes', left % 60);
    show('hours', left >= 60);
    show('start', !count);
    show('begun', count > 0 && open.length > 0);
    show('finished', !open.length);
    show('kept', isKept && count > 0);
    show('unkept', !isKept);
    if (bar instanceof HTMLProgressElement) bar.value = count;
    for (const item of items) {
      box(item).checked = !!day(item);
      const isChanged = !!day(item) && (item.dataset.changed ?? '') > day(item);
      const note = item.querySelector('.path-changed');
      if (!isChanged) note?.remove();
      else if (!note && template instanceof HTMLTemplateElement) item.append(template.content.cloneNode(true));
    }
  };

  const load = () => {
    const found = kept(address);
    isKept = !!found;
    done = found?.done ?? {};
    update();
  };

  path.addEventListener('change', ({ target }) => {
    const item = items.find((item) => box(item) === target);
    if (!item) return;
    // Another window may have ticked something else meanwhile.
    done = kept(address)?.done ?? done;
    const { [item.dataset.key ?? '']: _, ...others } = done;
    done = box(item).checked ? { ...others, [item.dataset.key ?? '']: today() } : others;
    isKept = keep(address, done);
    update();
  });
  start?.addEventListener('click', () => {
    done = {};
    isKept = keep(address, done);
    start.closest('details')?.removeAttribute('open');
    update();
    if (items[0]) box(items[0]).focus();
  });
  addEventListener('storage', ({ key }) => (key === null || key === nameOf(address)) && load());
  for (const item of items) box(item).disabled = false;
  load();
}

/**
 * Shows how far readers came on the paths that are named here; where one line stands for all, that of the path last gone.
 * @param {HTMLElement[]} lines
 */
function continued(lines) {
  let last = 0;
  for (const line of lines) {
    const found = kept(line.dataset.begun ?? '');
    const count = Object.keys(found?.done ?? {}).length;
    const others = line.closest('.begun')?.querySelectorAll('[data-shown]') ?? [];
    if (!found || !count || (others.length && found.at < last)) continue;
    others.forEach((other) => other.removeAttribute('data-shown'));
    last = found.at;
    line.querySelectorAll('[data-slot]').forEach((slot) => (slot.textContent = `${count}`));
    line.dataset.shown = '';
  }
}

/** @param {HTMLElement[]} elements */
export function showPaths(elements) {
  elements.filter((element) => element.dataset.path).forEach(follow);
  continued(elements.filter((element) => element.dataset.begun));
}
