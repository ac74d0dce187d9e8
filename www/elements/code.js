// @ts-check
// A button that copies, behind each block of code. It stands in a box without height, so nothing moves.

/** What stands behind each block. @type {Map<HTMLElement, HTMLElement>} */
const boxes = new Map();

// When `serve` patches the page, blocks go and move.
new MutationObserver(() => {
  for (const [block, box] of boxes) {
    if (!block.isConnected) {
      box.remove();
      boxes.delete(block);
    } else if (block.nextElementSibling !== box) block.after(box);
  }
}).observe(document.body, { childList: true, subtree: true });

/** @param {HTMLElement} block */
export function attach(block) {
  const { copy } = /** @type {HTMLElement | null} */ (document.querySelector('.said'))?.dataset ?? {};
  if (!copy || !navigator.clipboard) return;
  const [box, button] = ['div', 'button'].map((name) => document.createElement(name));
  box.className = 'copy';
  button.setAttribute('type', 'button');
  button.textContent = copy;
  box.append(button);
  block.after(box);
  boxes.set(block, box);
}
