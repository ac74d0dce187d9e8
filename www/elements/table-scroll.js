// @ts-check
// A table wider than its place scrolls in its wrapper. Only then is the wrapper a stop for the keyboard, with a name.

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) describe(/** @type {HTMLElement} */ (target.closest('.table-scroll')));
});

/** @param {HTMLElement} wrapper */
export function watchOverflow(wrapper) {
  for (const element of [wrapper, ...wrapper.children]) observer.observe(element);
}

/** @param {HTMLElement} wrapper */
function describe(wrapper) {
  const attributes = { tabindex: '0', role: 'region', 'aria-label': nameOf(wrapper) };
  const overflows = wrapper.scrollWidth > wrapper.clientWidth;
  for (const [name, value] of Object.entries(attributes)) {
    if (overflows) wrapper.setAttribute(name, value);
    else wrapper.removeAttribute(name);
  }
}

/**
 * The caption, or else the columns and the heading that the table is under.
 * @param {HTMLElement} wrapper
 */
function nameOf(wrapper) {
  const caption = wrapper.querySelector('caption');
  if (caption) return caption.textContent ?? '';
  let before = wrapper.previousElementSibling;
  while (before && !/^H\d/.test(before.tagName)) before = before.previousElementSibling;
  return [...wrapper.querySelectorAll('thead th'), before?.firstChild]
    .map((part) => part?.textContent?.trim())
    .filter(Boolean)
    .join(', ');
}
