// @ts-check
// Thousands of questions drawn at random, boundaries more often than not: the compiled WebAssembly in a browser says what
// the native code says, whole objects, mistakes included. The calculators are those of the site, and of the starter handbook
// those that the site has not.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { serve } from './support/server.js';
import { basePath, calculatorsIn, command, pagesOf, root, siteFolder } from './support/site.js';

/** Set SEED to draw other questions, COUNT to draw more of them for each calculator. */
const SEED = process.env.SEED ?? '20200423';
const COUNT = Number(process.env.COUNT ?? 3_000);

/** @type {Map<string, Awaited<ReturnType<typeof serve>>>} */
const servers = new Map();

const folder = mkdtempSync(join(tmpdir(), 'handbook-drawn-'));
const starter = join(folder, 'site');
execFileSync(command, ['init', join(folder, 'starter')]);
execFileSync(command, ['build', '--source', join(folder, 'starter'), '--output', starter]);

/**
 * The calculators, each with the first page on which it stands.
 * @type {Map<string, { site: string, address: string }>}
 */
const places = new Map();
for (const site of [siteFolder, starter]) {
  for (const { address, html } of pagesOf(site)) {
    for (const calculator of calculatorsIn(html)) {
      if (!places.has(calculator)) places.set(calculator, { site, address });
    }
  }
}

before(async () => {
  for (const site of [siteFolder, starter]) servers.set(site, await serve(site, basePath(site)));
});

after(async () => {
  for (const server of servers.values()) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe(`${COUNT} questions drawn for each calculator, seed ${SEED}`, () => {
  for (const [calculator, { site, address }] of [...places].sort(([one], [other]) => (one < other ? -1 : 1))) {
    it(calculator, async () => {
      const { page, close } = await newPage(browser);
      await page.goto(servers.get(site)?.address(address) ?? '');
      const table = await page.locator(`handbook-calculator[data-calculator="${calculator}"] [data-part="values"]`).textContent();
      const drawn = draw(calculator, table ?? '');
      assert.equal(drawn.length, COUNT);
      const answers = await page.evaluate(evaluateAll, { calculator, table: table ?? '', questions: drawn.map(({ answers, as_of }) => ({ answers, as_of })) });
      let answered = 0;
      for (const [index, question] of drawn.entries()) {
        if (answers[index] !== question.answer) {
          assert.deepEqual(JSON.parse(answers[index] ?? 'null'), JSON.parse(question.answer), `seed ${SEED}: ${JSON.stringify(question)}`);
          assert.fail(`the same object, written differently: ${JSON.stringify(question)}`);
        }
        if (!question.answer.startsWith('{"errors"')) answered += 1;
      }
      assert.ok(answered > COUNT / 20, `only ${answered} of ${COUNT} questions had an answer`);
      await close();
    });
  }
});

/**
 * The questions with their native answers.
 * @param {string} calculator
 * @param {string} table
 * @returns {{ answers: string, as_of: string, answer: string }[]}
 */
function draw(calculator, table) {
  const words = ['run', '--quiet', '--package', 'tests', '--bin', 'drawn-answers', '--', calculator, SEED, String(COUNT)];
  const output = execFileSync('cargo', words, { cwd: root, input: table, encoding: 'utf8', maxBuffer: 1 << 30 });
  return output.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/**
 * Runs in the page.
 * @param {{ calculator: string, table: string, questions: { answers: string, as_of: string }[] }} asked
 * @returns {Promise<string[]>}
 */
async function evaluateAll({ calculator, table, questions }) {
  const element = document.querySelector(`handbook-calculator[data-calculator="${calculator}"]`);
  // An instance of its own: the page may be loading the one that it shares right now.
  const glue = await import(`${/** @type {HTMLElement} */ (element).dataset.module ?? ''}?own`);
  await glue.default();
  return questions.map(({ answers, as_of }) => glue.evaluate(calculator, answers, table, as_of));
}
