// @ts-check
// All pages of the handbook: nothing goes wrong on them, they fit, they are accessible, and they work without script.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findings } from './support/axe.js';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { browser } from './support/opened.js';
import { serve } from './support/server.js';
import { server } from './support/site-served.js';
import { basePath, calculatorsIn, command, pagesOf, root, siteFolder } from './support/site.js';

const pages = pagesOf(siteFolder);
const bySize = [...pages].sort((one, other) => other.html.length - one.html.length);
const withMostCalculators = [...pages].sort((one, other) => calculatorsIn(other.html).length - calculatorsIn(one.html).length)[0];
/** The page with every calculator, the home page, the 404 page and the two longest others. */
const five = [...new Set([withMostCalculators.address, '/', '/404.html', ...bySize.map(({ address }) => address)])].slice(0, 5);

/** Takes over every calculator of a page. @param {import('playwright-core').Page} page */
async function readyAll(page) {
  const ids = await page.locator('handbook-calculator').evaluateAll((found) => found.map((each) => each.dataset.calculator ?? ''));
  for (const id of ids) await ready(page, id);
}

describe('every page', () => {
  it('loads without an error, a warning or a violation of its policy, and is no wider than 320 px', async () => {
    const { page, problems, close } = await newPage(browser, { viewport: { width: 320, height: 640 } });
    for (const { address } of pages) {
      const response = await page.goto(server.address(address), { waitUntil: 'load' });
      assert.equal(response?.status(), 200, address);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${address} is ${width} px wide`);
      await readyAll(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wider <= 320, `${address} is ${wider} px wide with its calculators`);
      assert.deepEqual(problems, [], address);
    }
    await close();
  });

  it('has a strict content security policy, and no inline script or style', () => {
    for (const { address, html } of pages) {
      const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
      assert.match(policy, /default-src 'none'/, address);
      assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/, address);
      assert.match(policy, /style-src 'self'(;|$)/, address);
      assert.doesNotMatch(html, /<style[\s>]|<[^<>]+ style=|<[^<>]+ on[a-z]+=|href="javascript:/i, address);
      for (const [tag] of html.matchAll(/<script[^>]*>/g)) assert.match(tag, / src="| type="text\/plain"/, address);
    }
  });
});

describe('a wrong address', () => {
  it("gets the handbook's own page", async () => {
    const { page, problems, close } = await newPage(browser);
    const response = await page.goto(server.address('/no/such/page/'));
    assert.equal(response?.status(), 404);
    assert.ok(await page.locator('main').isVisible());
    assert.deepEqual(problems.filter((problem) => !/status of 404/.test(problem)), []);
    await close();
  });
});

it('the styles of all pages, which order the layers, come before those of some', () => {
  for (const { address, html } of pages) {
    const [first] = html.match(/<link rel="stylesheet"[^>]*>/) ?? [''];
    assert.match(first, /\/assets\/style\.[0-9a-f]+\.css"/, address);
  }
});

describe('accessibility', () => {
  const looks = /** @type {const} */ ({
    light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
    'on a phone': { colorScheme: 'light', viewport: { width: 390, height: 844 } },
    'on a phone, dark': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  });
  for (const [look, options] of Object.entries(looks)) {
    // Every page in both schemes and on a phone; the fourth look is that of the page with all calculators and the longest ones.
    const addresses = look === 'on a phone, dark' ? five : pages.map(({ address }) => address);
    it(`axe finds nothing on any of ${addresses.length} pages, ${look}`, async () => {
      const { page, close } = await newPage(browser, { ...options, reducedMotion: 'reduce' });
      /** @type {Record<string, string[]>} */
      const found = {};
      for (const address of addresses) {
        await page.goto(server.address(address));
        await readyAll(page);
        const list = await findings(page);
        if (list.length) found[address] = list;
      }
      assert.deepEqual(found, {});
      await close();
    });
  }

  it('axe finds nothing while fields are wrong and all is open', async () => {
    const { page, close } = await newPage(browser, { reducedMotion: 'reduce' });
    const ids = calculatorsIn(withMostCalculators.html);
    const wrong = ids.map((id) => `${id}.as-of=x&${id}.segment=x&${id}.today=x`).join('&');
    await page.goto(`${server.address(withMostCalculators.address)}?${wrong}`);
    await readyAll(page);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    assert.deepEqual(await findings(page), []);
    await close();
  });

  it('the first stop of the keyboard leads to the page', async () => {
    const { page, close } = await newPage(browser);
    await page.goto(server.address(withMostCalculators.address));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.matches('a[href^="#"]') && document.activeElement.checkVisibility()), true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => Boolean(document.activeElement?.closest('main'))), true);
    await close();
  });

  it('a table that is too wide is a named stop, one that fits is none', async () => {
    const { page, close } = await newPage(browser, { viewport: { width: 320, height: 640 } });
    const tables = pages.find(({ html }) => html.includes('class="table-scroll"'));
    assert.ok(tables, 'no page has a table');
    await page.goto(server.address(tables.address));
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      const table = document.querySelector('.table-scroll table');
      for (const cell of table?.querySelectorAll('th, td') ?? []) cell.textContent = 'unbreakable'.repeat(9);
    });
    const wrapper = page.locator('.table-scroll').first();
    await page.waitForFunction(() => document.querySelector('.table-scroll')?.getAttribute('tabindex') === '0');
    assert.equal(await wrapper.getAttribute('role'), 'region');
    assert.ok(await wrapper.getAttribute('aria-label'));
    await page.evaluate(() => document.querySelector('.table-scroll table')?.replaceChildren());
    await page.waitForFunction(() => !document.querySelector('.table-scroll')?.hasAttribute('tabindex'));
    assert.equal(await wrapper.getAttribute('role'), null);
    await close();
  });
});

describe('the table of contents', () => {
  it('follows the scroll, on a wide screen', async () => {
    const { page, problems, close } = await newPage(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await page.goto(server.address(bySize[0].address));
    const links = page.locator('[data-toc] a');
    const count = await links.count();
    assert.ok(count > 5);
    for (const index of [1, Math.floor(count / 2), count - 1]) {
      const target = (await links.nth(index).getAttribute('href')) ?? '';
      await links.nth(index).click();
      await page.waitForFunction((href) => document.querySelector('[data-toc] [aria-current="true"]')?.getAttribute('href') === href, target);
      assert.equal(await page.locator('[data-toc] [aria-current]').count(), 1);
      assert.equal(await links.nth(index).evaluate((link) => {
        const { top, bottom } = link.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }), true);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  it('names the section and closes behind its reader, on a phone', async () => {
    const { page, close } = await newPage(browser, { viewport: { width: 390, height: 800 }, reducedMotion: 'reduce' });
    await page.goto(server.address(bySize[0].address));
    await page.locator('details:has([data-toc]) summary').click();
    const link = page.locator('[data-toc] a').nth(3);
    const words = (await link.textContent()) ?? '-';
    await link.click();
    await page.waitForFunction((text) => document.querySelector('[data-toc-current]')?.textContent === text, words);
    assert.equal(await page.locator('details:has([data-toc])').evaluate((details) => /** @type {HTMLDetailsElement} */ (details).open), false);
    await close();
  });
});

describe('without JavaScript', () => {
  it('calculators show their answer, values, examples and sources, and no dead button', async () => {
    const { page, close } = await newPage(browser, { javaScriptEnabled: false });
    await page.goto(server.address(withMostCalculators.address));
    const ids = calculatorsIn(withMostCalculators.html);
    assert.ok(ids.length >= 4);
    for (const id of ids) {
      const element = page.locator(`handbook-calculator[data-calculator="${id}"]`);
      assert.match((await element.locator('[data-part="sentence"]').textContent()) ?? '', /\w+ \w+/, id);
      assert.ok(await element.locator('[data-part="sentence"]').isVisible(), id);
      assert.ok((await element.locator('[data-part="steps"] li').count()) > 0, id);
      assert.ok((await element.locator('[data-part="sources"] a').count()) > 0, id);
      assert.equal(await element.locator('.calculator-examples > ul > li').count(), 3, id);
      assert.ok((await element.locator('.calculator-values tbody tr').count()) > 0, id);
      for (const summary of await element.locator('.calculator-examples summary, .calculator-values summary').all()) await summary.press('Enter');
      assert.ok(await element.locator('.calculator-examples li').first().isVisible(), id);
      assert.ok(await element.locator('.calculator-values td').first().isVisible(), id);
      assert.equal(await element.locator('button:visible').count(), 0, id);
      assert.equal(await element.locator('[data-part="failure"]').isVisible(), false, id);
      for (const control of await element.locator('input').all()) {
        assert.ok(await control.evaluate((input) => /** @type {HTMLInputElement} */ (input).labels?.length), id);
      }
    }
    await close();
  });
});

describe('under a path of its host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-'));
  after(() => rmSync(folder, { recursive: true }));

  it('styles, calculators and links work', async () => {
    const site = join(folder, 'site');
    execFileSync(command, ['build', '--source', root, '--output', site, '--base-url', 'https://example.com/team/book/']);
    assert.equal(basePath(site), '/team/book');
    const own = await serve(site, '/team/book');
    const { page, problems, close } = await newPage(browser);
    await page.goto(own.address(withMostCalculators.address));
    await readyAll(page);
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).fontFamily), '');
    assert.ok(await page.evaluate(() => document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 10));
    const addresses = await page.locator('main a[href^="/"], header a[href^="/"], handbook-calculator a[href^="/"]').evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href') ?? ''))]);
    assert.ok(addresses.length > 5);
    for (const address of addresses) {
      assert.ok(address.startsWith('/team/book/'), address);
      const response = await page.request.get(new URL(address, own.address()).href);
      assert.equal(response.status(), 200, address);
    }
    assert.deepEqual(problems, []);
    await close();
    await own.close();
  });
});
