// @ts-check
// <handbook-calculator>: a form that is complete as it was built. When it comes near the viewport or gets focus, the
// compiled calculators are loaded, once for the page, and take the form over. No rule, figure or sentence is here.

/** @typedef {{ attach(element: HTMLElement): ((event: Event) => void) | undefined }} Calculators */

/** @type {Promise<Calculators> | undefined} */
let loading;

/** @param {string} address */
async function load(address) {
  const calculators = await import(address);
  await calculators.default();
  return calculators;
}

export class HandbookCalculator extends HTMLElement {
  #connection = new AbortController();

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    /** @type {IntersectionObserver | undefined} */
    let observer;
    /** @param {string} rootMargin */
    const watch = (rootMargin) => {
      observer?.disconnect();
      observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && start(), { rootMargin });
      observer.observe(this);
    };
    // Who scrolls is on the way: the answer of today is there before it comes into view, and nothing moves when it does.
    const hurry = () => watch('200%');
    const start = () => {
      observer?.disconnect();
      removeEventListener('scroll', hurry);
      this.removeEventListener('focusin', start);
      this.#takeOver(signal);
    };
    watch('200px');
    addEventListener('scroll', hurry, { once: true, signal });
    this.addEventListener('focusin', start, { signal });
    signal.addEventListener('abort', () => observer?.disconnect());
  }

  disconnectedCallback() {
    this.#connection.abort();
  }

  /** @param {AbortSignal} signal */
  async #takeOver(signal) {
    try {
      loading ??= load(this.dataset.module ?? new URL('../calculators/calculators.js', import.meta.url).href);
      const { attach } = await loading;
      if (signal.aborted) return;
      const act = attach(this);
      if (!act) throw act;
      for (const event of ['input', 'submit', 'reset', 'click']) this.addEventListener(event, act, { signal });
      // The abortion itself is told as well, so that nothing of the attachment stays behind.
      signal.addEventListener('abort', act);
    } catch {
      this.querySelector('[data-part="failure"]')?.removeAttribute('hidden');
    }
  }
}
