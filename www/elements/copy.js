// @ts-check
// What a click copies: the address of a section, or the text of a block of code. It is said to who cannot see it.

const SHOWN = 3000;
/** @type {number | undefined} */
let silence;

/** @param {HTMLElement} from The link beside a heading, or the button below a block of code. */
export function copy(from) {
  const said = /** @type {HTMLElement | null} */ (document.querySelector('.said'));
  if (!said) return;
  const [text, what] = from instanceof HTMLAnchorElement ? [from.href, 'link'] : [from.closest('.copy')?.previousElementSibling?.textContent ?? '', 'code'];
  navigator.clipboard?.writeText(text).then(() => {
    clearTimeout(silence);
    said.textContent = said.dataset[what] ?? '';
    silence = setTimeout(() => (said.textContent = ''), SHOWN);
  }, () => {});
}
