// @ts-check
// From the narrowest phone to the widest screen: pages fit, lines stay readable, and nothing moves while a page comes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { calculatorsIn, pagesOf, siteFolder } from './support/site.js';

const pages = pagesOf(siteFolder);
const first = (/** @type {(page: { address: string, html: string }) => boolean} */ fits) => pages.find(fits)?.address ?? '';
const withMostCalculators = [...pages].sort((one, other) => calculatorsIn(other.html).length - calculatorsIn(one.html).length)[0].address;
/** The home page, the one with every calculator, one of a value, one with code, and the index. */
const kinds = ['/', withMostCalculators, first(({ address }) => /^\/policy\/./.test(address)), first(({ address, html }) => html.includes('<pre') && !address.startsWith('/policy/')), '/a-z/'];

/** The widest line that is still read with ease, in letters. */
const LETTERS = 90;

describe('a page', () => {
  for (const width of [320, 390, 768, 1280, 1920, 2560]) {
    it(`of each kind fits into ${width} px, and its lines are not too long`, async () => {
      const { page, problems, close } = await newPage(browser, { viewport: { width, height: 900 } });
      for (const address of kinds) {
        await page.goto(server.address(address), { waitUntil: 'networkidle' });
        const [scrolled, letters, out] = await page.evaluate(() => {
          const text = /** @type {HTMLElement | null} */ (document.querySelector('main p'));
          const letter = text ? Number.parseFloat(getComputedStyle(text).fontSize) * 0.5 : 8;
          const widest = Math.max(0, ...[...document.querySelectorAll('.prose > p')].map((paragraph) => paragraph.clientWidth));
          const beyond = [...document.querySelectorAll('main *, header *, footer *')].filter((element) =>
            element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.table-scroll, pre, [role="status"]'));
          return [document.documentElement.scrollWidth, widest / letter, beyond.slice(0, 3).map(({ outerHTML }) => outerHTML.slice(0, 80))];
        });
        assert.ok(scrolled <= width, `${address} is ${scrolled} px wide`);
        assert.deepEqual(out, [], address);
        assert.ok(letters <= LETTERS, `${address} has lines of ${letters} letters`);
      }
      assert.deepEqual(problems, []);
      await close();
    });
  }

  for (const width of [390, 1280]) {
    it(`of each kind does not move while it comes and is read, ${width} px wide`, async () => {
      const { page, close } = await newPage(browser, { viewport: { width, height: 800 } });
      await page.addInitScript(() => {
        /** @type {string[]} */
        const shifts = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of /** @type {any[]} */ (list.getEntries())) {
            shifts.push(`${entry.value}: ${entry.sources.map((/** @type {any} */ { node }) => node?.outerHTML?.slice(0, 90) ?? node?.nodeName)}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const address of kinds) {
        await page.goto(server.address(address), { waitUntil: 'networkidle' });
        await page.evaluate(async () => {
          for (let top = 0; top < Math.min(document.documentElement.scrollHeight, 20_000); top += innerHeight) {
            scrollTo({ top, behavior: 'instant' });
            await new Promise((later) => setTimeout(later, 150));
          }
        });
        await page.waitForTimeout(300);
        assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).shifts), [], address);
      }
      await close();
    });
  }
});
