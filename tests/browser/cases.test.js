// @ts-check
// Every golden case, those of the repository and those of the handbook's pages, through the compiled WebAssembly, in a
// browser, with the values that the site carries; and the same whole object from the command line.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { askCommand, goldenCases, lines, pageCases } from './support/cases.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { calculatorsIn, pagesOf, siteFolder } from './support/site.js';

const golden = goldenCases();
const onPages = pageCases();
const cases = [...golden, ...onPages];
const calculators = [...new Set(cases.map(({ calculator }) => calculator))];

/** @type {Map<string, any>} */
const answers = new Map();
/** @type {Map<string, string[]>} */
const fields = new Map();

before(async () => {
  const pages = pagesOf(siteFolder);
  for (const calculator of calculators) {
    const place = pages.find(({ html }) => calculatorsIn(html).includes(calculator));
    if (!place) continue;
    const { page, close } = await newPage(browser);
    await page.goto(server.address(place.address));
    const questions = cases
      .filter((golden) => golden.calculator === calculator)
      .map((golden) => ({ key: keyOf(golden), answers: lines(golden.given), asOf: golden.asOf }));
    const found = await page.evaluate(evaluateAll, { calculator, questions });
    fields.set(calculator, await page.locator(`[data-calculator="${calculator}"] [data-field]`).evaluateAll((all) => all.map((field) => field.getAttribute('data-field') ?? '')));
    for (const [key, json] of found) answers.set(key, JSON.parse(json));
    await close();
  }
});

for (const calculator of calculators) {
  describe(calculator, () => {
    for (const golden of cases.filter((golden) => golden.calculator === calculator)) {
      it(`${golden.name} (${golden.place})`, async () => {
        const answer = answers.get(keyOf(golden));
        assert.ok(answer, `no page of the site has the calculator ${calculator}`);
        compare(answer, golden.expected);
        const command = await askCommand(golden);
        // A field that does not exist is a wrong flag to the command, which says so in its own words.
        const unknown = Object.keys(golden.given).filter((field) => !fields.get(calculator)?.includes(field));
        const known = (/** @type {any} */ { errors }) => errors.filter((/** @type {any} */ error) => !unknown.includes(error.field));
        if (unknown.length > 0) assert.deepEqual(known(answer), known(command));
        else assert.deepEqual(answer, command);
      });
    }
  });
}

it('every calculator has at least twenty cases and three examples', () => {
  assert.ok(calculators.length >= 4);
  for (const calculator of calculators) {
    const own = golden.filter((golden) => golden.calculator === calculator);
    assert.ok(own.length >= 20, `${calculator}: ${own.length} cases`);
    assert.equal(own.filter(({ example }) => example).length, 3, `${calculator}: examples`);
  }
});

it('every table of cases on a page is run', () => {
  const tables = pagesOf(siteFolder).flatMap(({ html }) => [...html.matchAll(/<div class="[^"]*policy-cases[^]*?<\/table>/g)]);
  const rows = tables.flatMap(([table]) => [...table.matchAll(/scope="row"/g)]);
  assert.ok(tables.length >= 4, `${tables.length} tables`);
  assert.equal(rows.length, onPages.length);
});

/** @param {import('./support/cases.js').Case} golden */
function keyOf({ calculator, name, place }) {
  return `${calculator}: ${name} (${place})`;
}

/**
 * Runs in the page.
 * @param {{ calculator: string, questions: { key: string, answers: string, asOf: string }[] }} asked
 * @returns {Promise<[string, string][]>}
 */
async function evaluateAll({ calculator, questions }) {
  const element = document.querySelector(`handbook-calculator[data-calculator="${calculator}"]`);
  const values = element?.querySelector('[data-part="values"]')?.textContent ?? '';
  // An instance of its own: the page may be loading the one that it shares right now.
  const glue = await import(`${/** @type {HTMLElement} */ (element).dataset.module ?? ''}?own`);
  await glue.default();
  return questions.map(({ key, answers, asOf }) => [key, glue.evaluate(calculator, answers, values, asOf)]);
}

/** @param {any} answer @param {any} expected */
function compare(answer, expected) {
  if (expected.errors) {
    assert.deepEqual(answer.errors?.map((/** @type {any} */ error) => error.field), expected.errors.map((/** @type {any} */ error) => error.field));
    for (const [index, { message }] of expected.errors.entries()) {
      if (message) assert.ok(answer.errors[index].message.includes(message), `${answer.errors[index].message} has no ${message}`);
    }
    return;
  }
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  if (expected.verdict) assert.equal(answer.verdict, expected.verdict);
  for (const [name, value] of Object.entries(expected.values ?? {})) assert.deepEqual(answer.values[name], value, name);
  for (const part of ['steps', 'next', 'readings', 'warnings']) {
    const wanted = expected[part];
    if (typeof wanted === 'number') assert.equal(answer[part].length, wanted, part);
    for (const words of typeof wanted === 'string' ? [wanted] : Array.isArray(wanted) ? wanted : []) {
      assert.ok(answer[part].some((/** @type {string} */ line) => line.includes(words)), `${part}: ${words}`);
    }
  }
}
