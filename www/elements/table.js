// @ts-check
// A table wider than its place scrolls in its wrapper; only then is the wrapper a stop for the keyboard, with a name. A
// table that can be sorted gets buttons in its heads; the sorting itself is fetched when one is pressed.

const ROWS = 3;

// All are measured before one is changed: what is measured after a change is laid out anew.
const observer = new ResizeObserver((entries) => {
  const wrappers = new Set(entries.map(({ target }) => /** @type {HTMLElement} */ (target.closest('.table-scroll'))));
  const measured = [...wrappers].map((wrapper) => /** @type {const} */ ([wrapper, wrapper.scrollWidth > wrapper.clientWidth]));
  for (const [wrapper, isWide] of measured) {
    if (isWide === wrapper.hasAttribute('tabindex') && isWide !== wrapper.hasAttribute('data-fits')) continue;
    for (const [name, value] of Object.entries({ tabindex: '0', role: 'region', 'aria-label': isWide ? nameOf(wrapper) : '' })) {
      if (isWide) wrapper.setAttribute(name, value);
      else wrapper.removeAttribute(name);
    }
    wrapper.toggleAttribute('data-fits', !isWide);
  }
});

/** @param {HTMLElement} wrapper */
export function attach(wrapper) {
  for (const element of [wrapper, ...wrapper.children]) observer.observe(element);
  const table = wrapper.querySelector('table');
  if (table && isSortable(table)) table.querySelectorAll('thead th').forEach(addButton);
}

/**
 * The caption, or the columns and the heading that the table is under.
 * @param {HTMLElement} wrapper
 */
function nameOf(wrapper) {
  /** @type {Element | null} */
  let before = wrapper;
  while (before && !/^H\d/.test(before.tagName)) before = before.previousElementSibling;
  const caption = wrapper.querySelector('caption');
  const parts = caption ? [caption] : [...wrapper.querySelectorAll('thead th'), before?.firstChild];
  return parts.map((part) => part?.textContent?.trim() ?? '').join(', ');
}

/** One row of heads, three rows or more, each cell in its own column; cases stand in the order of their author. @param {HTMLTableElement} table */
function isSortable(table) {
  const { tHead, tBodies } = table;
  const body = tBodies[0];
  return tHead?.rows.length === 1 && tBodies.length === 1 && body.rows.length >= ROWS && !table.closest('.policy-cases')
    && [...table.rows].every(({ cells }) => cells.length === tHead.rows[0].cells.length)
    && !table.querySelector('[colspan], [rowspan]');
}

/** @param {Element} head */
function addButton(head) {
  if (!head.textContent?.trim() || head.querySelector('a, button, input')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => import('./table-sort.js').then(({ sortBy }) => sortBy(/** @type {HTMLTableCellElement} */ (head))));
}
