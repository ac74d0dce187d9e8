// @ts-check
// Measures the calculators of a built site in Chromium, and what their page weighs as it travels.
//
// `node bench-calculators.mjs SITE PAGE CALCULATOR FIELD RUNS` prints JSON. Run by `cargo xtask bench`.

import { launch } from './support/browser.js';
import { serve } from './support/server.js';
import { basePath } from './support/site.js';

const [, , site, address, calculator, field, count] = process.argv;
const runs = Number(count);
const server = await serve(site, basePath(site));
const browser = await launch();
try {
  const first = [];
  /** @type {number[]} */
  let keys = [];
  /** @type {Record<string, number>} */
  let weight = {};
  for (let run = 0; run <= runs; run += 1) {
    const measured = await visit();
    // The first visit warms server and browser up; it is the one that is weighed.
    if (run === 0) weight = measured.weight;
    else first.push(measured.first);
    keys = measured.keys;
  }
  process.stdout.write(JSON.stringify({ first_answer: first, keystroke: keys, weight }));
} finally {
  await browser.close();
  await server.close();
}

async function visit() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  /** @type {Map<string, string>} */
  const types = new Map();
  /** @type {Record<string, number>} */
  const weight = {};
  session.on('Network.responseReceived', (event) => types.set(event.requestId, kind(event.response)));
  session.on('Network.loadingFinished', (event) => {
    const type = types.get(event.requestId) ?? 'other';
    weight[type] = (weight[type] ?? 0) + event.encodedDataLength;
  });
  await page.goto(server.address(address), { waitUntil: 'load' });
  // From bringing the calculator into view, module and JavaScript not yet loaded, until it has answered.
  const first = await page.evaluate(firstAnswer, calculator);
  const keys = await page.evaluate(keystrokes, { calculator, field, count: 200 });
  await page.waitForLoadState('networkidle');
  await context.close();
  return { first, keys, weight };
}

/** @param {{ mimeType: string, url: string }} response */
function kind({ mimeType, url }) {
  if (mimeType === 'text/html') return 'html';
  if (mimeType === 'text/css') return 'css';
  if (mimeType === 'application/wasm') return 'wasm';
  if (mimeType.includes('javascript')) return 'javascript';
  return url.endsWith('.svg') ? 'icon' : 'other';
}

/** Runs in the page. @param {string} id @returns {Promise<number>} milliseconds */
function firstAnswer(id) {
  return new Promise((done, failed) => {
    const element = document.querySelector(`handbook-calculator[data-calculator="${id}"]`);
    const actions = element?.querySelector('.calculator-actions');
    if (!element || !actions) return failed(new Error(`there is no calculator ${id}`));
    const start = performance.now();
    const shown = () => getComputedStyle(actions).display !== 'none';
    const observer = new MutationObserver(() => {
      if (!shown()) return;
      observer.disconnect();
      done(performance.now() - start);
    });
    observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
    if (shown()) return failed(new Error('the calculator was taken over before it was seen'));
    element.scrollIntoView({ behavior: 'instant' });
  });
}

/**
 * Runs in the page: types one amount after the other, and times each until the answer stands in the page.
 * @param {{ calculator: string, field: string, count: number }} what
 * @returns {number[]} milliseconds
 */
function keystrokes({ calculator, field, count }) {
  const element = document.querySelector(`handbook-calculator[data-calculator="${calculator}"]`);
  const control = /** @type {HTMLInputElement} */ (element?.querySelector(`[name="${calculator}.${field}"]`));
  const answer = element?.querySelector('[data-part="sentence"]')?.parentElement ?? element;
  const times = [];
  let changed = 0;
  for (let index = 0; index < count; index += 1) {
    const before = answer?.textContent;
    const start = performance.now();
    control.value = String(1000 + index * 97);
    control.dispatchEvent(new Event('input', { bubbles: true }));
    times.push(performance.now() - start);
    if (answer?.textContent !== before) changed += 1;
  }
  if (changed < count / 2) throw new Error(`only ${changed} of ${count} inputs changed the answer`);
  return times;
}
