// @ts-check
// A picture that is larger than it is shown becomes a button that shows it in the whole window.

import { styled } from './style.js';

const LARGER = 1.2;
const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => judge(target)));

/** @param {HTMLElement} image */
export function attach(image) {
  if (image.closest('a, button, summary')) return;
  observer.observe(image);
  image.addEventListener('load', () => judge(image));
  image.addEventListener('click', () => image.role && enlarge(image));
  image.addEventListener('keydown', (event) => {
    if (!image.role || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    enlarge(image);
  });
}

/** @param {Element} target */
function judge(target) {
  const image = /** @type {HTMLImageElement} */ (target);
  const isLarger = image.naturalWidth > image.clientWidth * LARGER && image.clientWidth > 0;
  for (const [name, value] of [['role', 'button'], ['tabindex', '0'], ['aria-haspopup', 'dialog']]) {
    if (isLarger) image.setAttribute(name, value);
    else image.removeAttribute(name);
  }
}

/** @param {Element} target */
async function enlarge(target) {
  const said = /** @type {HTMLElement | null} */ (document.querySelector('.said'));
  await styled(said?.dataset.styles);
  const { alt, currentSrc, naturalWidth, naturalHeight } = /** @type {HTMLImageElement} */ (target);
  const [dialog, button, image] = [document.createElement('dialog'), document.createElement('button'), new Image(naturalWidth, naturalHeight)];
  dialog.className = 'enlarged';
  dialog.ariaLabel = alt;
  button.textContent = said?.dataset.close ?? '';
  image.src = currentSrc;
  image.alt = alt;
  dialog.append(button, image);
  dialog.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
