// @ts-check
// The navigation: branches that open from the pages they belong to and stay open, a filter, and plain links without script.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { pagesOf, siteFolder } from './support/site.js';

const pages = pagesOf(siteFolder);
/** The lines of a page's navigation that have more below them, by their addresses. @param {string} html */
const branches = (html) => [...html.matchAll(/<li[^>]* data-more[^>]*><a href="([^"]+)"(?! class="ancestor")/g)].map(([, href]) => href);
/** A page whose navigation has a branch, the branch, and a page below it that the page does not show. */
const [first] = pages
  .flatMap(({ address, html }) => branches(html).map((branch) => ({ address, html, branch })))
  .map((found) => ({ ...found, leaf: pages.find((page) => page.address.startsWith(found.branch) && page.address !== found.branch && !found.html.includes(`<a href="${page.address}"`) && page.address.slice(found.branch.length).split('/').length === 2)?.address }))
  .filter(({ leaf }) => leaf);
const deepest = pages.filter(({ html }) => /<li[^>]* data-more[^>]*><a[^>]* class="ancestor"/.test(html)).at(-1);

/** @param {import('playwright-core').Page} page */
const lines = (page) => page.locator('nav.navigation li:not([hidden]) > a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
/** @param {import('playwright-core').Page} page @param {string} address */
const handle = (page, address) => page.locator(`nav.navigation li:has(> a[href="${address}"]) > button`);

/** Opens a page and points at its navigation, whose code comes then. @param {import('playwright-core').Page} page @param {string} address */
async function visit(page, address) {
  await page.goto(server.address(address));
  await page.locator('nav.navigation').hover();
  await page.locator('nav.navigation button').first().waitFor();
}

const wide = { viewport: { width: 1400, height: 900 } };

describe('a branch of the navigation', () => {
  it('opens by keyboard with what its own page shows, and closes', async () => {
    const { page, problems, close } = await newPage(browser, wide);
    await visit(page, first.address);
    const before = await lines(page);
    assert.ok(!before.includes(first.leaf ?? ''));
    await handle(page, first.branch).press('Enter');
    await page.locator(`nav.navigation a[href="${first.leaf}"]`).waitFor();
    assert.equal(await handle(page, first.branch).getAttribute('aria-expanded'), 'true');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded')), 'true', 'the focus stays on the handle');
    const opened = await lines(page);
    const at = opened.indexOf(first.branch);
    assert.deepEqual(opened.filter((href) => before.includes(href)), before, 'what was there stays, in its order');
    assert.ok(opened.slice(at + 1, at + 1 + opened.length - before.length).every((href) => href?.startsWith(first.branch)));
    await handle(page, first.branch).press('Enter');
    assert.deepEqual(await lines(page), before);
    assert.deepEqual(problems, []);
    await close();
  });

  it('stays open on the next page of the visit, and is forgotten when it is closed', async () => {
    const { page, close } = await newPage(browser, wide);
    await visit(page, first.address);
    await handle(page, first.branch).click();
    await page.locator(`nav.navigation a[href="${first.leaf}"]`).waitFor();
    await page.reload();
    await page.locator(`nav.navigation a[href="${first.leaf}"]`).waitFor();
    await handle(page, first.branch).click();
    await page.reload();
    await page.locator('nav.navigation').hover();
    await handle(page, first.branch).waitFor();
    assert.equal(await page.locator(`nav.navigation a[href="${first.leaf}"]`).count(), 0);
    await close();
  });

  it('of a page above grows around the way down to this page', async () => {
    assert.ok(deepest, 'no page lies three levels deep');
    const { page, close } = await newPage(browser, wide);
    await visit(page, deepest.address);
    const above = await page.locator('nav.navigation li[data-more] > a.ancestor').first().getAttribute('href') ?? '';
    const before = await lines(page);
    await handle(page, above).click();
    await page.locator('nav.navigation li[data-grown]').first().waitFor();
    const after = await lines(page);
    assert.equal(new Set(after).size, after.length, 'no line stands there twice');
    assert.deepEqual(after.filter((href) => before.includes(href)), before);
    assert.equal(await page.locator('nav.navigation [aria-current="page"]').count(), 1);
    await close();
  });

  it('that cannot be fetched leads to its page', async () => {
    const { page, close } = await newPage(browser, wide);
    await visit(page, first.address);
    await handle(page, first.branch).waitFor();
    await page.route('**/*', (route) => (route.request().resourceType() === 'fetch' ? route.abort() : route.continue()));
    await handle(page, first.branch).click();
    await page.waitForURL(server.address(first.branch));
    await close();
  });

  it('fetches no more of the page than its navigation, and a page is fetched once a visit', async () => {
    const { page, close } = await newPage(browser, wide);
    await visit(page, first.address);
    let fetches = 0;
    page.on('request', (request) => {
      if (request.resourceType() === 'fetch') fetches += 1;
    });
    await handle(page, first.branch).click();
    await page.locator(`nav.navigation a[href="${first.leaf}"]`).waitFor();
    assert.equal(fetches, 1);
    await page.reload();
    await page.locator(`nav.navigation a[href="${first.leaf}"]`).waitFor();
    assert.equal(fetches, 1);
    await close();
  });
});

describe('the filter of the navigation', () => {
  it('leaves the lines with all words and what is above them, and Enter opens the first', async () => {
    const { page, close } = await newPage(browser, wide);
    await visit(page, first.address);
    const filter = page.getByLabel('Filter the pages of the menu');
    const title = (await page.locator('nav.navigation li:not(:has([aria-current], .ancestor)) > a').last().textContent()) ?? '';
    const all = await lines(page);
    await filter.fill(title.toUpperCase());
    const left = await lines(page);
    assert.ok(left.length < all.length && left.length >= 1);
    const to = await page.locator('nav.navigation li:not([hidden]) > a').last().getAttribute('href');
    await filter.press('Escape');
    assert.deepEqual(await lines(page), all);
    await filter.fill(title);
    await filter.press('Enter');
    await page.waitForURL(server.address(to ?? ''));
    await close();
  });

  it('hands words that no line has to the search', async () => {
    const { page, close } = await newPage(browser, wide);
    await visit(page, first.address);
    const filter = page.getByLabel('Filter the pages of the menu');
    await filter.fill('zzz');
    assert.equal(await page.locator('nav.navigation ul').isVisible(), false);
    await page.getByText('Search the handbook').click();
    await page.locator('dialog[open] [role="combobox"]').waitFor();
    assert.equal(await page.locator('dialog[open] [role="combobox"]').inputValue(), 'zzz');
    await close();
  });
});

describe('the navigation without JavaScript', () => {
  it('is a list of links, without a filter and without handles', async () => {
    for (const viewport of [{ width: 1400, height: 900 }, { width: 390, height: 844 }]) {
      const { page, close } = await newPage(browser, { javaScriptEnabled: false, viewport });
      await page.goto(server.address(first.address));
      const summary = page.locator('nav.navigation summary');
      if (await summary.isVisible()) await summary.click();
      assert.equal(await page.locator('nav.navigation input').isVisible(), false);
      assert.equal(await page.locator('nav.navigation button').count(), 0);
      assert.ok(await page.locator(`nav.navigation a[href="${first.branch}"]`).isVisible());
      await close();
    }
  });
});
