// @ts-check
// <handbook-calculator>: a form that is complete as it was built. When it comes near the viewport or gets focus, the
// compiled calculators are loaded, once for the page, and take the form over. No rule, figure or sentence is here.

/**
 * @typedef {object} Calculators
 * @property {() => Promise<unknown>} default
 * @property {(element: HTMLElement) => number} attach
 * @property {(attachment: number) => void} detach
 */

/** @type {Promise<Calculators> | undefined} */
let loading;

/**
 * @param {string} address
 * @returns {Promise<Calculators>}
 */
async function load(address) {
  const calculators = await import(address);
  await calculators.default();
  return calculators;
}

export class HandbookCalculator extends HTMLElement {
  /** @type {AbortController | undefined} */
  #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) start();
      },
      { rootMargin: '200px' },
    );
    const start = () => {
      observer.disconnect();
      this.removeEventListener('focusin', start);
      this.#takeOver(signal);
    };
    observer.observe(this);
    this.addEventListener('focusin', start, { signal });
    signal.addEventListener('abort', () => observer.disconnect());
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** @param {AbortSignal} signal */
  async #takeOver(signal) {
    try {
      const address = this.dataset.module ?? new URL('../calculators/calculators.js', import.meta.url).href;
      loading ??= load(address);
      const { attach, detach } = await loading;
      if (signal.aborted) return;
      const attachment = attach(this);
      signal.addEventListener('abort', () => detach(attachment));
    } catch {
      this.querySelector('[data-part="failure"]')?.removeAttribute('hidden');
    }
  }
}
