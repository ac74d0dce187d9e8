// @ts-check
// The window of the search: what is typed goes to the compiled search, which says which files it needs; what it finds
// is shown as a list of links. The sentences are in the page, the ranking in the compiled search.

import { styled } from './style.js';

/** @typedef {{ default(): Promise<void>, open(entry: Uint8Array): string, ask(text: string, area: number, hits: number, excerpts: number): void, needs(): string, give(name: string, bytes: Uint8Array): void, results(hits: number): string, know(questions: string): string, question(text: string, now: string): string }} Finder */
/** What answers a question in words, and the values that it answers from. @typedef {{ calculators: { consider(reading: string, values: string): string }, values: string }} Answering */

const HITS = 8;
const EXCERPTS = 3;
const RECENT = 6;
/** More rounds of files than this no question needs. */
const ROUNDS = 20;
const STORE = 'handbook-searches';
const SLASH = 'handbook-slash';

/** @type {WeakSet<HTMLDialogElement>} */
const attached = new WeakSet();

/** @param {HTMLDialogElement} dialog */
export function attach(dialog) {
  if (attached.has(dialog)) return;
  attached.add(dialog);
  styled(dialog.dataset.styles);
  /** @param {string} name @returns {any} */
  const part = (name) => dialog.querySelector('[data-part="' + name + '"]');
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector('input'));
  const [list, areas, status, more] = ['results', 'areas', 'status', 'more'].map(part);
  /** @type {Promise<Finder> | undefined} */
  let loading;
  /** @type {Map<string, Promise<void>>} */
  const fetching = new Map();
  let [tries, question, hits, excerpts, active, drawn] = [0, 0, HITS, EXCERPTS, -1, ''];
  let moved = false;
  /** The option of the calculator that the words ask, and what it was made of. @type {HTMLElement | undefined} */
  let card;
  let [carded, valued] = ['', ''];
  /** The other options. @type {HTMLElement[]} */
  let found = [];
  /** @type {Answering | undefined} */
  let answering;
  /** @type {Promise<void> | undefined} */
  let coming;

  /** @param {string} name */
  async function fetched(name) {
    const response = await fetch(dialog.dataset.search + name, tries ? { cache: 'reload' } : {});
    if (!response.ok) throw new Error(response.statusText);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** @param {Uint8Array} bytes */
  const written = (bytes) => new TextDecoder().decode(bytes);

  async function load() {
    const entry = fetched('index.bin');
    const questions = fetched('questions.txt').then(written, () => '');
    entry.catch(() => {});
    // Another address each time: a module that could not be fetched is remembered as such.
    const finder = await import('../search/finder.js' + (tries ? '?' + tries : ''));
    await finder.default();
    const [opened, ...names] = finder.open(await entry).split('\n');
    if (!opened) throw new Error('index.bin');
    valued = finder.know(await questions);
    areas.replaceChildren(areas.options[0], ...names.map((/** @type {string} */ name, /** @type {number} */ index) => new Option(name, String(index))));
    areas.parentElement.hidden = names.length < 2;
    return finder;
  }

  /** @param {Finder} finder @param {string} name */
  function give(finder, name) {
    const given = fetching.get(name) ?? fetched(name)
      .catch(() => new Uint8Array())
      .then((bytes) => finder.give(name, bytes))
      .finally(() => fetching.delete(name));
    fetching.set(name, given);
    return given;
  }

  async function ask() {
    const asked = ++question;
    const text = input.value.trim();
    part('failure').hidden = true;
    if (!text) {
      show('');
      return showRecent();
    }
    try {
      const finder = await (loading ??= load());
      if (asked !== question) return;
      consider(finder);
      finder.ask(text, Number(areas.value), hits, excerpts);
      for (let round = 0; round < ROUNDS; round++) {
        const names = finder.needs();
        const results = finder.results(hits);
        draw(results, text, !names);
        if (!names) return;
        await Promise.all(names.split('\n').map((name) => give(finder, name)));
        if (asked !== question) return;
      }
    } catch {
      loading = undefined;
      if (asked === question) part('failure').hidden = false;
    }
  }

  /** Has a calculator answer what is typed, if that asks one. Its code is fetched for the first answer.
   * @param {Finder} finder */
  function consider(finder) {
    const now = new Date();
    now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
    const reading = valued && finder.question(input.value, now.toISOString().slice(0, 16));
    if (reading && !answering) {
      const asked = question;
      answerer().then(() => asked === question && consider(finder), () => {});
    }
    const said = reading && answering ? answering.calculators.consider(reading, answering.values) : '';
    show(said && reading.split('\n')[0] + '\n' + said);
  }

  /** @param {string} made What the calculator is shown from; empty for none. */
  function show(made) {
    if (made === carded) return;
    carded = made;
    if (moved && !card !== !made) active += made ? 1 : -1;
    card = made ? calculated(made) : undefined;
    part('answered').textContent = card?.querySelector('.search-answer')?.textContent ?? '';
    options(found);
  }

  function answerer() {
    return (coming ??= answers().finally(() => (coming = undefined)));
  }

  async function answers() {
    const values = fetched(valued).then(written);
    values.catch(() => {});
    // @ts-ignore: it is compiled.
    const calculators = await import('../calculators/calculators.js');
    await calculators.default();
    answering = { calculators, values: await values };
  }

  /** The calculator as an option: its answer, or what is missing, and how the words were read.
   * @param {string} made @returns {HTMLElement} */
  function calculated(made) {
    const [[id, , href, title], [kind, ...said], ...fields] = made.split('\n').map((line) => line.split('\t'));
    const link = part('calculated').content.firstElementChild.cloneNode(true);
    const address = new URL(href, document.baseURI);
    for (const [, name, value] of fields) address.searchParams.set(id + '.' + name, value);
    link.href = address.href;
    /** @param {string} name @param {string} text */
    const write = (name, text) => {
      const line = link.querySelector('.search-' + name);
      line.lastElementChild.textContent = text;
      line.hidden = !text;
    };
    const named = (/** @type {string} */ how) => fields.filter(([known]) => known === how);
    link.querySelector('.search-title').textContent = title;
    write('answer', kind === 'a' ? said[1] : '');
    write('missing', kind === 'm' ? said.join(', ') : '');
    write('read', named('s').map(([, , , label, shown]) => label + ' ' + shown).join(' · '));
    write('zero', named('z').map(([, , , label]) => label).join(', '));
    return link;
  }

  /** @param {string} results @param {string} text @param {boolean} isAll */
  function draw(results, text, isAll) {
    const [[, found, isWhole], ...lines] = results.split('\n').map((line) => line.split('\t'));
    if (!isAll && !Number(found)) return;
    const corrections = lines.filter(([kind]) => kind === 'c');
    const pages = lines.filter(([kind]) => kind !== 'c');
    if (results !== drawn) {
      drawn = results;
      part('recent').hidden = true;
      part('corrections').replaceChildren(...corrections.map(correction));
      options(pages.map(result));
      more.hidden = pages.length < hits || Number(found) <= hits;
    }
    if (!isAll) return;
    status.textContent = found === '1' ? status.dataset.one : Number(found) ? found + ' ' + status.dataset.many : '';
    part('failure').hidden = isWhole === '1';
    part('nothing').hidden = found !== '0';
    part('nothing').querySelector('q').textContent = text;
  }

  /** @param {HTMLElement[]} others */
  function options(others) {
    found = others;
    const elements = card ? [card, ...others] : others;
    elements.forEach((element, index) => {
      element.id = 'search:' + index;
      element.role = 'option';
      element.tabIndex = -1;
    });
    list.replaceChildren(...elements);
    list.hidden = !elements.length;
    input.ariaExpanded = String(!list.hidden);
    activate(Math.min(Math.max(active, 0), elements.length - 1));
  }

  /** @param {number} index */
  function activate(index) {
    active = index;
    [...list.children].forEach((option, at) => (option.ariaSelected = String(at === index)));
    const option = list.children[index];
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
    if (moved) option?.scrollIntoView({ block: 'nearest' });
  }

  /** The reader looks through the list: all excerpts are wanted. @param {number} index */
  function move(index) {
    moved = true;
    activate(index);
    if (excerpts < hits && input.value.trim()) {
      excerpts = hits;
      ask();
    }
  }

  /** @param {string[]} line @returns {HTMLElement} */
  function correction([, word, tried, ...words]) {
    const paragraph = part(tried === '1' ? 'corrected' : 'proposed').content.firstElementChild.cloneNode(true);
    paragraph.querySelector('q').textContent = word;
    const [slot] = paragraph.querySelectorAll('b, button');
    slot.textContent = tried === '1' ? words.join(', ') : words[0];
    slot.addEventListener('click', () => slot.type && type(input.value.replace(word, words[0])));
    return paragraph;
  }

  /** @param {string[]} line */
  function result([kind, address, title, area, amount, heading, excerpt]) {
    const link = document.createElement('a');
    link.href = address;
    link.className = 'search-result';
    link.dataset.kind = kind;
    line(link, 'title', title);
    if (amount) line(link, 'amount', amount);
    // The page that a section of the handbook begins with is not said to be in itself.
    const within = title.replace(/[\x02\x03]/g, '') === area ? '' : area;
    line(link, 'place', [kind === 'v' ? list.dataset.value : within, heading].filter(Boolean).join(' › '));
    if (excerpt) line(link, 'text', excerpt);
    return link;
  }

  /** @param {HTMLElement} link @param {string} name @param {string} text */
  function line(link, name, text) {
    const span = document.createElement('span');
    span.className = 'search-' + name;
    for (const piece of text.split(/(\x02[^\x03]*\x03)/)) {
      const mark = document.createElement('mark');
      mark.textContent = piece.slice(1, -1);
      span.append(piece[0] === '\x02' ? mark : piece);
    }
    link.append(span, ' ');
  }

  /** @returns {string[]} */
  function recent() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]');
      return kept.filter((/** @type {unknown} */ text) => typeof text === 'string').slice(0, RECENT);
    } catch {
      return [];
    }
  }

  /** @param {string[]} texts */
  function keep(texts) {
    try {
      if (texts.length) localStorage.setItem(STORE, JSON.stringify(texts.slice(0, RECENT)));
      else localStorage.removeItem(STORE);
    } catch {
      // A browser that keeps nothing for pages refuses, and then nothing is kept.
    }
  }

  function showRecent() {
    drawn = '';
    const texts = recent();
    part('recent').hidden = !texts.length;
    for (const name of ['corrections', 'status']) part(name).replaceChildren();
    part('nothing').hidden = more.hidden = true;
    options(texts.map((text) => {
      const button = document.createElement('button');
      button.className = 'search-result';
      button.textContent = text;
      button.addEventListener('click', () => type(text));
      return button;
    }));
  }

  /** @param {string} text */
  function type(text) {
    input.value = text;
    input.focus();
    anew();
  }

  function anew() {
    [hits, excerpts, active, moved] = [HITS, EXCERPTS, 0, false];
    ask();
  }

  input.addEventListener('input', anew);
  areas.addEventListener('change', anew);
  more.addEventListener('click', () => {
    [hits, excerpts] = [hits + 20, hits];
    ask();
    input.focus();
  });
  part('retry').addEventListener('click', () => {
    [tries, loading, drawn] = [tries + 1, undefined, ''];
    ask();
    input.focus();
  });
  part('forget').addEventListener('click', () => {
    keep([]);
    type('');
  });
  part('close').addEventListener('click', () => dialog.close());
  const opener = document.querySelector('.site-search');
  // A key by itself is pressed by accident, and by who speaks to the computer.
  const slash = part('slash');
  if (opener && slash) {
    const keys = opener.getAttribute('aria-keyshortcuts') ?? '';
    slash.checked = keys.startsWith('/');
    slash.addEventListener('change', () => {
      opener.setAttribute('aria-keyshortcuts', (slash.checked ? '/ ' : '') + keys.replace('/ ', ''));
      try {
        if (slash.checked) localStorage.removeItem(SLASH);
        else localStorage.setItem(SLASH, 'off');
      } catch {
        // It holds for this page, then.
      }
    });
  }
  // It may be told only after the window was opened again.
  dialog.addEventListener('close', () => dialog.open || question++);
  list.addEventListener('pointermove', (/** @type {PointerEvent} */ { target }) => {
    const index = [...list.children].indexOf(/** @type {Element} */ (target).closest('[role="option"]'));
    if (index >= 0 && index !== active) activate(index);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
    const link = /** @type {Element} */ (event.target).closest('a');
    if (!link) return;
    const text = input.value.trim();
    if (list.contains(link)) keep([text, ...recent().filter((other) => other !== text)]);
    if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) dialog.close();
  });
  input.addEventListener('keydown', (event) => {
    const last = list.childElementCount - 1;
    const { key, ctrlKey, metaKey, shiftKey, isComposing } = event;
    if (isComposing) return;
    if (key === 'Enter') {
      event.preventDefault();
      list.children[active]?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    } else if (last >= 0 && !ctrlKey && !metaKey && !shiftKey) {
      const steps = { ArrowDown: active < last ? active + 1 : 0, ArrowUp: active > 0 ? active - 1 : last };
      const to = { ...steps, ...(moved ? { Home: 0, End: last } : {}) }[key];
      if (to === undefined) return;
      event.preventDefault();
      move(to);
    }
  });
  // What was typed while this code came, or before the window was opened again.
  new MutationObserver(() => dialog.open && reopen()).observe(dialog, { attributeFilter: ['open'] });
  const reopen = () => {
    loading ??= load();
    loading.catch(() => {});
    ask();
  };
  loading = load();
  loading.catch(() => {});
  ask();
}
