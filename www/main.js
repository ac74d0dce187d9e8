// @ts-check
// The only script that pages name. It fetches an element's code when the page has such an element, and it alone
// defines custom elements. Everything works without it.

/** @param {string} selector */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

const calculators = all('handbook-calculator');
if (calculators.length) {
  import('./elements/calculator.js').then(
    ({ HandbookCalculator }) => customElements.define('handbook-calculator', HandbookCalculator),
    () => calculators.forEach((calculator) => calculator.querySelector('[data-part="failure"]')?.removeAttribute('hidden')),
  );
}

const navigations = all('[data-toc]');
if (navigations.length) import('./elements/toc.js').then(({ followScroll }) => navigations.forEach(followScroll));

const wrappers = all('.table-scroll');
if (wrappers.length) import('./elements/table-scroll.js').then(({ watchOverflow }) => wrappers.forEach(watchOverflow));
