// @ts-check
// `handbook serve` as a writer sees it: an edit is on the open page, and nothing else on it moves.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { browser } from './support/opened.js';
import { served } from './support/served.js';

/** @typedef {import('playwright-core').Page} Page */

const PAGE = 'content/page.md';
const paragraphs = (/** @type {string} */ name, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, index) => `Paragraph ${name} ${index} with some words in it, so that it takes its place on the screen.\n`).join('\n');
const TEXT = `---
title: A page
---

Begin.

## First part

${paragraphs('one', 20)}
{{< details title="More of this" >}}
Inside of the disclosure.
{{< /details >}}

## Second part

{{< calculator "deck-threshold" >}}

${paragraphs('two', 20)}
## Third part

The last sentence [leads home](/).
`;

/**
 * Opens a page of a handbook, runs the test, and sees that nothing went wrong on the page and, unless the test means
 * it, that it was never loaded anew.
 * @param {{ files?: Record<string, string>, path?: string, expected?: RegExp, reloads?: boolean }} how
 * @param {(page: Page, handbook: Awaited<ReturnType<typeof served>>) => Promise<void>} test
 */
async function on({ files = {}, path = '/page/', expected = /^$/, reloads = false }, test) {
  const handbook = await served({ [PAGE]: TEXT, ...files });
  const { page, problems, close } = await newPage(browser, { viewport: { width: 1200, height: 700 } });
  try {
    await page.goto(handbook.address(path));
    await connected(page);
    await page.evaluate(() => Object.assign(window, { isSame: true }));
    await test(page, handbook);
    assert.equal(await page.evaluate(() => 'isSame' in window), !reloads, 'whether it is the page that was opened');
    assert.deepEqual(problems.filter((problem) => !expected.test(problem)), []);
  } finally {
    await close();
    await handbook.close();
  }
}

/** Waits until the page follows the server. @param {Page} page */
async function connected(page) {
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/__handbook/morph.js')));
}

/** @param {Page} page @param {string} selector @param {string} text */
const shows = (page, selector, text) => page.locator(selector, { hasText: text }).first().waitFor();

/** Marks every element, to see later which of them stayed. @param {Page} page */
const mark = (page) => page.evaluate(() => document.querySelectorAll('*').forEach((element) => Object.assign(element, { isMarked: true })));

/** The elements that came since, as they are written. @param {Page} page @returns {Promise<string[]>} */
const unmarked = (page) =>
  page.evaluate(() => [...document.querySelectorAll('body, body *')].filter((element) => !('isMarked' in element)).map(({ outerHTML }) => outerHTML));

describe('an edit of the text', () => {
  it('changes that text and touches nothing else', () =>
    on({}, async (page, handbook) => {
      await mark(page);
      handbook.replace(PAGE, 'Begin.', 'Begin here.');
      await shows(page, '.prose p', 'Begin here.');
      assert.deepEqual(await unmarked(page), []);
      handbook.replace(PAGE, 'Begin here.', 'Begin here.\n\nA new **paragraph**.');
      await shows(page, '.prose p', 'A new paragraph.');
      assert.deepEqual(await unmarked(page), ['<p>A new <strong>paragraph</strong>.</p>', '<strong>paragraph</strong>']);
      handbook.replace(PAGE, '\n\nA new **paragraph**.', '');
      await page.locator('.prose p', { hasText: 'A new paragraph.' }).waitFor({ state: 'detached' });
      assert.deepEqual(await unmarked(page), []);
    }));

  it('arrives however the file is saved', () =>
    on({}, async (page, handbook) => {
      handbook.swap(PAGE, TEXT.replace('Begin.', 'Swapped.'));
      await shows(page, '.prose p', 'Swapped.');
      handbook.rename(PAGE, `${PAGE}~`);
      handbook.write(PAGE, TEXT.replace('Begin.', 'Anew.'));
      await shows(page, '.prose p', 'Anew.');
      handbook.remove(PAGE);
      handbook.write(PAGE, TEXT.replace('Begin.', 'Again.'));
      await shows(page, '.prose p', 'Again.');
    }));

  it('lets scroll, focus, disclosures, a calculator and the selection be', () =>
    on({}, async (page, handbook) => {
      const calculator = await ready(page, 'deck-threshold');
      await calculator.fill('amount', '7,777.77');
      await calculator.element.locator('summary', { hasText: 'Worked examples' }).press('Enter');
      const said = await calculator.sentence.textContent();
      await page.locator('.prose details summary', { hasText: 'More of this' }).press('Enter');
      await calculator.control('amount').focus();
      await page.evaluate(() => {
        scrollTo(0, 1200);
        const text = [...document.querySelectorAll('.prose p')].find((paragraph) => paragraph.textContent?.includes('two 3 '))?.firstChild;
        if (text) getSelection()?.setBaseAndExtent(text, 10, text, 25);
      });
      const selected = await page.evaluate(() => String(getSelection()));
      assert.equal(selected.length, 15);
      await page.evaluate(() => Object.assign(document.querySelector('handbook-calculator') ?? {}, { isFirst: true }));
      const top = () => page.evaluate(() => Math.round(document.getElementById('second-part')?.getBoundingClientRect().top ?? 0));
      const [scrolled, at] = [await page.evaluate(() => scrollY), await top()];

      // Below, then inside of the paragraph that is selected, in its words that are not.
      handbook.replace(PAGE, 'The last sentence', 'The very last sentence');
      await shows(page, '.prose p', 'The very last');
      assert.equal(await page.evaluate(() => scrollY), scrolled);
      handbook.replace(PAGE, 'two 3 with some words in it', 'two 3 with some words inside');
      await shows(page, '.prose p', 'two 3 with some words inside');
      assert.equal(await page.evaluate(() => String(getSelection())), selected);
      // Above: what is read stays where it is.
      handbook.replace(PAGE, 'Begin.', `Begin.\n\n${paragraphs('new', 3)}`);
      await shows(page, '.prose p', 'Paragraph new 2');
      await page.waitForFunction((before) => scrollY > before, scrolled);
      assert.equal(await top(), at);

      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'deck-threshold.amount');
      assert.equal(await calculator.value('amount'), '7,777.77');
      assert.equal(await calculator.sentence.textContent(), said);
      assert.ok(await page.locator('.prose > details').first().evaluate((details) => /** @type {HTMLDetailsElement} */ (details).open));
      assert.ok(await page.locator('.calculator-examples').evaluate((details) => /** @type {HTMLDetailsElement} */ (details).open));
      assert.ok(await page.evaluate(() => 'isFirst' in (document.querySelector('handbook-calculator') ?? {})));
      assert.equal(await page.evaluate(() => String(getSelection())), selected);
      // It still computes.
      await calculator.fill('amount', '1');
      await page.waitForFunction((before) => document.querySelector('[data-part="sentence"]')?.textContent !== before, said);
    }));

  it('brings parts into another order with what is in them', () =>
    on({}, async (page, handbook) => {
      const calculator = await ready(page, 'deck-threshold');
      await calculator.fill('amount', '7,777.77');
      await mark(page);
      const parts = TEXT.split(/(?=^## )/m);
      handbook.write(PAGE, [parts[0], parts[2], parts[1], parts[3]].join(''));
      await page.waitForFunction(() => document.querySelector('.prose h2')?.id === 'second-part');
      // What a calculator writes itself, it may write anew.
      const outside = (/** @type {string[]} */ list) => list.filter((html) => !/^<(li|a)\b/.test(html));
      assert.deepEqual(outside(await unmarked(page)), []);
      assert.equal(await calculator.value('amount'), '7,777.77');
      const order = await page.locator('.prose h2').evaluateAll((headings) => headings.map(({ id }) => id));
      assert.deepEqual(order, ['second-part', 'first-part', 'third-part']);
    }));

  it('makes the page that a load makes, whatever is edited', () =>
    on({}, async (page, handbook) => {
      const own = await newPage(browser);
      const edits = [
        TEXT.replace('## First part', '## Foremost part\n\n## Another part'),
        TEXT.replace('{{< details title="More of this" >}}', '- a\n- b\n  - c\n\n{{< details title="Less" >}}'),
        TEXT.replace(/## First part[^]*(?=## Second)/, '| a | b |\n|---|---|\n| 1 | 2 |\n\n'),
        TEXT.replace('{{< calculator "deck-threshold" >}}', '> [!NOTE]\n> A note.\n\n```rust\nfn main() {}\n```'),
        '---\ntitle: Nothing\n---\n',
        `${TEXT}\n\n${TEXT.split('---\n')[2].replaceAll('{{< calculator "deck-threshold" >}}', 'none')}`,
        TEXT,
      ];
      for (const [index, edit] of edits.entries()) {
        handbook.write(PAGE, edit.replace('title: ', `title: Edit ${index} of `));
        await page.waitForFunction((title) => document.title.startsWith(title), `Edit ${index} of`);
        await own.page.goto(handbook.address('/page/'));
        // What scripts add is not compared, nor what is only read without them.
        const plain = () =>
          [...document.body.querySelectorAll('*')]
            .filter((element) => !element.closest('handbook-calculator, noscript, .copy'))
            .map((element) => [element.localName, element.id, element.getAttribute('href'), element.className, [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map((text) => text.nodeValue).join('|')].join(' '))
            .filter((line) => !line.includes('contents-current'));
        assert.deepEqual(await page.evaluate(plain), await own.page.evaluate(plain), `edit ${index}`);
        // It is not to follow the next one.
        await own.page.goto('about:blank');
      }
      await own.close();
      // A calculator that came back is one.
      await ready(page, 'deck-threshold');
    }));

  it('that brings the first calculator to a page brings its code as well', () =>
    on({ path: '/', reloads: true }, async (page, handbook) => {
      handbook.write('content/_index.md', `${handbook.read('content/_index.md')}\n${paragraphs('more', 30)}\n{{< calculator "deck-threshold" >}}\n`);
      const calculator = await ready(page, 'deck-threshold');
      await calculator.fill('amount', '6,000');
      await page.waitForFunction(() => document.querySelector('[data-part="sentence"]')?.getAttribute('data-verdict') === 'required');
    }));
});

describe('an edit beside the text', () => {
  it('of a title changes the title, the heading and the navigation', () =>
    on({}, async (page, handbook) => {
      await mark(page);
      handbook.replace(PAGE, 'title: A page', 'title: Another title');
      await shows(page, 'h1', 'Another title');
      assert.match(await page.title(), /^Another title/);
      await shows(page, 'nav.navigation', 'Another title');
      handbook.replace('content/onboarding/first-week.md', 'title: Your first week', 'title: Your very first week');
      await page.goto(handbook.address('/onboarding/'));
      await page.evaluate(() => Object.assign(window, { isSame: true }));
      handbook.replace('content/onboarding/first-week.md', 'title: Your very first week', 'title: A first week');
      await shows(page, 'main', 'A first week');
    }));

  it('of a template changes the page', () =>
    on({}, async (page, handbook) => {
      await mark(page);
      handbook.write('themes/handbook/templates/partials/footer.html', '<footer class="own">An own footer</footer>');
      await shows(page, 'footer.own', 'An own footer');
      assert.deepEqual(await unmarked(page), [], 'it is the same footer');
      handbook.remove('themes/handbook/templates/partials/footer.html');
      await page.locator('footer.own').waitFor({ state: 'detached' });
    }));

  it('of handbook.yaml changes the page', () =>
    on({}, async (page, handbook) => {
      handbook.replace('handbook.yaml', 'title: Our handbook', 'title: Your handbook');
      await shows(page, '.site-title', 'Your handbook');
      assert.match(await page.title(), /Your handbook/);
    }));

  it('of a policy value changes figures and calculators, and keeps what is typed', () =>
    on({}, async (page, handbook) => {
      const calculator = await ready(page, 'deck-threshold');
      await calculator.fill('segment', 'smb');
      await calculator.fill('amount', '5,500');
      await calculator.fill('as-of', '2026-03-01');
      await page.waitForFunction(() => document.querySelector('[data-part="sentence"]')?.getAttribute('data-verdict') === 'required');
      await calculator.control('amount').focus();
      handbook.replace('content/policy/deals.yaml', 'mid-market: $10,000\n', 'mid-market: $10,000\n    2026-02-01: { smb: "$6,000", mid-market: "$10,000" }\n');
      await shows(page, '.calculator-values', '$6,000');
      await page.waitForFunction(() => document.querySelector('[data-part="sentence"]')?.getAttribute('data-verdict') === 'not-required');
      assert.equal(await calculator.value('amount'), '5,500');
      assert.equal(await calculator.value('segment'), 'smb');
      assert.equal(await calculator.value('as-of'), '2026-03-01');
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'deck-threshold.amount');
    }));

  it('that brings a table and code brings what they can do', () =>
    on({}, async (page, handbook) => {
      const rows = Array.from({ length: 4 }, (_, index) => `| ${'unbreakable'.repeat(9)} | ${9 - index} |`).join('\n');
      handbook.replace(PAGE, 'Begin.', `Begin.\n\n| Name | Number |\n|---|---|\n${rows}\n\n    some code\n`);
      await page.locator('.copy button').waitFor({ state: 'attached' });
      await page.locator('.table-scroll[tabindex="0"][role="region"]').first().waitFor();
      await page.getByRole('button', { name: 'Number', exact: true }).click();
      await page.locator('[aria-sort="ascending"]').waitFor();
      const numbers = page.locator('.prose > .table-scroll').first().locator('tbody td:nth-child(2)');
      assert.deepEqual(await numbers.allTextContents(), ['6', '7', '8', '9']);
      handbook.replace(PAGE, 'some code', 'other code');
      await shows(page, '.prose pre', 'other code');
      assert.equal(await page.locator('.copy').count(), 1);
    }));

  it('of a style sheet takes effect without a moment of no style', () =>
    on({}, async (page, handbook) => {
      await mark(page);
      await page.evaluate(() => {
        const seen = /** @type {Set<string>} */ (new Set());
        Object.assign(window, { seen });
        const look = () => {
          seen.add(getComputedStyle(document.body).fontFamily);
          requestAnimationFrame(look);
        };
        look();
      });
      for (const colour of ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']) {
        handbook.write('themes/handbook/styles/utilities.css', `@layer utilities { h1 { color: ${colour}; } }`);
        await page.waitForFunction((wanted) => getComputedStyle(document.querySelector('h1') ?? document.body).color === wanted, colour);
      }
      await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
      assert.equal(await page.evaluate(() => /** @type {any} */ (window).seen.size), 1);
      assert.deepEqual(await unmarked(page), []);
    }));

  it('of a picture shows the new one', () => {
    const square = (/** @type {number} */ side) => `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"/>`;
    const files = { 'content/square.svg': square(10), [PAGE]: `${TEXT}\n![A square](square.svg)\n` };
    return on({ files }, async (page, handbook) => {
      const image = page.locator('img[src*="square.svg"]');
      await image.scrollIntoViewIfNeeded();
      const width = (/** @type {number} */ wanted) => page.waitForFunction((wanted) => /** @type {HTMLImageElement} */ (document.querySelector('img[src*="square.svg"]')).naturalWidth === wanted, wanted);
      await width(10);
      handbook.write('content/square.svg', square(20));
      await width(20);
    });
  });

  it('of the browser code loads the page anew', () =>
    on({ reloads: true }, async (page, handbook) => {
      handbook.write('www/main.js', 'document.documentElement.dataset.own = "yes";');
      await page.locator('html[data-own="yes"]').waitFor();
    }));
});

describe('a mistake', () => {
  it('is shown over the page until it is mended, or dismissed', () =>
    on({}, async (page, handbook) => {
      const overlay = page.locator('.handbook-overlay');
      handbook.replace(PAGE, 'Begin.', '{{< nonsense >}}');
      await overlay.waitFor();
      assert.match((await overlay.textContent()) ?? '', /1 error.*content\/page\.md:5:1.*nonsense/s);
      handbook.replace(PAGE, '{{< nonsense >}}', 'Mended.');
      await overlay.waitFor({ state: 'detached' });
      await shows(page, '.prose p', 'Mended.');
      handbook.replace(PAGE, 'Mended.', '{{< nonsense >}}');
      await overlay.getByRole('button').click();
      await overlay.waitFor({ state: 'detached' });
      handbook.replace(PAGE, 'The last sentence', 'A last sentence');
      handbook.replace(PAGE, '{{< nonsense >}}', '{{< other >}}');
      await overlay.waitFor();
      handbook.replace(PAGE, '{{< other >}}', 'Mended.');
      await overlay.waitFor({ state: 'detached' });
      await shows(page, '.prose p', 'A last sentence');
    }));

  it('in a template leaves the page as it was', () =>
    // What the page asks for only now, such as its icon, cannot be had.
    on({ expected: /status of 500/ }, async (page, handbook) => {
      await mark(page);
      handbook.write('themes/handbook/templates/page.html', '{% nothing %}');
      const overlay = page.locator('.handbook-overlay');
      await overlay.waitFor();
      assert.match((await overlay.textContent()) ?? '', /this page is the last good one/);
      await shows(page, '.prose p', 'Begin.');
      handbook.remove('themes/handbook/templates/page.html');
      await overlay.waitFor({ state: 'detached' });
      assert.deepEqual(await unmarked(page), []);
    }));

  it('that was there from the beginning is a page of its own, until it is mended', () =>
    on({ files: { 'themes/handbook/templates/page.html': '{% nothing %}' }, expected: /status of 500/, reloads: true }, async (page, handbook) => {
      await shows(page, 'h1', 'cannot be shown yet');
      handbook.write('themes/handbook/templates/page.html', '\n\n{% nothing %}');
      await shows(page, 'li', 'page.html:3:4');
      handbook.remove('themes/handbook/templates/page.html');
      await shows(page, '.prose p', 'Begin.');
    }));
});

describe('a page', () => {
  it('that is deleted is loaded anew, and shown again when it is back', () =>
    on({ expected: /status of 404/, reloads: true }, async (page, handbook) => {
      handbook.remove(PAGE);
      await page.locator('.prose p', { hasText: 'Begin.' }).waitFor({ state: 'detached' });
      await connected(page);
      handbook.write(PAGE, TEXT);
      await shows(page, '.prose p', 'Begin.');
    }));

  it('that is renamed leads to its new address where the old one is kept', () =>
    on({ expected: /status of 404/, reloads: true }, async (page, handbook) => {
      handbook.remove(PAGE);
      handbook.write('content/moved.md', TEXT.replace('title: A page', 'title: Moved\naliases: [/page/]'));
      await shows(page, 'h1', 'Moved');
      assert.equal(new URL(page.url()).pathname, '/moved/');
    }));
});

describe('a window', () => {
  it('that was hidden, or whose server was away, catches up', () =>
    on({}, async (page, handbook) => {
      const hide = (/** @type {string} */ state) =>
        page.evaluate((value) => {
          Object.defineProperty(document, 'visibilityState', { value, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }, state);
      await hide('hidden');
      handbook.replace(PAGE, 'Begin.', 'Meanwhile.');
      await new Promise((later) => setTimeout(later, 300));
      await shows(page, '.prose p', 'Begin.');
      await hide('visible');
      await shows(page, '.prose p', 'Meanwhile.');
    }));
});
