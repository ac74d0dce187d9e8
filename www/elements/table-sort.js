// @ts-check
// Sorts the rows of a table by what a column holds: up, down, and at the third press as they were written. Numbers, money,
// ranks and dates count by their value, texts as the language of the page orders them; cells without either come last.

const language = document.documentElement.lang || undefined;
const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
const SCALES = { k: 1e3, m: 1e6, mm: 1e6, b: 1e9, bn: 1e9 };
/** The first letters of the months, as the language has them. */
const months = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' }).format(Date.UTC(2020, month)).toLowerCase().slice(0, 3));

/** Where each row was written. @type {WeakMap<HTMLTableRowElement, number>} */
const places = new WeakMap();

/** @param {HTMLTableCellElement} head */
export function sortBy(head) {
  const body = head.closest('table')?.tBodies[0];
  if (!body) return;
  const rows = [...body.rows];
  const isFirst = !rows.some((row) => places.has(row));
  rows.forEach((row, index) => {
    // A row that came since stands behind the one before it.
    if (!places.has(row)) places.set(row, isFirst ? index : index ? place(rows[index - 1]) + 1e-6 : -1);
  });
  const next = /** @type {Record<string, string>} */ ({ ascending: 'descending', descending: '' })[head.ariaSort ?? ''] ?? 'ascending';
  for (const other of head.parentElement?.children ?? []) other.removeAttribute('aria-sort');
  rows.sort((one, other) => place(one) - place(other));
  if (next) {
    head.setAttribute('aria-sort', next);
    arrange(rows, head.cellIndex, next === 'ascending' ? 1 : -1);
  }
  body.append(...rows);
}

/** @param {HTMLTableRowElement} row */
const place = (row) => places.get(row) ?? 0;

/** @param {HTMLTableRowElement[]} rows @param {number} column @param {number} direction */
function arrange(rows, column, direction) {
  const texts = new Map(rows.map((row) => [row, textOf(row.cells[column])]));
  const said = [...texts.values()].filter(isSaid);
  const read = [dateOf, numberOf].find((read) => said.every((text) => read(text) !== undefined));
  rows.sort((one, other) => {
    const [first, second] = [one, other].map((row) => texts.get(row) ?? '');
    if (!isSaid(first) || !isSaid(second)) return Number(isSaid(second)) - Number(isSaid(first));
    return direction * (read ? (read(first) ?? 0) - (read(second) ?? 0) : collator.compare(first, second));
  });
}

/** What a cell says; what a program wrote for programs first. @param {HTMLTableCellElement | undefined} cell */
function textOf(cell) {
  const exact = cell?.querySelector('time');
  return (exact?.dateTime ?? cell?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** @param {string} text */
const isSaid = (text) => /[\p{L}\p{N}]/u.test(text) && !/^(n\/?a|tbd|none)$/i.test(text);

/** Money, shares, ranks and plain numbers; of several the first one. @param {string} text @returns {number | undefined} */
export function numberOf(text) {
  const found = /^(\(?)[^\p{L}\p{N}−-]*([−-]?)[^\p{L}\p{N}]*?([\d,]*\.?\d+)\s?(k|mm?|bn?)?(?![\p{N}])/iu.exec(text);
  if (!found) return undefined;
  const [, bracket, sign, digits, scale = ''] = found;
  const rest = text.slice(found[0].length);
  // A letter right behind the number belongs to a rank or a unit, or the text is a word that begins with digits.
  if (scale && /^\p{L}/u.test(rest)) return numberOf(text.slice(0, found[0].length - scale.length).trim());
  const value = Number(digits.replaceAll(',', '')) * (SCALES[/** @type {keyof typeof SCALES} */ (scale.toLowerCase())] ?? 1);
  return sign || (bracket && rest.startsWith(')')) ? -value : value;
}

/** Days and months, as they are written by machines and by people. @param {string} text @returns {number | undefined} */
export function dateOf(text) {
  const machine = /^(\d{4})-(\d\d)(?:-(\d\d))?/.exec(text);
  if (machine) return Date.UTC(Number(machine[1]), Number(machine[2]) - 1, Number(machine[3] ?? 1));
  const words = text.toLowerCase().match(/[\p{L}]+|\d+/gu) ?? [];
  const month = words.findIndex((word) => /\p{L}/u.test(word) && months.includes(word.slice(0, 3)));
  const year = words.find((word) => /^\d{4}$/.test(word));
  const day = words.find((word) => /^\d{1,2}$/.test(word));
  // Anything else beside them, and it is a sentence.
  if (month < 0 || !year || words.length > (day ? 4 : 2)) return undefined;
  return Date.UTC(Number(year), months.indexOf(words[month].slice(0, 3)), Number(day ?? 1));
}
