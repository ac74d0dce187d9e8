// @ts-check
// One threshold is changed in its file and nowhere else, in a copy of the handbook: prose, tables, form, the answer in the
// browser, the command line, the value's own page and the comparison all say the new one.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { browser } from './support/opened.js';
import { serve } from './support/server.js';
import { basePath, command, root } from './support/site.js';

const DAY = '2027-06-01';
const OLD = '$5,000';
const NEW = '$6,500';
const PAGE = '/handbook/sales/commercial/';
const VALUES = 'content/policy/commercial-sales.yaml';

const folder = mkdtempSync(join(tmpdir(), 'handbook-threshold-'));
const base = join(folder, 'base');
const head = join(folder, 'head');

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

/** @param {string[]} words */
const run = (...words) => execFileSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26 });

before(async () => {
  for (const copy of [base, head]) {
    cpSync(join(root, 'content'), join(copy, 'content'), { recursive: true });
    cpSync(join(root, 'handbook.yaml'), join(copy, 'handbook.yaml'));
  }
  const text = readFileSync(join(head, VALUES), 'utf8');
  const start = text.indexOf('\ndeck.threshold:');
  const entry = `      smb: ${OLD}\n      mid-market: $10,000\n`;
  const end = text.indexOf(entry, start) + entry.length;
  assert.ok(start > 0 && end > start + entry.length && end < start + 700, 'the threshold stands where it did');
  const added = `    2027-01-01:\n      smb: ${NEW}\n      mid-market: $10,000\n`;
  writeFileSync(join(head, VALUES), text.slice(0, end) + added + text.slice(end));
  run('build', '--source', head, '--output', join(head, 'site'), '--as-of', DAY, '--deny-warnings');
  server = await serve(join(head, 'site'), basePath(join(head, 'site')));
});

after(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * @param {string} address
 * @param {boolean} javaScriptEnabled
 * @param {(page: import('playwright-core').Page) => Promise<void>} look
 */
async function on(address, javaScriptEnabled, look) {
  const { page, problems, close } = await newPage(browser, { javaScriptEnabled });
  if (javaScriptEnabled) await page.clock.setFixedTime(new Date(`${DAY}T12:00:00`));
  await page.goto(server.address(address));
  await look(page);
  assert.deepEqual(problems, []);
  await close();
}

describe('a threshold changed in its file alone', () => {
  it('is the new one in prose', () =>
    on(PAGE, false, async (page) => {
      const amounts = await page.locator('main a[href$="/policy/deck.threshold/"] data').evaluateAll((all) => all.map((data) => [data.getAttribute('value'), data.textContent]));
      assert.ok(amounts.length >= 4, `${amounts.length} amounts`);
      assert.deepEqual([...new Set(amounts.map(String))].sort(), ['10000.00,$10,000', '6500.00,$6,500']);
    }));

  it('is the new one in the table of its group, with its day', () =>
    on(PAGE, false, async (page) => {
      const row = page.locator('.policy-table tr').filter({ has: page.locator('a[href$="/policy/deck.threshold/"]') });
      assert.match((await row.first().textContent()) ?? '', /\$6,500.*1 January 2027/s);
    }));

  it('is the new one in the form, its values and its first answer, without JavaScript', () =>
    on(PAGE, false, async (page) => {
      const calculator = page.locator('handbook-calculator[data-calculator="deck-threshold"]');
      // The form asks about $6,000 at first.
      assert.equal(await calculator.locator('[data-part="sentence"]').getAttribute('data-verdict'), 'not-required');
      const values = calculator.locator('.calculator-values');
      assert.match((await values.textContent()) ?? '', /since 1 January 2027\s+\$6,500/);
    }));

  it('decides in the browser', () =>
    on(PAGE, true, async (page) => {
      const { fill, sentence, element } = await ready(page, 'deck-threshold');
      for (const [amount, verdict] of [['6500', 'not-required'], ['6500.01', 'required'], ['6000', 'not-required']]) {
        await fill('amount', amount);
        await element.locator(`[data-part="sentence"][data-verdict="${verdict}"]`).waitFor();
        assert.match((await sentence.textContent()) ?? '', /\$6,500/);
      }
      await fill('as-of', '2026-12-31');
      await element.locator('[data-part="sentence"][data-verdict="required"]').waitFor();
      assert.match((await element.locator('[data-part="warnings"]').textContent()) ?? '', /From 1 January 2027/);
    }));

  it('decides on the command line', () => {
    const ask = (/** @type {string} */ day) => JSON.parse(run('calc', 'deck-threshold', '--segment', 'smb', '--amount', '6000', '--as-of', day, '--format', 'json', '--source', head));
    assert.deepEqual([ask(DAY).verdict, ask(DAY).values.threshold, ask(DAY).in_force], ['not-required', '6500.00', { 'deck.threshold': '2027-01-01' }]);
    assert.deepEqual([ask('2026-12-31').verdict, ask('2026-12-31').values.threshold], ['required', '5000.00']);
  });

  it('has its history on its own page', () =>
    on('/policy/deck.threshold/', false, async (page) => {
      const text = (await page.locator('main').textContent()) ?? '';
      for (const part of [OLD, NEW, '1 February 2020', '1 January 2027']) assert.ok(text.includes(part), `${part} in ${text}`);
    }));

  it('is what the comparison tells, with what it does', () => {
    const { values, calculators } = JSON.parse(run('policy', 'diff', base, head, '--format', 'json'));
    assert.deepEqual(values.map((/** @type {any} */ value) => value.key), ['deck.threshold']);
    assert.ok(values[0].pages.some((/** @type {any} */ page) => page.address.endsWith(PAGE)));
    const deck = calculators.find((/** @type {any} */ calculator) => calculator.calculator === 'deck-threshold');
    const [smallest] = deck.verdicts;
    assert.deepEqual([smallest.inputs.segment, smallest.inputs.amount], ['smb', '5000.01']);
    assert.deepEqual([smallest.before.verdict, smallest.after.verdict], ['required', 'not-required']);
  });
});
