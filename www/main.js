// @ts-check
// The only script that pages name: it fetches the code of the elements on the page, and it alone defines custom
// elements. Everything works without it.

/** @param {string} selector */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

if (all('handbook-calculator')[0]) {
  import('./elements/calculator.js').then(
    ({ HandbookCalculator }) => customElements.define('handbook-calculator', HandbookCalculator),
    () => all('[data-part="failure"]').forEach((sentence) => sentence.removeAttribute('hidden')),
  );
}

const navigations = all('[data-toc]');
if (navigations[0]) import('./elements/toc.js').then(({ followScroll }) => navigations.forEach(followScroll));

const wrappers = all('.table-scroll');
if (wrappers[0]) import('./elements/table-scroll.js').then(({ watchOverflow }) => wrappers.forEach(watchOverflow));

const [search] = /** @type {HTMLDialogElement[]} */ (all('dialog[data-search]'));
const [link] = /** @type {HTMLAnchorElement[]} */ (all('.site-search'));
if (search && link) {
  const fetched = () => import('./elements/search.js');
  /** @param {Event} event */
  const open = (event) => {
    event.preventDefault();
    search.showModal();
    search.querySelector('input')?.select();
    fetched().then(
      ({ attach }) => attach(search),
      () => search.querySelector('[data-part="failure"]')?.removeAttribute('hidden'),
    );
  };
  for (const event of ['pointerenter', 'focus']) link.addEventListener(event, () => fetched().catch(() => {}), { once: true });
  link.addEventListener('click', (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || open(event));
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const isAsked = key === '/' ? !ctrlKey && !metaKey && !altKey : key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey;
    const isTyping = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea')) && target.checkVisibility();
    if (isAsked && !isTyping && !event.defaultPrevented && !document.querySelector('dialog:modal')) open(event);
  });
}
