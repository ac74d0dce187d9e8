// @ts-check
// Marks the section being read in the contents list, and names it in the bar that stands for the list on a phone.

/** @param {HTMLElement} navigation */
export function followScroll(navigation) {
  const links = [...navigation.querySelectorAll('a')];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const bar = document.querySelector('[data-toc-current]');
  /** @type {HTMLElement | undefined} */
  let current;

  const update = () => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const tops = headings.map((heading) => heading?.getBoundingClientRect().top ?? Infinity);
    let index = tops.findLastIndex((top) => top <= clientHeight / 4);
    if (scrollY > 0 && scrollY + clientHeight > scrollHeight - 2) {
      // The last sections cannot come up that far.
      const asked = headings.findIndex((heading) => heading?.matches(':target'));
      index = tops[asked] >= 0 ? asked : tops.length - 1;
    }
    const link = links[index];
    if (link === current) return;
    current?.removeAttribute('aria-current');
    current = link;
    if (bar) bar.textContent = link?.textContent ?? '';
    if (!link) return;
    link.setAttribute('aria-current', 'true');
    const [inner, box] = [link.getBoundingClientRect(), navigation.getBoundingClientRect()];
    if (inner.top < box.top || inner.bottom > box.bottom) navigation.scrollTop += inner.top - box.bottom / 2;
  };
  for (const event of ['scroll', 'resize', 'hashchange']) addEventListener(event, update, { passive: true });
  update();

  navigation.addEventListener('click', ({ target }) => {
    const disclosure = navigation.closest('details');
    if (disclosure?.querySelector('summary')?.offsetParent && target instanceof HTMLAnchorElement) disclosure.open = false;
  });
}
