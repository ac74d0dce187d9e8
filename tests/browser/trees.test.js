// @ts-check
// What a screen reader is told of each kind of page, kept as expected files: `BLESS=1` accepts what comes out.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { KINDS, specimen } from './support/specimen.js';

const folder = fileURLToPath(new URL('./trees/', import.meta.url));

describe('the accessibility tree', () => {
  for (const [kind, address] of Object.entries(KINDS)) {
    it(`of a page of the kind "${kind}"`, async () => {
      const { page, close } = await newPage(browser, { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
      await page.clock.setFixedTime('2026-06-01T12:00:00');
      await page.goto(specimen.address(address));
      // Without scrolling: one in view takes over, and those further down stay as they were built.
      const calculator = page.locator('handbook-calculator').first();
      if (await calculator.count()) await calculator.locator('.calculator-actions').waitFor({ state: 'visible' });
      await page.waitForLoadState('networkidle');
      const tree = `${await page.locator('body').ariaSnapshot()}\n`;
      const file = `${folder}${kind}.yaml`;
      if (process.env.BLESS === '1') {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, tree);
      }
      assert.equal(tree, readFileSync(file, 'utf8'));
      await close();
    });
  }
});
