// @ts-check
// Policy values in prose and on their own pages: what a figure says of itself, by pointer and by keyboard, without script.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findings } from './support/axe.js';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { basePath, pagesOf, siteFolder } from './support/site.js';

const pages = pagesOf(siteFolder);
const figures = (/** @type {string} */ html) => html.split('class="policy-figure"').length - 1;
const withMostFigures = [...pages].sort((one, other) => figures(other.html) - figures(one.html))[0].address;
const ofValues = pages.filter(({ address }) => /^\/policy\/[^/]+\/$/.test(address)).map(({ address }) => address);

describe('a figure in a sentence', () => {
  for (const width of [320, 900, 1400]) {
    it(`shows a note within the window while it has the focus or the pointer, ${width} px wide`, async () => {
      const { page, close } = await newPage(browser, { viewport: { width, height: 700 }, javaScriptEnabled: false });
      await page.goto(server.address(withMostFigures));
      const count = await page.locator('.policy-figure').count();
      assert.ok(count > 3, `${withMostFigures} has ${count} figures`);
      for (const index of [0, 3, Math.floor(count / 2), count - 1]) {
        const figure = page.locator('.policy-figure').nth(index);
        const note = figure.locator('.policy-note');
        const link = figure.locator('a');
        await link.scrollIntoViewIfNeeded();
        assert.equal(await note.isVisible(), false);
        for (const how of ['focus', 'hover']) {
          await (how === 'focus' ? link.focus() : link.hover());
          assert.equal(await note.isVisible(), true, `${how} on figure ${index}`);
          const box = await note.boundingBox();
          assert.ok(box && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= 700, JSON.stringify(box));
          await link.evaluate((element) => element.blur());
          await page.mouse.move(0, 0);
          assert.equal(await note.isVisible(), false, `after ${how} on figure ${index}`);
        }
      }
      await close();
    });
  }

  it('is named by its amount and described by its note', async () => {
    const { page, close } = await newPage(browser);
    await page.goto(server.address(withMostFigures));
    const link = page.locator('.policy-figure > a').first();
    const id = await link.getAttribute('aria-describedby');
    const described = await page.evaluate((name) => document.getElementById(name ?? '')?.textContent, id);
    assert.match(described ?? '', /Since .+\. Written in: .+/);
    const amount = (await link.textContent())?.trim() ?? '';
    assert.equal(await page.getByRole('link', { name: amount, exact: true }).first().isVisible(), true);
    await close();
  });

  it('is plain text in print', async () => {
    const { page, close } = await newPage(browser);
    await page.goto(server.address(withMostFigures));
    await page.emulateMedia({ media: 'print' });
    const link = page.locator('.policy-figure > a').first();
    await link.focus();
    assert.equal(await page.locator('.policy-note').first().isVisible(), false);
    assert.equal(await link.evaluate((element) => getComputedStyle(element, '::after').content), 'none');
    await close();
  });
});

describe('pages of values', () => {
  it('are linked both ways with the pages that use them', async () => {
    const { page, close } = await newPage(browser);
    await page.goto(server.address(withMostFigures));
    await page.locator('.policy-figure > a').first().click();
    await page.waitForURL(/\/policy\/[^/]+\/$/);
    const back = page.locator(`.policy-uses a[href^="${basePath(siteFolder)}${withMostFigures}"]`);
    assert.ok((await back.count()) > 0);
    await close();
  });

  for (const [look, options] of /** @type {const} */ ([
    ['light', {}],
    ['dark, on a phone', { colorScheme: /** @type {const} */ ('dark'), viewport: { width: 375, height: 700 } }],
  ])) {
    it(`axe finds nothing on them, ${look}`, async () => {
      assert.ok(ofValues.length > 0);
      const { page, close } = await newPage(browser, { ...options, reducedMotion: 'reduce' });
      for (const address of ['/policy/', ...ofValues.filter((_, index) => index % 4 === 0)]) {
        await page.goto(server.address(address));
        assert.deepEqual(await findings(page), [], address);
      }
      await close();
    });
  }
});
