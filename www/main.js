// @ts-check
// Fetches the code of what is on the page (crates/README.md, instruments).

/** @param {string} selector */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

/** @param {Event} event @param {string} selector */
const hit = (event, selector) => /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest(selector) : null);

/** @param {MouseEvent} event */
const isPlain = ({ ctrlKey, metaKey, shiftKey, altKey }) => !ctrlKey && !metaKey && !shiftKey && !altKey;

if (all('handbook-calculator')[0]) {
  import('./elements/calculator.js').then(
    ({ HandbookCalculator }) => customElements.define('handbook-calculator', HandbookCalculator),
    () => all('[data-part="failure"]').forEach((sentence) => sentence.removeAttribute('hidden')),
  );
}

const [SHORTCUTS, KEYS] = ['aria-keyshortcuts', 'Control+K Meta+K'];
const POINTED = ['pointerover', 'focusin'];
/** @param {Event} event */
const point = (event) => hit(event, '.prose a') && follow(event);
/** @param {Event} [event] */
const follow = (event) => {
  POINTED.forEach((name) => removeEventListener(name, point));
  import('./elements/preview.js').then((preview) => preview.follow(event));
};
POINTED.forEach((name) => addEventListener(name, point));

/** @param {HTMLElement[]} trees */
const wait = (trees) => {
  /** @type {Promise<void> | undefined} */
  let grown;
  const grow = () => (grown ??= import('./elements/navigation.js').then(({ growTree }) => trees.forEach(growTree)));
  trees.forEach((tree) => POINTED.forEach((name) => tree.addEventListener(name, grow)));
  try {
    if (sessionStorage.getItem('handbook:navigation')) grow();
  } catch {
    // Nothing was kept.
  }
};

/** @type {[string, (found: HTMLElement[]) => unknown][]} */
const kinds = [
  ['[data-toc]', (found) => import('./elements/toc.js').then(({ followScroll }) => found.forEach(followScroll))],
  ['nav.navigation:has(input)', (found) => wait(found)],
  ['.table-scroll', (found) => import('./elements/table.js').then(({ attach }) => found.forEach(attach))],
  ['.prose pre', (found) => import('./elements/code.js').then(({ attach }) => found.forEach(attach))],
  ['.prose img', (found) => import('./elements/image.js').then(({ attach }) => found.forEach(attach))],
  ['.footnote-reference', () => follow()],
];
/** @type {WeakSet<Element>} */
const known = new WeakSet();
const look = () => {
  for (const [selector, meet] of kinds) {
    const found = all(selector).filter((element) => !known.has(element));
    found.forEach((element) => known.add(element));
    if (found[0]) meet(found);
  }
};
look();
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });

addEventListener('click', (event) => {
  const from = hit(event, '.heading-anchor, .copy button');
  if (from && isPlain(event)) import('./elements/copy.js').then(({ copy }) => copy(from));
});

const paths = all('[data-path], [data-begun]');
if (paths[0]) import('./elements/path.js').then(({ showPaths }) => showPaths(paths));

const [search] = /** @type {HTMLDialogElement[]} */ (all('dialog[data-search]'));
const [link] = /** @type {HTMLAnchorElement[]} */ (all('.site-search'));
if (search && link) {
  const fetched = () => import('./elements/search.js');
  try {
    if (localStorage.getItem('handbook-slash')) link.setAttribute(SHORTCUTS, KEYS);
  } catch {
    // Nothing was kept.
  }
  /** @param {Event} event */
  const open = (event) => {
    event.preventDefault();
    search.showModal();
    search.querySelector('input')?.select();
    fetched().then(
      ({ attach }) => attach(search),
      () => search.querySelector('[data-part="failure"]')?.removeAttribute('hidden'),
    );
  };
  for (const event of ['pointerenter', 'focus']) link.addEventListener(event, () => fetched().catch(() => {}), { once: true });
  link.addEventListener('click', (event) => isPlain(event) && open(event));
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const isAsked = key === '/' ? link.getAttribute(SHORTCUTS) !== KEYS && !ctrlKey && !metaKey && !altKey : key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey;
    const isTyping = target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea')) && target.checkVisibility();
    if (isAsked && !isTyping && !event.defaultPrevented && !document.querySelector('dialog:modal')) open(event);
  });
}
