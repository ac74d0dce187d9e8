// @ts-check
// Search in the page: by keyboard and by hand, what it finds, what it weighs, and what is left of it without script.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { findings } from './support/axe.js';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { serve } from './support/server.js';
import { server } from './support/site-served.js';
import { basePath, command } from './support/site.js';

/** Titles as a page has them, and as somebody may type them: folded by tables when built, and by the browser when asked. */
const NASTY = [
  ['Café Ærøskøbing', 'cafe\u0301 aeroskobing'],
  ['ＯＣＦ ｆｕｌｌ width', 'ocf full'],
  ['Straße der ﬁnalen Łódź', 'STRASSE finalen lodz'],
  ['İstanbul and ISTANBUL', 'istanbul'],
  ['Ångström Å', 'a\u030Angstro\u0308m'],
  ['ὈΔΥΣΣΕΎΣ', 'οδυσσευσ'],
  ['東京都庁', '東京都庁'],
  ['ｶﾞｲﾄﾞブック', 'ガイドブック'],
  ['각하의 하루', '\u1100\u1161\u11A8\u1112\u1161의'],
  ['ภาษาไทยกลาง', 'ภาษาไทย'],
  ['Половина ½ ①', 'половина'],
];

/**
 * A page with the search open.
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @param {string} [address]
 */
async function opened(options, address = server.address('/')) {
  const found = await newPage(browser, { reducedMotion: 'reduce', ...options });
  await found.page.goto(address);
  await found.page.keyboard.press('/');
  await found.page.locator('dialog[open] [role="combobox"]:focus').waitFor();
  return { ...found, ...search(found.page) };
}

/** @param {import('playwright-core').Page} page */
function search(page) {
  const input = page.getByRole('combobox', { name: 'Words to search for' });
  const options = page.locator('[role="option"]');
  return {
    input,
    options,
    dialog: page.locator('dialog.search'),
    status: page.locator('dialog [role="status"]'),
    /** The option that Enter opens. */
    active: page.locator('[role="option"][aria-selected="true"]'),
    /** Types, and waits until the answer is whole. @param {string} text */
    async ask(text) {
      await page.evaluate(() => document.querySelectorAll('dialog [role="status"], dialog [data-part="nothing"] q').forEach((part) => (part.textContent = '')));
      await input.fill(text);
      await page.waitForFunction((typed) => document.querySelector('dialog [role="status"]')?.textContent || document.querySelector('dialog [data-part="nothing"] q')?.textContent === typed, text);
    },
  };
}

describe('opening the search', () => {
  it('a click, / and Ctrl-K open it, Escape closes it and the focus returns', async () => {
    const { page, problems, close } = await newPage(browser);
    await page.goto(server.address('/'));
    const { dialog, input } = search(page);
    const link = page.locator('.site-search');
    await link.focus();
    for (const open of [() => page.keyboard.press('/'), () => page.keyboard.press('Control+k'), () => page.keyboard.press('Meta+k'), () => link.click()]) {
      await open();
      await page.waitForFunction(() => document.activeElement?.matches('dialog[open] input'));
      assert.equal(await input.inputValue(), '');
      await page.keyboard.press('Escape');
      assert.equal(await dialog.isVisible(), false);
      assert.equal(await page.evaluate(() => document.activeElement?.className), 'site-search');
    }
    assert.deepEqual(problems, []);
    await close();
  });

  it('nothing is fetched for it before', async () => {
    const { page, close } = await newPage(browser);
    /** @type {string[]} */
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(server.address('/'), { waitUntil: 'networkidle' });
    assert.deepEqual(requests.filter((url) => /search|finder/.test(new URL(url).pathname)), []);
    await close();
  });

  it('/ is a letter in a field', async () => {
    const { page, close } = await newPage(browser);
    await page.goto(server.address('/'));
    await page.evaluate(() => document.querySelector('main')?.prepend(document.createElement('input')));
    await page.locator('main input').first().press('/');
    assert.equal(await page.locator('main input').first().inputValue(), '/');
    assert.equal(await search(page).dialog.isVisible(), false);
    await close();
  });

  it('fast typing, closing while it loads and opening again go without an error', async () => {
    const { page, input, ask, options, problems, close } = await opened();
    await page.keyboard.type('commercial sales opportunity consult');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('deck threshold');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    assert.equal(await input.inputValue(), 'deck threshold');
    await ask('forecast');
    assert.ok((await options.count()) > 1);
    assert.deepEqual(problems, []);
    await close();
  });
});

describe('what is found', () => {
  it('a page by its title, with its words marked', async () => {
    const { ask, options, status, close } = await opened();
    await ask('commercial sal');
    assert.equal(await options.first().locator('.search-title').textContent(), 'Commercial Sales');
    assert.deepEqual(await options.first().locator('.search-title mark').allTextContents(), ['Commercial', 'Sales']);
    assert.match((await status.textContent()) ?? '', /^\d+ pages found$/);
    await close();
  });

  it('a heading by its words, and Enter lands on it', async () => {
    const { page, ask, problems, dialog, close } = await opened();
    await ask('opportunity-specific slide deck');
    await page.locator('[role="option"][aria-selected="true"] .search-place', { hasText: 'Opportunity-Specific Slide Deck' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#opportunity-specific-slide-deck$/i);
    assert.equal(await dialog.isVisible(), false);
    assert.equal(await page.evaluate(() => document.querySelector(':target')?.tagName[0]), 'H');
    assert.deepEqual(problems, []);
    await close();
  });

  it('a value of the policy, with its amount', async () => {
    const { page, ask, close } = await opened();
    await ask('custom deck threshold');
    const value = page.locator('[role="option"][data-kind="v"]').first();
    assert.match((await value.locator('.search-amount').textContent()) ?? '', /\$5,000/);
    assert.match((await value.locator('.search-place').textContent()) ?? '', /^Policy value/);
    await close();
  });

  it('in spite of a typo, which it tells', async () => {
    const { page, ask, options, close } = await opened();
    await ask('oportunitty');
    assert.match((await page.locator('[data-part="corrections"]').textContent()) ?? '', /^Nothing has oportunitty; searched for .*opportunit/);
    assert.ok((await options.count()) > 1);
    await close();
  });

  it('in one section, when one is chosen', async () => {
    const { page, dialog, ask, options, status, close } = await opened();
    await ask('sales');
    const all = Number.parseInt((await status.textContent()) ?? '', 10);
    await dialog.getByLabel('Section').selectOption({ label: 'Marketing' });
    await page.waitForFunction((count) => Number.parseInt(document.querySelector('dialog [role="status"]')?.textContent ?? '', 10) < count, all);
    for (const option of await options.all()) {
      // The page that the section begins with says so by its title.
      const [title, place] = await Promise.all(['title', 'place'].map((name) => option.locator('.search-' + name).textContent()));
      assert.match(title === 'Marketing' ? title : (place ?? ''), /^Marketing/);
    }
    await close();
  });

  it('nothing, and then where to look and whom to tell', async () => {
    const { page, ask, options, problems, close } = await opened();
    await ask('zzqqxxjj');
    assert.equal(await options.count(), 0);
    const nothing = page.locator('[data-part="nothing"]');
    assert.match((await nothing.textContent()) ?? '', /Nothing found for zzqqxxjj/);
    const links = await nothing.locator('a').evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
    assert.match(links[0], /\/a-z\/$/);
    assert.match(links[1] ?? '/issues/new', /\/issues\/new$/);
    assert.equal((await page.request.get(new URL(links[0], server.address()).href)).status(), 200);
    assert.deepEqual(problems, []);
    await close();
  });

  it('of a file that cannot be fetched, a sentence, and all of it after another try', async () => {
    const { page, context, ask, options, close } = await opened();
    await ask('sales');
    await context.route(/\/search\/[tdf]\//, (route) => route.abort());
    await search(page).input.fill('marketing forecast');
    await page.locator('[data-part="failure"]').waitFor();
    await context.unroute(/\/search\/[tdf]\//);
    await page.getByRole('button', { name: 'try again' }).click();
    await page.locator('[data-part="failure"]').waitFor({ state: 'hidden' });
    await options.first().waitFor();
    await close();
  });
});

it('does not open with the key / where the reader has switched that off', async () => {
  const { page, problems, close } = await newPage(browser);
  const open = page.locator('dialog[open]');
  const link = page.locator('.site-search');
  const slash = page.getByRole('checkbox', { name: 'Open with the / key' });
  await page.goto(server.address('/'), { waitUntil: 'networkidle' });
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Words to search for' }).waitFor();
  await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector('[data-part="slash"]'))?.checked);
  await slash.uncheck();
  await page.keyboard.press('Escape');
  for (const again of [false, true]) {
    if (again) await page.reload({ waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    assert.equal(await open.count(), 0);
    assert.equal(await link.getAttribute('aria-keyshortcuts'), 'Control+K Meta+K');
  }
  await page.keyboard.press('Control+k');
  await open.waitFor();
  await page.waitForTimeout(300);
  assert.equal(await slash.isChecked(), false);
  await slash.check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await open.waitFor();
  assert.equal(await link.getAttribute('aria-keyshortcuts'), '/ Control+K Meta+K');
  assert.deepEqual(problems, []);
  await close();
});

describe('with the keyboard', () => {
  it('arrows go through the list and around, Home and End to its ends, and Enter opens', async () => {
    const { page, ask, options, active, input, close } = await opened();
    await ask('sales');
    const count = await options.count();
    const at = async () => [await active.getAttribute('id'), await input.getAttribute('aria-activedescendant')];
    /** @type {[string, number][]} */
    const journey = [['ArrowDown', 1], ['ArrowDown', 2], ['ArrowUp', 1], ['Home', 0], ['ArrowUp', count - 1], ['ArrowDown', 0], ['End', count - 1], ['ArrowUp', count - 2]];
    assert.deepEqual(await at(), ['search:0', 'search:0']);
    for (const [key, index] of journey) {
      await page.keyboard.press(key);
      assert.deepEqual(await at(), [`search:${index}`, `search:${index}`], key);
    }
    await page.waitForFunction(() => [...document.querySelectorAll('[role="option"]')].every((option) => option.querySelector('.search-text')));
    const address = await active.getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(new URL(address ?? '', server.address()).href);
    await close();
  });

  it('Ctrl-Enter opens in a new tab and the search stays', async () => {
    const { page, context, ask, dialog, close } = await opened();
    await ask('sales');
    const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Control+Enter')]);
    await tab.waitForLoadState();
    assert.notEqual(tab.url(), page.url());
    assert.equal(await dialog.isVisible(), true);
    await close();
  });

  it('searches that led somewhere are offered again, and can be cleared', async () => {
    const { page, ask, options, close } = await opened();
    await ask('forecast');
    const address = await options.first().getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(new URL(address ?? '', server.address()).href);
    await page.keyboard.press('/');
    await page.locator('[data-part="recent"]').waitFor();
    assert.deepEqual(await options.allTextContents(), ['forecast']);
    await page.keyboard.press('Enter');
    await page.locator('a[role="option"]').first().waitFor();
    assert.equal(await search(page).input.inputValue(), 'forecast');
    await search(page).input.fill('');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.waitForFunction(() => !document.querySelector('[role="option"]'));
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await close();
  });

  it('works where the browser refuses to keep anything', async () => {
    const { page, problems, close } = await newPage(browser);
    await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('refused', 'SecurityError'); } }));
    await page.goto(server.address('/'));
    await page.keyboard.press('/');
    const { ask, options } = search(page);
    await ask('forecast');
    const address = await options.first().getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(new URL(address ?? '', server.address()).href);
    assert.deepEqual(problems, []);
    await close();
  });
});

describe('the open search', () => {
  const looks = /** @type {const} */ ({
    light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
    'on a phone': { colorScheme: 'light', viewport: { width: 390, height: 844 } },
    'on the narrowest phone, dark, with high contrast': { colorScheme: 'dark', forcedColors: 'active', viewport: { width: 320, height: 640 } },
  });
  for (const [look, options] of Object.entries(looks)) {
    it(`axe finds nothing on it, and it fits, ${look}`, async () => {
      const { page, ask, close } = await opened(options);
      for (const text of ['custom deck threshold', 'oportunitty', 'zzqqxxjj', '']) {
        if (text) await ask(text);
        else await search(page).input.fill('');
        assert.deepEqual(await findings(page), [], text);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= options.viewport.width);
        const narrowest = await page.evaluate(() => Math.min(Infinity, ...[...document.querySelectorAll('.search-title')].map((title) => title.clientWidth || title.getBoundingClientRect().width)));
        assert.ok(narrowest > 150, `${text}: a title is ${narrowest} px wide`);
      }
      await close();
    });
  }

  it('the first question takes at most 100 KB over the wire, later ones 30 KB', async () => {
    const { page, context, close } = await newPage(browser);
    await page.goto(server.address('/'), { waitUntil: 'networkidle' });
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.keyboard.press('/');
    const { ask } = search(page);
    await ask('close date of a renewal');
    await page.waitForLoadState('networkidle');
    assert.ok(bytes > 20_000 && bytes <= 100 * 1024, `${bytes} bytes`);
    bytes = 0;
    await ask('event return');
    await page.waitForLoadState('networkidle');
    assert.ok(bytes <= 30 * 1024, `${bytes} bytes later`);
    await close();
  });
});

describe('without JavaScript', () => {
  it('the link leads to the pages from A to Z', async () => {
    const { page, close } = await newPage(browser, { javaScriptEnabled: false });
    await page.goto(server.address('/'));
    assert.equal(await search(page).dialog.isVisible(), false);
    await page.locator('.site-search').click();
    await page.waitForURL(/\/a-z\/$/);
    assert.ok((await page.locator('main a').count()) > 10);
    await close();
  });
});

describe('words of all kinds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-'));
  after(() => rmSync(folder, { recursive: true }));

  it('are cut in the browser as they were when the index was built, and mean what words.yaml says', async () => {
    execFileSync(command, ['init'], { cwd: folder });
    /** @param {string} name @param {string} text */
    const write = (name, text) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    };
    NASTY.forEach(([title], index) => write(`content/nasty/page-${index}.md`, `---\ntitle: "${title}"\n---\n\nText.\n`));
    write('content/nasty/index.md', '---\ntitle: Nasty\n---\n\nText.\n');
    write('content/nasty/consult.md', '---\ntitle: Opportunity Consult\n---\n\nA form that is filled in.\n');
    write('content/words.yaml', 'OCF form: Opportunity Consult\nquux: Opportunity Consult\n');
    execFileSync(command, ['build', '--source', folder, '--output', join(folder, 'site')]);
    const own = await serve(join(folder, 'site'), basePath(join(folder, 'site')));
    const { ask, options, problems, close } = await opened({}, own.address('/'));
    for (const [title, typed] of NASTY) {
      await ask(typed);
      assert.equal(await options.first().locator('.search-title').textContent(), title, typed);
      assert.ok((await options.first().locator('.search-title mark').count()) > 0, typed);
    }
    await ask('quux');
    assert.equal(await options.first().locator('.search-title').textContent(), 'Opportunity Consult');
    assert.deepEqual(problems, []);
    await close();
    await own.close();
  });
});
