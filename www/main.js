// @ts-check
// The only script that pages name. It fetches an element's code when the page has such an element, and it alone
// defines custom elements. Everything works without it.

/**
 * @param {string} selector
 * @param {(found: HTMLElement[]) => Promise<void>} start
 */
function whenPresent(selector, start) {
  const found = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
  if (found.length > 0) start(found);
}

whenPresent('handbook-calculator', async (calculators) => {
  try {
    const { HandbookCalculator } = await import('./elements/calculator.js');
    customElements.define('handbook-calculator', HandbookCalculator);
  } catch {
    for (const calculator of calculators) {
      calculator.querySelector('[data-part="failure"]')?.removeAttribute('hidden');
    }
  }
});

whenPresent('[data-toc]', async (navigations) => {
  const { followScroll } = await import('./elements/toc.js');
  followScroll(navigations);
});

whenPresent('.table-scroll', async (wrappers) => {
  const { watchOverflow } = await import('./elements/table-scroll.js');
  watchOverflow(wrappers);
});
