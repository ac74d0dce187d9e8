// @ts-check
// Paths for new hires: ticking, what a browser keeps of it, what changed since, and what is there without any of that.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { launch, newPage } from './support/browser.js';
import { serve } from './support/server.js';
import { basePath, pagesOf, siteFolder } from './support/site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const paths = pagesOf(siteFolder).filter(({ html }) => html.includes('data-path='));
const [{ address }] = paths;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

before(async () => {
  browser = await launch();
  server = await serve(siteFolder, basePath(siteFolder));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** @param {import('playwright-core').Page} page */
const opened = async (page) => {
  await page.goto(server.address(address));
  await page.locator('.path input:enabled').first().waitFor();
};

/** @param {import('playwright-core').Page} page */
const told = async (page) => (await page.getByRole('status').first().innerText()).trim().replace(/\s+/g, ' ');

/** @param {import('playwright-core').Page} page */
const minutesLeft = (page) =>
  page.locator('.path li').evaluateAll((items) =>
    items
      .filter((item) => !item.querySelector('input')?.checked)
      .reduce((sum, item) => sum + Number(/** @type {HTMLElement} */ (item).dataset.minutes ?? 0), 0),
  );

/** @param {number} minutes */
const time = (minutes) => (minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`);

describe('a path', () => {
  it('is the onboarding of Commercial Sales, with all its days and something of each kind', async () => {
    const { page, problems, close } = await newPage(browser);
    await opened(page);
    const days = await page.locator('.path h2').evaluateAll((headings) => headings.map(({ id }) => id));
    assert.deepEqual(days, ['day-1', 'day-7', 'day-30', 'day-60', 'day-90']);
    assert.ok((await page.locator('.path li').count()) >= 25);
    assert.ok((await page.locator('.path li a[href*="?"]').count()) >= 5, 'calculators filled in');
    const names = await page.getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => /** @type {HTMLInputElement} */ (box).labels?.[0]?.textContent?.trim()));
    assert.ok(names.every(Boolean), 'each box has a name');
    assert.deepEqual(problems, []);
    await close();
  });

  it('opens a calculator with what the path filled in', async () => {
    const { page, problems, close } = await newPage(browser);
    await opened(page);
    const link = page.locator('.path li a[href*="deck-threshold.amount="]').first();
    const wanted = new URL((await link.getAttribute('href')) ?? '', server.address('/')).searchParams.get('deck-threshold.amount');
    await link.click();
    await page.waitForURL(/deck-threshold\.amount=/);
    const field = page.locator('[name="deck-threshold.amount"]');
    await page.waitForFunction((text) => /** @type {HTMLInputElement | null} */ (document.querySelector('[name="deck-threshold.amount"]'))?.value === text, wanted);
    assert.equal(await field.inputValue(), wanted);
    assert.deepEqual(problems, []);
    await close();
  });

  it('keeps what is ticked, tells what is left, and forgets it when asked', async () => {
    const { page, problems, close } = await newPage(browser);
    await opened(page);
    const boxes = page.getByRole('checkbox');
    const all = await boxes.count();
    const before = await told(page);
    assert.match(before, new RegExp(`^${all} items, about `));
    for (const index of [0, 3]) await boxes.nth(index).check();
    assert.equal(await told(page), `2 of ${all} done, about ${time(await minutesLeft(page))} left`);
    assert.equal(await page.locator('progress').evaluate((bar) => /** @type {HTMLProgressElement} */ (bar).value), 2);

    await page.reload();
    await page.locator('.path input:enabled').first().waitFor();
    assert.deepEqual(await Promise.all([0, 1, 3].map((index) => boxes.nth(index).isChecked())), [true, false, true]);
    await boxes.nth(3).uncheck();
    assert.match(await told(page), new RegExp(`^1 of ${all} done`));

    await page.goto(server.address('/'));
    const line = page.locator('.begun [data-shown]');
    await line.waitFor();
    assert.match(await line.innerText(), new RegExp(`^Continue: .+, 1 of ${all} done$`));
    assert.equal(await page.locator('.begun > :first-child').isVisible(), false);
    await line.getByRole('link').click();
    await page.waitForURL(server.address(address));

    await page.getByText('Start again').click();
    await page.getByRole('button', { name: 'Untick every item' }).click();
    assert.equal(await told(page), before);
    assert.equal(await boxes.first().evaluate((box) => box === document.activeElement), true);
    await page.goto(server.address('/'));
    await page.waitForLoadState('networkidle');
    assert.equal(await line.count(), 0);
    assert.deepEqual(problems, []);
    await close();
  });

  it('is ticked by keyboard, and says when all is done', async () => {
    const { page, close } = await newPage(browser);
    await opened(page);
    const boxes = page.getByRole('checkbox');
    const all = await boxes.count();
    await boxes.first().focus();
    await page.keyboard.press('Space');
    assert.match(await told(page), /^1 of /);
    for (const box of (await boxes.all()).slice(1)) await box.check();
    assert.equal(await told(page), `All ${all} done`);
    await close();
  });

  it('finds what was ticked wherever an item stands now', async () => {
    const { page, close } = await newPage(browser);
    await opened(page);
    const last = page.locator('.path li').last();
    const key = await last.getAttribute('data-key');
    await last.getByRole('checkbox').check();
    await page.route(server.address(address), async (route) => {
      const html = await (await route.fetch()).text();
      const items = html.match(/<li data-key[\s\S]*?<\/li>/g) ?? [];
      const [first, end] = [items[0], items[items.length - 1]];
      await route.fulfill({ contentType: 'text/html', body: html.replace(end, '@').replace(first, () => end).replace('@', () => first) });
    });
    await opened(page);
    assert.equal(await page.locator('.path li').first().getAttribute('data-key'), key);
    assert.equal(await page.getByRole('checkbox').first().isChecked(), true);
    assert.match(await told(page), /^1 of /);
    await close();
  });

  it('says which pages changed after they were ticked', async () => {
    const { page, close } = await newPage(browser);
    const changed = (/** @type {string} */ day) => async (/** @type {import('playwright-core').Route} */ route) => {
      const html = await (await route.fetch()).text();
      await route.fulfill({ contentType: 'text/html', body: html.replaceAll('<li data-key', `<li data-changed="${day}" data-key`) });
    };
    const note = page.getByText('Changed since you ticked it');
    await page.route(server.address(address), changed('2020-01-01'));
    await opened(page);
    await page.getByRole('checkbox').first().check();
    assert.equal(await note.count(), 0);
    await page.unroute(server.address(address));
    await page.route(server.address(address), changed('2999-01-01'));
    await opened(page);
    assert.equal(await note.count(), 1, 'of the one that was ticked');
    assert.equal(await note.isVisible(), true);
    await page.getByRole('checkbox').first().uncheck();
    assert.equal(await note.count(), 0);
    await close();
  });

  for (const [what, text] of [['no JSON', '{'], ['something else', '[1]'], ['nothing', 'null'], ['numbers', '{"at":"x","done":{"a":1}}']]) {
    it(`bears it when ${what} is kept under its name`, async () => {
      const { page, problems, close } = await newPage(browser);
      await page.goto(server.address(address));
      await page.evaluate((value) => localStorage.setItem(`handbook:path:${/** @type {HTMLElement} */ (document.querySelector('[data-path]')).dataset.path}`, value), text);
      await opened(page);
      assert.match(await told(page), /items, about/);
      await page.getByRole('checkbox').first().check();
      assert.match(await told(page), /^1 of /);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  it('can be ticked where the browser keeps nothing, and says so', async () => {
    const { page, problems, close } = await newPage(browser);
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    await opened(page);
    await page.getByRole('checkbox').first().check();
    assert.match(await told(page), /^1 of /);
    assert.equal(await page.getByText('This browser keeps nothing').isVisible(), true);
    await page.goto(server.address('/'));
    await page.waitForLoadState('networkidle');
    assert.deepEqual(problems, []);
    await close();
  });

  it('is a list with boxes without script, and in print', async () => {
    const { page, close } = await newPage(browser, { javaScriptEnabled: false });
    await page.goto(server.address(address));
    const boxes = page.locator('.path input');
    assert.equal(await boxes.first().isDisabled(), true);
    assert.match(await told(page), /items, about/);
    for (const part of ['begun', 'finished', 'kept', 'unkept']) {
      assert.equal(await page.locator(`[data-part="${part}"]`).isVisible(), false, part);
    }
    await page.emulateMedia({ media: 'print' });
    assert.equal(await boxes.first().isVisible(), true);
    assert.notEqual(await boxes.first().evaluate((box) => getComputedStyle(box).borderTopWidth), '0px');
    const after = await page.locator('.path li a').first().evaluate((link) => getComputedStyle(link, '::after').content);
    assert.match(after, /\(.*\//, 'links print their addresses');
    assert.equal(await page.locator('.path-step').first().evaluate((step) => getComputedStyle(step).breakInside), 'avoid');
    await page.goto(server.address('/'));
    assert.equal(await page.locator('.begun').isVisible(), false, 'nothing to go on with on paper');
    await close();
  });

  it('moves nothing when it comes alive', async () => {
    const { page, close } = await newPage(browser, { viewport: { width: 390, height: 844 } });
    await opened(page);
    await page.getByRole('checkbox').first().check();
    await page.addInitScript(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) Object.assign(window, { shift: /** @type {any} */ (window).shift + /** @type {any} */ (entry).value });
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const target of [address, '/', '/paths/']) {
      await page.goto(server.address(target));
      await page.waitForLoadState('networkidle');
      assert.equal(await page.evaluate(() => /** @type {any} */ (window).shift), 0, target);
    }
    await close();
  });

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const width of [390, 1280]) {
      it(`axe finds nothing, ${colorScheme}, ${width} px wide`, async () => {
        const { page, close } = await newPage(browser, { colorScheme, viewport: { width, height: 900 } });
        await opened(page);
        await page.getByRole('checkbox').first().check();
        for (const target of [address, '/paths/', '/']) {
          await page.goto(server.address(target));
          await page.waitForLoadState('networkidle');
          await page.evaluate(axe);
          const found = await page.evaluate(async () => {
            const { violations } = await /** @type {any} */ (window).axe.run(document, { resultTypes: ['violations'] });
            return violations.map((/** @type {any} */ violation) => `${violation.id}: ${violation.nodes[0].html}`);
          });
          assert.deepEqual(found, [], target);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
        }
        await close();
      });
    }
  }
});

describe('the minutes of a page', () => {
  it('stand in its head, and are read out in words', async () => {
    const { page, close } = await newPage(browser, { javaScriptEnabled: false });
    await page.goto(server.address('/handbook/sales/commercial/'));
    assert.match(await page.locator('.page-facts [aria-hidden]').innerText(), /^\d+ min$/);
    assert.match((await page.locator('.page-facts .visually-hidden').textContent()) ?? '', /^\d+ minutes to read$/);
    await page.goto(server.address('/'));
    assert.equal(await page.locator('.page-facts').count(), 0);
    await close();
  });
});
