// @ts-check
// A stranger's walk, by keyboard alone: land on the home page as a new hire, find what deck a $6,000 renewal in SMB needs, and send
// the answer to a colleague, who opens it on a phone. `BLESS=1` keeps what was seen on the way in `walk/`.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';

const folder = fileURLToPath(new URL('./walk/', import.meta.url));

/** @param {import('playwright-core').Page} page @param {string} name */
async function see(page, name) {
  if (process.env.BLESS !== '1') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
}

it('from the home page to an answer on a colleague\'s phone', async () => {
  const { page, context, problems, close } = await newPage(browser, { viewport: { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
  await page.goto(server.address('/'));
  assert.ok(await page.locator('main h1').isVisible());
  await see(page, '1-home');

  // What is asked, in the words of the deal, is answered above the pages.
  await page.keyboard.press('/');
  await page.keyboard.type('deck 6k smb renewal', { delay: 30 });
  const card = page.locator('[role="option"][data-kind="a"]');
  await card.waitFor();
  const answer = (await card.locator('.search-answer').textContent())?.trim() ?? '';
  assert.match(answer, /deck is required/i);
  assert.match(answer, /\$6,000/);
  assert.equal(await card.getAttribute('aria-selected'), 'true', 'the answer is what Enter opens');
  await see(page, '2-search');

  // Enter opens the calculator filled in: it says the same, and why, and where that is written.
  await page.keyboard.press('Enter');
  await page.waitForURL(/deck-threshold/);
  const asked = await ready(page, 'deck-threshold');
  await asked.sentence.getByText(answer).waitFor();
  assert.equal(await asked.value('segment'), 'smb');
  assert.equal(await asked.value('type'), 'renewal');
  assert.ok((await asked.lines('steps')).length > 1);
  assert.ok((await asked.lines('next')).length > 0, 'what to do next is said');
  assert.ok((await asked.lines('sources')).length > 0);
  await asked.element.scrollIntoViewIfNeeded();
  await see(page, '3-answer');

  await asked.button('copy-link').press('Enter');
  await page.waitForFunction(() => navigator.clipboard.readText().then(Boolean));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /^http:\/\/127\.0\.0\.1.*deck-threshold\.amount=/);
  assert.deepEqual(problems, []);
  await context.clearPermissions();
  await close();

  // The colleague has never been here, and sees the answer without a touch.
  const phone = await newPage(browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark', isMobile: true, hasTouch: true, reducedMotion: 'reduce' });
  await phone.page.goto(link);
  const sent = phone.page.locator('handbook-calculator[data-calculator="deck-threshold"]').first();
  await sent.locator('[data-part="sentence"]').getByText(answer).waitFor();
  assert.ok(await sent.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  }), 'the calculator is on the screen');
  assert.ok(await phone.page.evaluate(() => document.documentElement.scrollWidth <= 390));
  await see(phone.page, '4-phone');
  await sent.locator('[data-part="sentence"]').scrollIntoViewIfNeeded();
  await see(phone.page, '5-phone-answer');
  assert.deepEqual(phone.problems, []);
  await phone.close();
});
