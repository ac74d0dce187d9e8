// @ts-check
// The contents list follows the scroll: the section being read is marked in it, kept in view inside its own scrolling
// box, and named by [data-toc-current], the bar that stands for the list on a phone.

/** A section is being read from here on, as a part of the viewport's height. */
const READING_LINE = 0.25;

/** @param {HTMLElement} navigation */
export function followScroll(navigation) {
  const links = [...navigation.querySelectorAll('a')];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const bar = document.querySelector('[data-toc-current]');
  /** @type {HTMLElement | undefined} */
  let current;

  const update = () => {
    const link = links[indexBeingRead(headings)];
    if (link === current) return;
    current?.removeAttribute('aria-current');
    current = link;
    if (bar) bar.textContent = link?.textContent ?? '';
    if (!link) return;
    link.setAttribute('aria-current', 'true');
    const [inner, box] = [link.getBoundingClientRect(), navigation.getBoundingClientRect()];
    if (inner.top < box.top || inner.bottom > box.bottom) navigation.scrollTop += inner.top - box.top - box.height / 2;
  };
  for (const event of ['scroll', 'resize', 'hashchange']) addEventListener(event, update, { passive: true });
  update();

  navigation.addEventListener('click', ({ target }) => {
    const disclosure = navigation.closest('details');
    // On a wide screen the list stands open by itself, and its summary is not shown.
    const covers = disclosure?.querySelector('summary')?.offsetParent;
    if (covers && target instanceof Element && target.closest('a')) disclosure.open = false;
  });
}

/** @param {(HTMLElement | null)[]} headings in the order of the page */
function indexBeingRead(headings) {
  const { scrollHeight, clientHeight } = document.documentElement;
  const top = (/** @type {HTMLElement | null | undefined} */ heading) => heading?.getBoundingClientRect().top ?? Infinity;
  if (scrollY > 0 && scrollY + clientHeight > scrollHeight - 2) {
    // The last sections cannot reach the line. The one asked for counts, when it is on the screen.
    const asked = headings.findIndex((heading) => heading?.matches(':target'));
    return top(headings[asked]) < clientHeight && top(headings[asked]) >= 0 ? asked : headings.length - 1;
  }
  return headings.findLastIndex((heading) => top(heading) <= clientHeight * READING_LINE);
}
