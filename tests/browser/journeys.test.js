// @ts-check
// What a reader does with the keys alone, from page to page: find a page in the menu or the index, follow a path, search, and use
// a calculator. Each stop on the way is in the window and is marked.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';

/** @typedef {import('playwright-core').Page} Page */

/** As many stops may lie before the one that is looked for. */
const FAR = 150;

/** Where the focus is: its name, what holds it, and what is wrong with it for who sees the page. @param {Page} page */
function stop(page) {
  return page.evaluate(() => {
    const element = /** @type {HTMLElement} */ (document.activeElement ?? document.body);
    const box = element.getBoundingClientRect();
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
    // The mark may be drawn round the whole of a card, an option or a field with its unit.
    const drawn = [element, element.closest('label, .field-input')].filter((each) => each !== null);
    const marked = drawn.some((each) => [null, '::before', '::after'].some((part) => {
      const style = getComputedStyle(each, part);
      return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    }));
    const name = (element.getAttribute('aria-label') ?? (element.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`)?.textContent) ?? element.textContent ?? '').trim();
    const wrong = [
      box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth ? 'is outside of the window' : '',
      middle && !element.contains(middle) && !middle.contains(element) && !middle.closest('label')?.contains(element) ? `is covered by ${middle.outerHTML.slice(0, 60)}` : '',
      marked ? '' : 'is not marked',
    ];
    return { name, href: element.getAttribute('href'), kind: element.localName, type: element.getAttribute('type'), wrong: wrong.filter(Boolean).map((what) => `${element.outerHTML.slice(0, 80)} ${what}`) };
  });
}

/** @typedef {Awaited<ReturnType<typeof stop>>} Stop */

/** Presses a key until the focus is where it is wanted; each stop on the way is looked at. @param {Page} page @param {(stop: Stop) => boolean} isWanted */
async function reach(page, isWanted, key = 'Tab') {
  for (let presses = 1; presses <= FAR; presses += 1) {
    await page.keyboard.press(key);
    const at = await stop(page);
    if (at.kind === 'body') break;
    assert.deepEqual(at.wrong, [], page.url());
    if (isWanted(at)) return presses;
  }
  return assert.fail(`no stop of ${page.url()} leads on`);
}

/** @param {string} path */
const to = (path) => (/** @type {Stop} */ { kind, href }) => kind === 'a' && href !== null && new URL(href, server.address('/')).pathname === new URL(server.address(path)).pathname;

/** @param {(page: Page, address: (path: string) => string) => Promise<void>} go */
async function journey(go) {
  const { page, problems, close } = await newPage(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.goto(server.address('/'));
  await page.waitForLoadState('networkidle');
  await go(page, server.address);
  assert.deepEqual(problems, []);
  await close();
}

it('a page is found in the menu: a branch opened, and what is in it filtered', () =>
  journey(async (page) => {
    const menu = page.locator('nav.navigation');
    const isFilter = (/** @type {Stop} */ { type }) => type === 'search';
    await reach(page, isFilter);
    for (const branch of ['Handbook', 'Business Operations']) {
      await menu.getByRole('button', { name: branch, exact: true }).waitFor();
      await reach(page, ({ kind, name }) => kind === 'button' && name === branch);
      await page.keyboard.press('Enter');
    }
    const wanted = '/handbook/business-ops/order-processing/';
    await menu.locator(`a[href$="${wanted}"]`).waitFor();
    await reach(page, isFilter, 'Shift+Tab');
    await page.keyboard.type('order proc');
    const presses = await reach(page, to(wanted));
    assert.ok(presses <= 6, `the page is ${presses} stops after the filter`);
    await page.keyboard.press('Enter');
    await page.waitForURL(server.address(wanted));
    assert.match((await page.locator('h1').textContent()) ?? '', /order processing/i);
  }));

it('a page is found in the index of all pages, without script', async () => {
  const { page, close } = await newPage(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.route('**/*.js', (route) => route.abort());
  await page.goto(server.address('/'));
  await reach(page, to('/a-z/'));
  await page.keyboard.press('Enter');
  await page.waitForURL(server.address('/a-z/'));
  await reach(page, ({ kind, href }) => kind === 'a' && (href ?? '').endsWith('#letter:t'));
  await page.keyboard.press('Enter');
  const presses = await reach(page, to('/handbook/sales/territories/'));
  assert.ok(presses <= 12, `the page is ${presses} stops after its letter`);
  await page.keyboard.press('Enter');
  await page.waitForURL(server.address('/handbook/sales/territories/'));
  await close();
});

it('a path is followed: from the home page, an item ticked, its page read, and back', () =>
  journey(async (page) => {
    const path = '/paths/commercial-sales/';
    await reach(page, to(path));
    await page.keyboard.press('Enter');
    await page.waitForURL(server.address(path));
    await page.waitForLoadState('networkidle');
    await reach(page, ({ type }) => type === 'checkbox');
    await page.keyboard.press('Space');
    const told = page.locator('.path-progress [role="status"]');
    assert.match(await told.innerText(), /^1 of \d+/);
    await page.keyboard.press('Tab');
    const item = await stop(page);
    assert.equal(item.kind, 'a');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === new URL(item.href ?? '', server.address(path)).pathname);
    await page.goBack();
    await page.waitForURL(server.address(path));
    await told.getByText(/^1 of \d+/).waitFor();
    assert.equal(await page.getByRole('checkbox').first().isChecked(), true);
  }));

it('a rule is searched, opened at its section, and read on from there', () =>
  journey(async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('give back project', { delay: 20 });
    await page.locator('[role="option"]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#/);
    const heading = page.locator(`:is(h1, h2, h3, h4, [id]):target`).first();
    assert.match((await heading.textContent()) ?? '', /give back/i);
    // What Tab reaches first stands in or after that section, not at the top of the page.
    await page.keyboard.press('Tab');
    const at = await stop(page);
    assert.deepEqual(at.wrong, []);
    const after = await page.evaluate(() => {
      const target = document.querySelector(':target');
      return Boolean(target && document.activeElement && target.compareDocumentPosition(document.activeElement) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY));
    });
    assert.ok(after);
  }));

it('a calculator is reached from the home page, asked, and explains itself', () =>
  journey(async (page) => {
    await reach(page, ({ kind, href }) => kind === 'a' && (href ?? '').endsWith('#deck-threshold'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/#deck-threshold$/);
    const { sentence, element } = await ready(page, 'deck-threshold');
    const before = await sentence.textContent();
    await reach(page, ({ kind, type, name }) => kind === 'input' && type === 'text' && /amount/i.test(name));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('900');
    await page.waitForFunction(([id, said]) => document.querySelector(`handbook-calculator[data-calculator="${id}"] [data-part="sentence"]`)?.textContent !== said, ['deck-threshold', before]);
    await reach(page, ({ kind }) => kind === 'button' || kind === 'summary');
    assert.equal(await element.evaluate((calculator) => calculator.contains(document.activeElement)), true);
  }));
