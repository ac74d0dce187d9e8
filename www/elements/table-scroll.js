// @ts-check
// A table wider than its place scrolls in its wrapper. Only then is the wrapper a stop for the keyboard, with a name.

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wrapper = /** @type {HTMLElement} */ (target.closest('.table-scroll'));
    for (const [name, value] of Object.entries({ tabindex: '0', role: 'region', 'aria-label': nameOf(wrapper) })) {
      if (wrapper.scrollWidth > wrapper.clientWidth) wrapper.setAttribute(name, value);
      else wrapper.removeAttribute(name);
    }
  }
});

/** @param {HTMLElement} wrapper */
export function watchOverflow(wrapper) {
  for (const element of [wrapper, ...wrapper.children]) observer.observe(element);
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
