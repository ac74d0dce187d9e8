// @ts-check
// Questions in words that the search has calculators answer: the table that is asked natively too, the option they are shown
// as, the page that it opens, and what it weighs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { launch, newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { serve } from './support/server.js';
import { basePath, root, siteFolder } from './support/site.js';

/** @typedef {{ ask: string, calculator?: string, fields?: Record<string, string>, verdict?: string, says?: string, missing?: string[] }} Question */
/** @type {{ now: string, questions: Question[] }} */
const asked = parse(readFileSync(join(root, 'tests/search/asked.yaml'), 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

/** A page at the moment of the table, with the search open. @param {import('playwright-core').BrowserContextOptions} [options] */
async function opened(options) {
  const { page, ...found } = await newPage(browser, { reducedMotion: 'reduce', ...options });
  await page.clock.setFixedTime(new Date(asked.now));
  await page.goto(server.address('/'));
  await page.keyboard.press('/');
  const input = page.getByRole('combobox', { name: 'Words to search for' });
  return {
    ...found,
    page,
    input,
    card: page.locator('[role="option"][data-kind="a"]'),
    /** Types, and waits until nothing more is fetched. @param {string} text */
    async ask(text) {
      await page.evaluate(() => document.querySelectorAll('dialog [data-part="status"], dialog [data-part="nothing"] q').forEach((part) => (part.textContent = '')));
      await input.fill(text);
      await page.waitForFunction((typed) => document.querySelector('dialog [data-part="status"]')?.textContent || document.querySelector('dialog [data-part="nothing"] q')?.textContent === typed, text);
    },
  };
}

describe('questions in words', () => {
  it('come to the same calculators, fields and answers as natively', async () => {
    const { page, input, card, ask } = await opened();
    await input.fill('deck 6k smb');
    await card.waitFor();
    for (const question of asked.questions) {
      await ask(question.ask);
      assert.equal(await card.count(), question.calculator ? 1 : 0, question.ask);
      if (!question.calculator) continue;
      const { searchParams, hash } = new URL(await card.evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href));
      assert.ok(hash.startsWith(`#${question.calculator}`), question.ask);
      for (const [name, value] of Object.entries(question.fields ?? {})) {
        assert.equal(searchParams.get(`${question.calculator}.${name}`), value, `${question.ask}: ${name}`);
      }
      const said = [...searchParams.values()].filter((value) => value && value !== '0');
      const wanted = Object.values(question.fields ?? {}).filter((value) => value !== '0');
      assert.deepEqual(said.sort(), wanted.sort(), question.ask);
      const line = (/** @type {string} */ name) => card.locator(`.search-${name} > :last-child`).textContent();
      assert.equal(Boolean(await line('answer')), Boolean(question.verdict), question.ask);
      if (question.says) assert.equal(await line('answer'), question.says);
      assert.equal(await line('missing'), (question.missing ?? []).join(', '), question.ask);
    }
    await page.close();
  });

  it('are the first option, said aloud, and Enter opens the calculator filled in with the same answer', async () => {
    const { page, card, ask, input } = await opened();
    for (const text of ['deck 6k smb', 'close date renewal 30 april', 'event 4000 16 hours', 'account rank 1 smb', 'close date new business may']) {
      await ask(text);
      await card.locator('.search-answer:not([hidden])').waitFor();
      const sentence = await card.locator('.search-answer').textContent();
      assert.ok(sentence?.endsWith('.'), text);
      assert.equal(await page.locator('[role="option"]').first().getAttribute('data-kind'), 'a');
      assert.equal(await card.getAttribute('aria-selected'), 'true');
      assert.equal(await input.getAttribute('aria-activedescendant'), await card.getAttribute('id'));
      assert.equal(await page.locator('dialog [aria-live="polite"][data-part="answered"]').textContent(), sentence);
      await page.keyboard.press('Enter');
      await page.waitForURL(/#/);
      const [id] = [...new URL(page.url()).searchParams.keys()].map((key) => key.split('.')[0]);
      const calculator = await ready(page, id);
      assert.equal(await calculator.sentence.textContent(), sentence);
      await page.goto(server.address('/'));
      await page.keyboard.press('/');
    }
    await page.close();
  });

  it('say what is still needed, and go away when the words do', async () => {
    const { page, card, ask, input } = await opened();
    await ask('deck 6k');
    await card.waitFor();
    assert.match(await card.innerText(), /Still needed: Segment/);
    assert.equal(await page.locator('dialog [data-part="answered"]').textContent(), '');
    await ask('deck');
    assert.equal(await card.count(), 0);
    await ask('deck 6k smb');
    await card.waitFor();
    await input.fill('');
    await card.waitFor({ state: 'detached' });
    await page.close();
  });

  it('are stepped over with the arrows, and are first again for other words', async () => {
    const { page, card, ask, input } = await opened();
    await ask('deck 6k smb');
    await card.waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('[aria-selected="true"]').getAttribute('id'), 'search:1');
    await ask('deck 6k sm');
    assert.equal(await input.inputValue(), 'deck 6k sm');
    assert.equal(await page.locator('[aria-selected="true"]').getAttribute('id'), 'search:0');
    await page.close();
  });

  it('fetch the code of the calculators only for a question to one', async () => {
    const { page, card, ask } = await opened();
    /** @type {string[]} */
    const fetched = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await ask('forecast');
    assert.ok(!fetched.some((path) => path.includes('calculators')), fetched.join('\n'));
    await ask('forecast deadline');
    await card.waitFor();
    assert.equal(fetched.filter((path) => path.endsWith('calculators_bg.wasm')).length, 1);
    assert.equal(fetched.filter((path) => /\/search\/values\.[0-9a-f]+\.txt$/.test(path)).length, 1);
    await page.close();
  });

  it('come to 120 KB with the search, the index and the calculators, later ones to 30 KB', async () => {
    const { page, context, close } = await newPage(browser);
    await page.goto(server.address('/'), { waitUntil: 'networkidle' });
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.keyboard.press('/');
    const input = page.getByRole('combobox', { name: 'Words to search for' });
    await input.fill('deck 6k smb');
    const card = page.locator('[role="option"][data-kind="a"]');
    await card.waitFor();
    await page.waitForLoadState('networkidle');
    assert.ok(bytes > 60_000 && bytes <= 120 * 1024, `${bytes} bytes`);
    bytes = 0;
    await input.fill('deck 4k smb');
    await card.getByText('No custom deck').waitFor();
    await page.waitForLoadState('networkidle');
    assert.ok(bytes <= 30 * 1024, `${bytes} bytes later`);
    await close();
  });

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    it(`are shown without a finding of axe, ${colorScheme} and narrow`, async () => {
      const { page, card, ask } = await opened({ colorScheme, viewport: { width: 390, height: 800 } });
      await ask('event 4000 16 hours');
      await card.waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      await page.evaluate(axe);
      // @ts-ignore: axe is there now.
      const { violations } = await page.evaluate(() => axe.run('dialog'));
      assert.deepEqual(violations.map(({ id }) => id), []);
      await page.close();
    });
  }
});
