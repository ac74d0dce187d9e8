// @ts-check
// Thousands of questions drawn at random, boundaries more often than not: the compiled WebAssembly in a browser says what
// the native code says, whole objects, mistakes included.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { launch, newPage } from './support/browser.js';
import { serve } from './support/server.js';
import { basePath, calculatorsIn, pagesOf, root, siteFolder } from './support/site.js';

/** Set SEED to draw other questions, COUNT to draw more of them for each calculator. */
const SEED = process.env.SEED ?? '20200423';
const COUNT = Number(process.env.COUNT ?? 2_000);

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

const pages = pagesOf(siteFolder);
const calculators = [...new Set(pages.flatMap(({ html }) => calculatorsIn(html)))].sort();

describe(`${COUNT} questions drawn for each calculator, seed ${SEED}`, () => {
  for (const calculator of calculators) {
    it(calculator, async () => {
      const place = pages.find(({ html }) => calculatorsIn(html).includes(calculator));
      assert.ok(place);
      const { page, close } = await newPage(browser);
      await page.goto(server.address(place.address));
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
