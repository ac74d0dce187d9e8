// @ts-check
// The calculators on their pages, used as a reader uses them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { askCommand, goldenCases } from './support/cases.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { calculatorsIn, pagesOf, siteFolder } from './support/site.js';

const cases = goldenCases();
const ids = [...new Set(cases.map(({ calculator }) => calculator))];
const pages = pagesOf(siteFolder);

/** @param {string} id */
function addressOf(id) {
  const page = pages.find(({ html }) => calculatorsIn(html).includes(id));
  assert.ok(page, `no page of the site has the calculator ${id}`);
  return server.address(page.address);
}

/**
 * Opens the page of a calculator, runs the test, and sees that nothing went wrong on the page meanwhile.
 * @param {string} id
 * @param {{ query?: string, options?: import('playwright-core').BrowserContextOptions, expected?: RegExp,
 *   prepare?: (opened: Awaited<ReturnType<typeof newPage>>) => Promise<unknown> }} how
 * @param {(calculator: Awaited<ReturnType<typeof ready>>, opened: Awaited<ReturnType<typeof newPage>>) => Promise<void>} test
 */
async function on(id, { query = '', options = {}, expected = /^$/, prepare }, test) {
  const opened = await newPage(browser, options);
  await prepare?.(opened);
  await opened.page.goto(addressOf(id) + query);
  await test(await ready(opened.page, id), opened);
  assert.deepEqual(opened.problems.filter((problem) => !expected.test(problem)), []);
  await opened.close();
}

/** The address as the page itself sees it. @param {import('playwright-core').Page} page */
const address = (page) => page.evaluate(() => location.href);

/** @param {import('playwright-core').Locator} locator @param {string | RegExp} wanted */
async function eventually(locator, wanted) {
  const holds = (/** @type {string | null} */ text) => (typeof wanted === 'string' ? text === wanted : wanted.test(text ?? ''));
  const end = Date.now() + 15_000;
  let text = await locator.textContent();
  while (!holds(text) && Date.now() < end) {
    await new Promise((later) => setTimeout(later, 50));
    text = await locator.textContent();
  }
  assert.ok(holds(text), `"${text}" is not ${wanted}`);
}

describe('every calculator', () => {
  for (const id of ids) {
    const examples = cases.filter((golden) => golden.calculator === id && golden.example);

    it(`${id}: what is typed changes the answer`, () =>
      on(id, {}, async ({ give, sentence, lines }) => {
        /** @type {Set<string | null>} */
        const seen = new Set();
        for (const golden of examples) {
          await give(golden.given, golden.asOf);
          const answer = await askCommand(golden);
          await eventually(sentence, answer.sentence ?? /./);
          assert.equal(await sentence.getAttribute('data-verdict'), answer.verdict);
          for (const part of ['steps', 'warnings', 'readings', 'next']) assert.deepEqual(await lines(part), answer[part]);
          assert.deepEqual(await lines('sources'), answer.sources.map((/** @type {any} */ source) => source.title));
          seen.add(await sentence.textContent());
        }
        assert.ok(seen.size > 1, 'all examples have the same answer');
      }));

    it(`${id}: every field takes part in the address, and the address in every field`, () =>
      on(id, {}, async ({ give, sentence, value, element }, { page }) => {
        const [golden] = examples;
        await give(golden.given, golden.asOf);
        const said = await sentence.textContent();
        const fields = await element.locator('[data-field]').evaluateAll((found) => found.map((field) => field.getAttribute('data-field') ?? ''));
        const typed = await Promise.all(fields.map(value));
        const second = await newPage(browser);
        await second.page.goto(await address(page));
        const again = await ready(second.page, id);
        await eventually(again.sentence, said ?? '');
        assert.deepEqual(await Promise.all(fields.map(again.value)), typed);
        assert.equal(await address(second.page), await address(page));
        assert.deepEqual(second.problems, []);
        await second.close();
      }));

    it(`${id}: a mistake is told beside its field, and nothing is computed`, () =>
      on(id, {}, async ({ element, sentence, part, error, control, fill, value }) => {
        const field = await element.locator('.field:not(fieldset)').first().getAttribute('data-field');
        assert.ok(field);
        const right = await value(field);
        const [said, verdict] = [await sentence.textContent(), await sentence.getAttribute('data-verdict')];
        await fill(field, 'abc');
        await error(field).waitFor({ state: 'visible' });
        assert.match((await error(field).textContent()) ?? '', /\w+ \w+/);
        assert.equal(await control(field).getAttribute('aria-invalid'), 'true');
        const described = (await control(field).getAttribute('aria-describedby')) ?? '';
        const holder = error(field).locator('xpath=ancestor-or-self::*[@id][1]');
        assert.ok(described.split(' ').includes((await holder.getAttribute('id')) ?? '-'));
        const label = (await element.locator(`[data-field="${field}"] label`).textContent()) ?? '-';
        assert.ok((await sentence.textContent())?.includes(label));
        assert.notEqual(await sentence.textContent(), said);
        assert.equal(await sentence.getAttribute('data-verdict'), null);
        for (const name of ['steps', 'next', 'readings', 'sources']) assert.equal(await part(name).isVisible(), false, name);
        await fill(field, right);
        await eventually(sentence, said ?? '');
        assert.equal(await sentence.getAttribute('data-verdict'), verdict);
        assert.equal(await error(field).isVisible(), false);
        assert.equal(await control(field).getAttribute('aria-invalid'), 'false');
        assert.equal(await part('steps').isVisible(), true);
      }));

    it(`${id}: hostile values of the address are text beside their fields`, async () => {
      const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
      const html = pages.find((page) => calculatorsIn(page.html).includes(id))?.html ?? '';
      const fields = [...new Set([...html.matchAll(new RegExp(`name="${id}\\.([a-z-]+)"`, 'g'))].map(([, field]) => field))];
      const query = `?${fields.map((field) => `${id}.${field}=${encodeURIComponent(hostile)}`).join('&')}`;
      await on(id, { query }, async ({ element, error, value, sentence }) => {
        for (const field of fields) {
          await error(field).waitFor({ state: 'visible' });
          if ((await element.locator(`[data-field="${field}"] [type="radio"]`).count()) > 0) assert.equal(await value(field), '');
          else assert.equal(await value(field), hostile);
        }
        assert.equal(await element.locator('img, script:not([data-part="values"])').count(), 0);
        assert.equal(await sentence.getAttribute('data-verdict'), null);
      });
    });

    it(`${id}: reset restores what was there and cleans the address`, () =>
      on(id, { query: '?other=1%20a' }, async ({ element, give, value, sentence, button }, { page }) => {
        const fields = await element.locator('[data-field]').evaluateAll((found) => found.map((field) => field.getAttribute('data-field') ?? ''));
        const built = await Promise.all(fields.map(value));
        const said = await sentence.textContent();
        const golden = examples[examples.length - 1];
        await give(golden.given, golden.asOf);
        await button('reset').click();
        await eventually(sentence, said ?? '');
        assert.deepEqual(await Promise.all(fields.map(value)), built);
        assert.deepEqual([...new URL(await address(page)).searchParams], [['other', '1 a']]);
      }));
  }
});

describe('the address', () => {
  it('leaves out defaults, keeps what is not its own, and makes no history', () =>
    on('deck-threshold', { query: '?a=%20b%26c&event-roi.travel=7#deck-threshold' }, async ({ fill, value }, { page }) => {
      const length = await page.evaluate(() => history.length);
      const foreign = [['a', ' b&c'], ['event-roi.travel', '7']];
      const built = await value('amount');
      await fill('amount', '12,345.50');
      assert.deepEqual([...new URL(await address(page)).searchParams], [...foreign, ['deck-threshold.amount', '12,345.50']]);
      assert.equal(new URL(await address(page)).hash, '#deck-threshold');
      await fill('amount', built);
      assert.deepEqual([...new URL(await address(page)).searchParams], foreign);
      assert.equal(await page.evaluate(() => history.length), length);
    }));

  it('opens the disclosure that has a day in it', () =>
    on('deck-threshold', { query: '?deck-threshold.as-of=2020-03-01' }, async ({ control, element }) => {
      assert.equal(await control('as-of').isVisible(), true);
      assert.equal(await element.locator('.calculator-as-of').getAttribute('open'), '');
    }));

  it('tells of a day before the first values', () =>
    on('deck-threshold', { query: '?deck-threshold.as-of=2020-01-31' }, async ({ error }) => {
      await eventually(error('as-of'), /1 February 2020/);
    }));

  it('does not take away what the reader typed before the calculator was there', () =>
    on('deck-threshold', {
      query: '?deck-threshold.amount=7000',
      prepare: ({ page }) =>
        page.addInitScript(() =>
          addEventListener('DOMContentLoaded', () => {
            const input = /** @type {HTMLInputElement} */ (document.querySelector('[name="deck-threshold.amount"]'));
            input.value = '8000';
          }),
        ),
    }, async ({ value, sentence }) => {
      assert.equal(await value('amount'), '8000');
      await eventually(sentence, /\$8,000/);
    }));

  it('choices can be made after a hostile one', () =>
    on('deck-threshold', { query: '?deck-threshold.segment=gigantic' }, async ({ fill, error, sentence }, { page }) => {
      await error('segment').waitFor({ state: 'visible' });
      await fill('segment', 'smb');
      assert.equal(await error('segment').isVisible(), false);
      assert.ok(await sentence.getAttribute('data-verdict'));
      assert.equal(new URL(await address(page)).search, '');
    }));
});

describe("the reader's day", () => {
  /** @param {string} now @param {string} timezoneId */
  const at = (now, timezoneId) => ({
    options: { timezoneId },
    prepare: (/** @type {Awaited<ReturnType<typeof newPage>>} */ { page }) => page.clock.setFixedTime(new Date(now)),
  });

  it('is the local one, also where the world is a day ahead', () =>
    on('deal-review', at('2026-03-05T23:30:00Z', 'Asia/Tokyo'), async ({ value, part }) => {
      assert.equal(await value('today'), '2026-03-06');
      assert.equal(await part('example-day').isVisible(), false);
    }));

  it('is the local one, also where the world is a day behind', () =>
    on('deal-review', at('2026-03-05T00:30:00Z', 'America/Los_Angeles'), async ({ value }, { page }) => {
      assert.equal(await value('today'), '2026-03-04');
      assert.equal(new URL(await address(page)).search, '');
    }));
});

describe('the polite region', () => {
  it('is silent at first, and has the sentence when typing pauses', () =>
    on('deck-threshold', {}, async ({ announcement, sentence, control }) => {
      assert.equal(await announcement.textContent(), '');
      await control('amount').fill('');
      await control('amount').pressSequentially('20000');
      assert.match((await sentence.textContent()) ?? '', /\$20,000/);
      await eventually(announcement, (await sentence.textContent()) ?? '');
      assert.equal(await announcement.getAttribute('role'), 'status');
    }));

  it('has it at once on Enter, which loads no page', () =>
    on('deck-threshold', {}, async ({ announcement, control }, { page }) => {
      await page.evaluate(() => Object.assign(window, { stayed: true }));
      await control('amount').fill('30000');
      await control('amount').press('Enter');
      await eventually(announcement, /\$30,000/);
      assert.equal(await page.evaluate(() => 'stayed' in window), true);
    }));
});

describe('copying', () => {
  const permitted = { options: { permissions: ['clipboard-read', 'clipboard-write'] } };
  const refused = {
    prepare: (/** @type {Awaited<ReturnType<typeof newPage>>} */ { page }) =>
      page.addInitScript(() => {
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
      }),
  };
  const absent = {
    prepare: (/** @type {Awaited<ReturnType<typeof newPage>>} */ { page }) =>
      page.addInitScript(() => {
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
      }),
  };
  /** @param {import('playwright-core').Page} page */
  const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

  it('gives a link that reopens the same answer on another day', () =>
    on('deal-review', permitted, async ({ fill, button, announcement, sentence, value }, { page }) => {
      await fill('iacv', '15000');
      const before = await button('copy-link').textContent();
      const done = await button('copy-link').getAttribute('data-done');
      await button('copy-link').click();
      await eventually(button('copy-link'), done ?? '-');
      await eventually(announcement, done ?? '-');
      const link = await clipboard(page);
      assert.match(link, /deal-review\.iacv=15000.*#deal-review$/);
      await eventually(button('copy-link'), before ?? '-');

      for (const kept of [link, await address(page)]) {
        const later = await newPage(browser);
        await later.page.clock.setFixedTime(new Date('2031-07-15T12:00:00Z'));
        await later.page.goto(kept);
        const again = await ready(later.page, 'deal-review');
        await eventually(again.sentence, (await sentence.textContent()) ?? '-');
        assert.equal(await again.value('today'), await value('today'));
        assert.deepEqual(later.problems, []);
        await later.close();
      }
    }));

  it('gives the answer as Markdown, with links that work elsewhere', () =>
    on('deck-threshold', permitted, async ({ button, sentence, lines }, { page }) => {
      await button('copy-markdown').click();
      await eventually(button('copy-markdown'), (await button('copy-markdown').getAttribute('data-done')) ?? '-');
      const text = await clipboard(page);
      assert.ok(text.includes((await sentence.textContent()) ?? '-'));
      for (const line of await lines('steps')) assert.ok(text.includes(line), line);
      assert.match(text, new RegExp(`\\]\\(${new URL(await address(page)).origin}/`));
      // The link in the note shows the same answer again.
      const link = /\[Open this answer\]\((.+)\)/.exec(text)?.[1] ?? '';
      const shown = await sentence.textContent();
      await page.goto('about:blank');
      await page.goto(link);
      assert.equal(await (await ready(page, 'deck-threshold')).sentence.textContent(), shown);
    }));

  it('offers no Markdown of an answer that is not there', () =>
    on('deck-threshold', {}, async ({ fill, button }) => {
      await fill('amount', 'abc');
      assert.equal(await button('copy-markdown').isDisabled(), true);
      await fill('amount', '1');
      assert.equal(await button('copy-markdown').isDisabled(), false);
    }));

  for (const [name, how] of Object.entries({ 'is refused': refused, 'is missing': absent })) {
    it(`shows the text, selected, where the clipboard ${name}`, () =>
      on('deck-threshold', how, async ({ element, button, fill }, { page }) => {
        await button('copy-link').click();
        const field = element.locator('textarea');
        await field.waitFor({ state: 'visible' });
        assert.match(await field.inputValue(), /^http:\/\/127\.0\.0\.1.*#deck-threshold$/);
        assert.equal(await page.evaluate(() => getSelection()?.toString() || document.activeElement?.tagName), await field.inputValue());
        assert.equal(await field.getAttribute('readonly'), '');
        assert.ok(await field.getAttribute('aria-label'));
        await fill('amount', '1');
        assert.equal(await field.count(), 0);
      }));
  }
});

describe('loading', () => {
  it('waits until a calculator comes near, and happens once for the page', async () => {
    const id = ids.find((id) => calculatorsIn(pages.find(({ html }) => calculatorsIn(html).includes(id))?.html ?? '').length > 1) ?? ids[0];
    const { page, problems, close } = await newPage(browser, { viewport: { width: 800, height: 400 } });
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(addressOf(id));
    await page.waitForLoadState('networkidle');
    const loads = () => asked.filter((address) => address.endsWith('.wasm')).length;
    assert.equal(loads(), 0);
    for (const name of await page.locator('handbook-calculator').evaluateAll((found) => found.map((each) => each.dataset.calculator ?? ''))) {
      await ready(page, name);
    }
    assert.equal(loads(), 1);
    assert.deepEqual(problems, []);
    await close();
  });

  it('gives everybody on the page the same program', () =>
    on('deck-threshold', {}, async ({ element, fill, sentence }) => {
      await element.evaluate(async (calculator) => {
        const { default: load } = await import(/** @type {HTMLElement} */ (calculator).dataset.module ?? '');
        await Promise.all([load(), load()]);
      });
      await fill('amount', '60000');
      await eventually(sentence, /\$60,000/);
    }));

  for (const [what, pattern] of Object.entries({ module: '**/calculators_bg.wasm', glue: '**/calculators/calculators.js', element: '**/elements/calculator.js' })) {
    it(`says so when the ${what} cannot be loaded, and the page as built stays`, async () => {
      const { page, problems, close } = await newPage(browser);
      await page.route(pattern, (route) => route.abort());
      await page.goto(addressOf('deck-threshold'));
      const element = page.locator('handbook-calculator[data-calculator="deck-threshold"]').first();
      const said = await element.locator('[data-part="sentence"]').textContent();
      await element.scrollIntoViewIfNeeded();
      await element.locator('[data-part="failure"]').waitFor({ state: 'visible' });
      assert.equal(await element.locator('[data-part="sentence"]').textContent(), said);
      assert.equal(await element.locator('.calculator-actions').isVisible(), false);
      assert.deepEqual(problems.filter((problem) => !/ERR_FAILED/.test(problem)), []);
      await close();
    });
  }

  it('lets go of an element that is taken away, and takes it over again', () =>
    on('deck-threshold', {}, async ({ element, fill, sentence }, { page }) => {
      await element.evaluate((calculator) => {
        const place = calculator.parentElement;
        const after = calculator.nextSibling;
        calculator.remove();
        place?.insertBefore(calculator, after);
      });
      const again = await ready(page, 'deck-threshold');
      await fill('amount', '40000');
      await eventually(sentence, /\$40,000/);
      await again.button('reset').click();
      assert.equal(new URL(await address(page)).search, '');
    }));
});

describe('the keyboard alone', () => {
  it('reaches and uses all of a calculator', () =>
    on('deck-threshold', {}, async ({ element, sentence, value, control }, { page }) => {
      const first = element.locator('input').first();
      await first.focus();
      await page.keyboard.press('ArrowDown');
      assert.notEqual(await value('segment'), await element.locator('[data-field="segment"] [data-default]').getAttribute('value'));
      /** @type {string[]} */
      const stops = [];
      for (let press = 0; press < 40; press += 1) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(() => {
          const at = document.activeElement;
          return at?.closest('handbook-calculator') ? (at.getAttribute('name') ?? at.getAttribute('data-action') ?? at.getAttribute('type') ?? at.tagName) : '';
        });
        if (!stop) break;
        stops.push(stop);
        if (stop === 'deck-threshold.amount') {
          await page.keyboard.press('ControlOrMeta+a');
          await page.keyboard.type('50000');
          await eventually(sentence, /\$50,000/);
        }
        if (stop === 'reset') await page.keyboard.press('Enter');
      }
      for (const stop of ['deck-threshold.amount', 'reset', 'copy-link', 'copy-markdown', 'SUMMARY']) assert.ok(stops.includes(stop), `${stop} of ${stops}`);
      assert.equal(await control('amount').inputValue(), await control('amount').getAttribute('data-default'));
    }));
});
