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
