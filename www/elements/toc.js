// @ts-check
// The contents list follows the scroll: the section being read is marked in it, kept in view inside its own scrolling
// box, and named by [data-toc-current], the bar that stands for the list on a phone.

/** @param {HTMLElement} navigation */
export function followScroll(navigation) {
  const bar = document.querySelector('[data-toc-current]');
  /** @type {HTMLElement | undefined} */
  let current;

  const update = () => {
    const { scrollHeight, clientHeight } = document.documentElement;
    // Looked for each time, since they come and go while the page is being written.
    const links = [...navigation.querySelectorAll('a')];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const tops = headings.map((heading) => heading?.getBoundingClientRect().top ?? Infinity);
    let index = tops.findLastIndex((top) => top <= clientHeight / 4);
    if (scrollY > 0 && scrollY + clientHeight > scrollHeight - 2) {
      // The last sections cannot come up that far: the one asked for counts, when it is on the screen.
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
    // On a wide screen the list stands open by itself, and its summary is not shown.
    if (disclosure?.querySelector('summary')?.offsetParent && target instanceof HTMLAnchorElement) disclosure.open = false;
  });
}
