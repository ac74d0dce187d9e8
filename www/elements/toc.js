// @ts-check
// The table of contents follows the scroll: the link of the section being read is marked with aria-current and kept in
// view inside its own scrolling box, and [data-toc-current] (the bar on a phone) names the section.

/** A heading is being read from here on, as a part of the viewport's height. */
const READING_LINE = 0.25;

/** @param {HTMLElement[]} navigations */
export function followScroll(navigations) {
  /** @type {Map<HTMLElement, HTMLAnchorElement[]>} */
  const links = new Map();
  for (const link of navigations.flatMap((navigation) => [...navigation.querySelectorAll('a')])) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, [...(links.get(heading) ?? []), link]);
  }
  const headings = [...links.keys()].sort((one, other) =>
    one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
  const names = [...document.querySelectorAll('[data-toc-current]')].map((element) => ({
    element,
    built: element.textContent,
  }));

  /** @type {HTMLElement | undefined} */
  let current;
  let waiting = false;

  const update = () => {
    waiting = false;
    const found = headingBeingRead(headings);
    if (found === current) return;
    for (const link of links.get(/** @type {HTMLElement} */ (current)) ?? []) link.removeAttribute('aria-current');
    current = found;
    const marked = links.get(/** @type {HTMLElement} */ (current)) ?? [];
    for (const link of marked) {
      link.setAttribute('aria-current', 'true');
      keepInView(link);
    }
    for (const { element, built } of names) element.textContent = marked[0]?.textContent ?? built;
  };
  const updateSoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(update);
  };

  addEventListener('scroll', updateSoon, { passive: true });
  addEventListener('resize', updateSoon, { passive: true });
  addEventListener('hashchange', updateSoon);
  for (const navigation of navigations) navigation.addEventListener('click', closeDisclosure);
  update();
}

/**
 * @param {HTMLElement[]} headings in page order
 * @returns {HTMLElement | undefined}
 */
function headingBeingRead(headings) {
  const { scrollHeight, clientHeight } = document.documentElement;
  if (scrollY > 0 && scrollY + clientHeight >= scrollHeight - 2) {
    // At the end of a page the last sections cannot reach the reading line: the one asked for counts, else the last.
    const asked = headings.find((heading) => heading.matches(':target'));
    const top = asked?.getBoundingClientRect().top ?? -1;
    return top >= 0 && top < clientHeight ? asked : headings.at(-1);
  }
  let [from, to] = [0, headings.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (headings[middle].getBoundingClientRect().top <= clientHeight * READING_LINE) from = middle + 1;
    else to = middle;
  }
  return headings[from - 1];
}

/**
 * Scrolls the box that the link is in, and never the page.
 * @param {HTMLElement} link
 */
function keepInView(link) {
  let box = link.parentElement;
  while (box && !(box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY))) {
    box = box.parentElement;
  }
  if (!box || box === document.documentElement || box === document.body) return;
  const [inner, outer] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
  const above = inner.top - outer.top - inner.height;
  const below = inner.bottom - outer.bottom + inner.height;
  if (above < 0) box.scrollTop += above;
  else if (below > 0) box.scrollTop += below;
}

/**
 * On a phone the contents are a disclosure, which covers the page until it is closed.
 * @param {MouseEvent} event
 */
function closeDisclosure(event) {
  const link = event.target instanceof Element && event.target.closest('a');
  const disclosure = link && link.closest('details');
  if (disclosure && disclosure.querySelector('summary')?.offsetParent) disclosure.open = false;
}
