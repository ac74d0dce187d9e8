// @ts-check
// The small instruments of a page: copying addresses and code, footnotes and links seen before they are followed, tables
// that are sorted and keep their heads, pictures in the whole window, and the reader's colours.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findings } from './support/axe.js';
import { newPage } from './support/browser.js';
import { built } from './support/built.js';
import { browser } from './support/opened.js';

const LONG = Array.from({ length: 40 }, (_, index) => `| Row ${index} | ${index * 3} | text |`).join('\n');
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"><rect width="1600" height="900" fill="teal"/></svg>';
const TEXT = `---
title: Instruments
description: What small things do.
---

A [page](/other/), its [section](/other/#second), [this section](#first), [elsewhere](https://example.com/), a [file](/robots.txt).

## First

A [link to where it stands](#first), one to the [last](#last), and a note.[^note]

\`\`\`
handbook build
handbook serve
\`\`\`

| Name | Amount | Since | Rank | Empty |
|---|---|---|---|---|
| beta | $10,000 | March 5, 2024 | 10th | b |
| Alpha | $900 | 2 January 2025 | 2nd | |
| gamma 10 | ($50) | December 2023 | 1st | n/a |
| gamma 9 | $1.5k | 2024-03-04 | 3rd | a |

| Too | Short |
|---|---|
| 2 | b |
| 1 | a |

![A teal field](field.svg)

## Last

Words of the last section.

| Many | Rows | Here |
|---|---|---|
${LONG}

[^note]: The text of the note, with a [link](/other/).
`;
const OTHER = `---
title: The other page
description: It has a description.
---

Its first lines.

## Second

Lines of the **second** section.

### Third

Not shown.
`;

/** @type {Awaited<ReturnType<typeof built>>} */
let site;
before(async () => {
  site = await built({ 'content/instruments.md': TEXT, 'content/other.md': OTHER, 'content/field.svg': PICTURE });
});
after(() => site?.close());

/**
 * Opens the page, runs the test, and sees that nothing went wrong meanwhile.
 * @param {(page: import('playwright-core').Page, opened: Awaited<ReturnType<typeof newPage>>) => Promise<void>} test
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function on(test, options) {
  const opened = await newPage(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await opened.page.goto(site.address('/instruments/'));
  await test(opened.page, opened);
  assert.deepEqual(opened.problems, []);
  await opened.close();
}

/** @param {import('playwright-core').Page} page */
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** @param {import('playwright-core').Page} page */
const preview = (page) => page.locator('.preview:popover-open');

/** Rests longer than a preview needs. @param {import('playwright-core').Page} page */
const rest = (page) => page.waitForTimeout(700);

describe('copying', () => {
  it('a heading gives its address, and says so', () =>
    on(async (page) => {
      const link = page.locator('#first .heading-anchor');
      await link.click();
      await page.locator('.said', { hasText: 'Link copied' }).waitFor();
      assert.equal(await clipboard(page), site.address('/instruments/#first'));
      assert.match(page.url(), /#first$/);
      await page.waitForFunction(() => document.querySelector('.said')?.textContent === '');
    }));

  it('a block of code gives its text, by keyboard, and nothing moves for it', () =>
    on(async (page) => {
      const button = page.locator('.copy button');
      await button.waitFor({ state: 'attached' });
      const gap = () => page.evaluate(() => {
        const [block, next] = [document.querySelector('.prose pre'), document.querySelector('.prose .table-scroll')];
        return (next?.getBoundingClientRect().top ?? 0) - (block?.getBoundingClientRect().bottom ?? 0);
      });
      const before = await gap();
      await button.focus();
      assert.equal(await button.evaluate((element) => getComputedStyle(element).opacity), '1');
      await page.keyboard.press('Enter');
      await page.locator('.said', { hasText: 'Copied' }).waitFor();
      assert.equal(await clipboard(page), 'handbook build\nhandbook serve\n');
      await page.evaluate(() => document.querySelector('.copy')?.remove());
      assert.equal(await gap(), before);
    }));
});

describe('a preview', () => {
  it('shows title, description and first lines, and stays while the pointer is in it', () =>
    on(async (page) => {
      /** @type {string[]} */
      const requests = [];
      page.on('request', (request) => requests.push(new URL(request.url()).pathname));
      const link = page.getByRole('link', { name: 'page', exact: true });
      for (let time = 0; time < 2; time++) {
        await link.hover();
        await preview(page).waitFor();
        assert.deepEqual(await preview(page).locator('p').allTextContents(), ['The other page', 'It has a description.', 'Its first lines.']);
        assert.equal(await link.getAttribute('aria-describedby'), await preview(page).getAttribute('id'));
        await preview(page).hover();
        await rest(page);
        assert.ok(await preview(page).isVisible());
        await page.mouse.move(5, 700);
        await preview(page).waitFor({ state: 'detached' });
        assert.equal(await link.getAttribute('aria-describedby'), null);
      }
      assert.deepEqual(requests.filter((path) => path === '/other/'), ['/other/']);
    }));

  it('shows the section that is linked, of another page and of this one', () =>
    on(async (page) => {
      await page.getByRole('link', { name: 'section', exact: true }).hover();
      await preview(page).waitFor();
      assert.deepEqual(await preview(page).locator('p').allTextContents(), ['Second', 'The other page', 'Lines of the second section.']);
      await page.getByRole('link', { name: 'last', exact: true }).hover();
      await preview(page).locator('p', { hasText: 'Words of the last section.' }).waitFor();
    }));

  it('comes by keyboard, Escape closes it, and the focus stays', () =>
    on(async (page) => {
      const link = page.getByRole('link', { name: 'page', exact: true });
      await page.locator('main').focus();
      while (!(await link.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
      await preview(page).waitFor();
      await page.keyboard.press('Escape');
      await preview(page).waitFor({ state: 'detached' });
      assert.ok(await link.evaluate((element) => element === document.activeElement));
      await rest(page);
      assert.equal(await preview(page).count(), 0);
    }));

  it('comes neither for the section where the link stands, nor for navigation, other sites, files, and a pointer that goes on', () =>
    on(async (page) => {
      const links = [...['link to where it stands', 'elsewhere', 'file'].map((name) => page.getByRole('link', { name, exact: true })), page.locator('.toc a').last(), page.locator('.site-title')];
      for (const link of links) {
        await link.hover();
        await rest(page);
        assert.equal(await preview(page).count(), 0, await link.textContent() ?? '');
      }
      await page.getByRole('link', { name: 'page', exact: true }).hover();
      await page.mouse.move(5, 700);
      await rest(page);
      assert.equal(await preview(page).count(), 0);
    }));

  it('is given up when it is left before it came', () =>
    on(async (page, { context }) => {
      let isCut = false;
      page.on('requestfailed', (request) => (isCut ||= new URL(request.url()).pathname === '/other/'));
      await context.route('**/other/', () => {});
      const asked = page.waitForRequest('**/other/');
      await page.getByRole('link', { name: 'page', exact: true }).hover();
      await asked;
      await page.mouse.move(5, 700);
      await page.waitForTimeout(100);
      assert.ok(isCut);
      await context.unroute('**/other/');
      await page.getByRole('link', { name: 'page', exact: true }).hover();
      await preview(page).waitFor();
    }));

  it('does not come by touch', () =>
    on(async (page) => {
      const link = page.getByRole('link', { name: 'last', exact: true });
      await link.dispatchEvent('pointerover', { pointerType: 'touch', bubbles: true });
      await rest(page);
      assert.equal(await preview(page).count(), 0);
      await link.tap();
      assert.match(page.url(), /#last$/);
      await rest(page);
      assert.equal(await preview(page).count(), 0);
    }, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } }));

  for (const viewport of [{ width: 320, height: 500 }, { width: 1280, height: 500 }]) {
    it(`stands within a window of ${viewport.width} px, and axe finds nothing on it`, () =>
      on(async (page) => {
        for (const name of ['page', 'section', 'last']) {
          const link = page.getByRole('link', { name, exact: true });
          await link.hover();
          await preview(page).waitFor();
          const inside = await preview(page).evaluate((box) => {
            const { left, right, top, bottom } = box.getBoundingClientRect();
            return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
          });
          assert.ok(inside, name);
          assert.deepEqual(await findings(page), [], name);
          await page.keyboard.press('Escape');
          await page.mouse.move(0, 0);
        }
      }, { viewport }));
  }
});

describe('a footnote', () => {
  it('is shown where it is referred to, by click and by Enter, and Escape leads back', () =>
    on(async (page) => {
      const link = page.locator('.footnote-reference a');
      await page.waitForFunction(() => document.querySelector('#page\\:preview'));
      await link.click();
      await preview(page).waitFor();
      assert.match((await preview(page).textContent()) ?? '', /^\s*The text of the note, with a link\.\s*$/);
      assert.doesNotMatch(page.url(), /#/);
      await page.keyboard.press('Escape');
      await link.focus();
      await page.keyboard.press('Enter');
      await preview(page).waitFor();
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press('Tab');
      assert.ok(await preview(page).locator('a').evaluate((element) => element === document.activeElement));
      await page.keyboard.press('Escape');
      await preview(page).waitFor({ state: 'detached' });
      assert.ok(await link.evaluate((element) => element === document.activeElement));
    }));

  it('is shown by touch', () =>
    on(async (page) => {
      await page.waitForFunction(() => document.querySelector('#page\\:preview'));
      await page.locator('.footnote-reference a').tap();
      await preview(page).waitFor();
    }, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } }));

  it('is at the foot of the page without script', () =>
    on(async (page) => {
      await page.locator('.footnote-reference a').click();
      assert.match(page.url(), /#fn:1$/);
    }, { javaScriptEnabled: false }));
});

describe('a table', () => {
  /** @param {import('playwright-core').Page} page @param {number} [column] */
  const cells = (page, column = 1) => page.locator('.prose table').first().locator(`tbody td:nth-child(${column})`).allTextContents();
  const WRITTEN = ['beta', 'Alpha', 'gamma 10', 'gamma 9'];

  for (const [head, upwards] of Object.entries({
    Name: ['Alpha', 'beta', 'gamma 9', 'gamma 10'],
    Amount: ['gamma 10', 'Alpha', 'gamma 9', 'beta'],
    Since: ['gamma 10', 'gamma 9', 'beta', 'Alpha'],
    Rank: ['gamma 10', 'Alpha', 'gamma 9', 'beta'],
  })) {
    it(`is sorted by ${head}, up, down and as it was written, by keyboard`, () =>
      on(async (page) => {
        const button = page.getByRole('button', { name: head, exact: true });
        const column = page.getByRole('columnheader', { name: head, exact: true });
        await button.focus();
        for (const [order, wanted] of /** @type {const} */ ([['ascending', upwards], ['descending', [...upwards].reverse()], [null, WRITTEN], ['ascending', upwards]])) {
          await page.keyboard.press('Enter');
          await page.waitForFunction(([name, value]) => [...document.querySelectorAll('thead th')].find((th) => th.textContent === name)?.getAttribute('aria-sort') === value, /** @type {const} */ ([head, order]));
          assert.deepEqual(await cells(page), wanted, String(order));
          assert.equal(await page.locator('[aria-sort]').count(), order ? 1 : 0);
        }
        assert.ok(await column.evaluate((cell) => cell.contains(document.activeElement)));
      }));
  }

  it('has cells that say nothing last, both ways', () =>
    on(async (page) => {
      const button = page.getByRole('button', { name: 'Empty', exact: true });
      await button.click();
      await page.locator('[aria-sort="ascending"]').waitFor();
      assert.deepEqual(await cells(page, 5), ['a', 'b', '', 'n/a']);
      await button.click();
      await page.locator('[aria-sort="descending"]').waitFor();
      assert.deepEqual(await cells(page, 5), ['b', 'a', '', 'n/a']);
    }));

  it('of two rows, and every table without script, has plain heads', async () => {
    await on(async (page) => {
      await page.getByRole('button', { name: 'Name', exact: true }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Too', exact: true }).count(), 0);
    });
    await on(async (page) => assert.equal(await page.locator('thead button').count(), 0), { javaScriptEnabled: false });
  });

  for (const width of [1280, 390]) {
    it(`keeps its heads on the screen, ${width} px wide`, () =>
      on(async (page) => {
        const table = page.locator('.table-scroll').last();
        await page.locator('.table-scroll[data-fits] thead button').last().waitFor();
        await table.locator('tbody tr').nth(25).evaluate((row) => row.scrollIntoView({ block: 'center' }));
        const [head, bar] = await page.evaluate(() => [[...document.querySelectorAll('thead')].at(-1)?.querySelector('th'), document.querySelector('.contents')].map((element) => element?.getBoundingClientRect()));
        const top = width < 992 ? (bar?.bottom ?? -1) : 0;
        assert.ok(head && Math.abs(head.top - top) < 2, `${head?.top} is not ${top}`);
        assert.deepEqual(await findings(page), []);
      }, { viewport: { width, height: 700 } }));
  }
});

describe('a picture', () => {
  it('that is larger than it is shown fills the window, by keyboard, and Escape leads back', () =>
    on(async (page) => {
      const image = page.getByRole('button', { name: 'A teal field' });
      await image.scrollIntoViewIfNeeded();
      await image.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'A teal field' });
      await dialog.waitFor();
      const [small, large] = [await image.boundingBox(), await dialog.locator('img').boundingBox()];
      assert.ok(small && large && large.width > small.width * 1.3, JSON.stringify([small, large]));
      assert.equal(await dialog.locator('img').getAttribute('alt'), 'A teal field');
      assert.ok(await dialog.getByRole('button', { name: 'Close' }).isVisible());
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      assert.ok(await image.evaluate((element) => element === document.activeElement));
      await image.click();
      await dialog.locator('img').click();
      await dialog.waitFor({ state: 'detached' });
    }));
});

describe('on paper', () => {
  it('links to other sites have their address, and no instrument is there', () =>
    on(async (page) => {
      await page.locator('.copy button').waitFor({ state: 'attached' });
      await page.getByLabel('Colours').selectOption('dark');
      const ground = () => page.evaluate(() => getComputedStyle(document.querySelector('.preview, body') ?? document.body).colorScheme);
      assert.equal(await ground(), 'dark');
      await page.emulateMedia({ media: 'print' });
      assert.equal(await ground(), 'light');
      const behind = (/** @type {string} */ address) => page.locator(`.prose a[href^="${address}"]`).first().evaluate((link) => getComputedStyle(link, '::after').content);
      assert.match(await behind('https:'), /example\.com/);
      assert.equal(await behind('/other/'), 'none');
      for (const selector of ['.copy', '.scheme', '.said', '.heading-anchor']) assert.equal(await page.locator(selector).first().isVisible(), false, selector);
      assert.equal(await page.locator('thead th').first().evaluate((head) => getComputedStyle(head).position), 'static');
    }, { colorScheme: 'light' }));
});

describe("the reader's colours", () => {
  /** @param {import('playwright-core').Page} page */
  const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  it('are those of the system, or chosen, kept, and there before anything is drawn', () =>
    on(async (page) => {
      const choice = page.getByLabel('Colours');
      const light = await ground(page);
      assert.equal(await choice.inputValue(), '');
      await choice.selectOption('dark');
      const dark = await ground(page);
      assert.notEqual(dark, light);
      await page.addInitScript(() => {
        const look = () => {
          if (document.body) Object.assign(window, { first: getComputedStyle(document.documentElement).backgroundColor });
          else requestAnimationFrame(look);
        };
        look();
      });
      await page.goto(site.address('/other/'));
      assert.equal(await page.evaluate(() => /** @type {any} */ (window).first), dark);
      assert.equal(await choice.inputValue(), 'dark');
      await choice.selectOption('');
      assert.equal(await ground(page), light);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    }, { colorScheme: 'light' }));

  it('are those of the system where the browser keeps nothing, and cannot be chosen without script', async () => {
    await on(async (page) => {
      await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('refused', 'SecurityError'); } }));
      await page.reload();
      const dark = await ground(page);
      await page.getByLabel('Colours').selectOption('light');
      assert.notEqual(await ground(page), dark);
    }, { colorScheme: 'dark' });
    await on(async (page) => assert.equal(await page.getByLabel('Colours').isVisible(), false), { javaScriptEnabled: false });
  });
});
