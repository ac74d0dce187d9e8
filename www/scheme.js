// @ts-check
// The colours that the reader chose, set before anything is drawn. It is no module, since those wait for the page.

(() => {
  const STORE = 'handbook-scheme';
  const root = document.documentElement;
  const select = () => /** @type {HTMLSelectElement | null} */ (document.querySelector('.scheme select'));
  const show = () => {
    let kept = null;
    try {
      kept = localStorage.getItem(STORE);
    } catch {
      // A browser that keeps nothing for pages follows the system.
    }
    if (kept === 'light' || kept === 'dark') root.dataset.scheme = kept;
    else delete root.dataset.scheme;
    const control = select();
    if (control) control.value = root.dataset.scheme ?? '';
  };
  show();
  for (const event of ['DOMContentLoaded', 'pageshow', 'storage']) addEventListener(event, show);
  addEventListener('change', ({ target }) => {
    const control = select();
    if (!control || target !== control) return;
    const { value } = control;
    if (value) root.dataset.scheme = value;
    else delete root.dataset.scheme;
    try {
      if (value) localStorage.setItem(STORE, value);
      else localStorage.removeItem(STORE);
    } catch {
      // Then it holds for this page.
    }
  });
})();
