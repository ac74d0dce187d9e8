// @ts-check
// A table wider than its place scrolls in its wrapper. Only then is the wrapper a stop for the keyboard, with the name
// of what is in it.

/** @param {HTMLElement[]} wrappers */
export function watchOverflow(wrappers) {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wrapper = target instanceof HTMLTableElement ? target.closest('.table-scroll') : target;
      if (wrapper instanceof HTMLElement) describe(wrapper);
    }
  });
  for (const wrapper of wrappers) {
    observer.observe(wrapper);
    const table = wrapper.querySelector('table');
    if (table) observer.observe(table);
  }
}

/** @param {HTMLElement} wrapper */
function describe(wrapper) {
  if (wrapper.scrollWidth > wrapper.clientWidth) {
    wrapper.tabIndex = 0;
    wrapper.setAttribute('role', 'region');
    wrapper.setAttribute('aria-label', nameOf(wrapper));
  } else {
    for (const name of ['tabindex', 'role', 'aria-label']) wrapper.removeAttribute(name);
  }
}

/**
 * The caption; without one, the heading that the table is under and its columns.
 * @param {HTMLElement} wrapper
 */
function nameOf(wrapper) {
  const caption = wrapper.querySelector('caption')?.textContent?.trim();
  if (caption) return caption;
  let before = wrapper.previousElementSibling;
  while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling;
  const heading = [...(before?.childNodes ?? [])]
    .filter((node) => !(node instanceof HTMLAnchorElement))
    .map((node) => node.textContent)
    .join('');
  const columns = [...wrapper.querySelectorAll('thead th')].map((cell) => cell.textContent);
  return [heading, ...columns].map((text) => text?.trim()).filter(Boolean).join(', ');
}
