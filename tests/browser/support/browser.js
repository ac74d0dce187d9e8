// @ts-check
// Chromium, and pages that tell of everything that went wrong in them.

import { chromium } from 'playwright-core';

export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const executable = process.env.CHROMIUM || '/usr/bin/chromium';

export function launch() {
  return chromium.launch({ executablePath: executable, args: FLAGS });
}

/**
 * A page in a context of its own. `problems` gathers console errors, violations of the content security policy,
 * uncaught exceptions and failed requests.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function newPage(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  // A request that is cut off because the page is left is no mistake of the page.
  const cutOff = 'net::ERR_ABORTED';
  page.on('requestfailed', (request) => request.failure()?.errorText === cutOff || problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  return { page, context, problems, close: () => context.close() };
}
