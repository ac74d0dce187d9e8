// @ts-check
// What the theme looks like, at four sizes in two schemes, beside pictures that were looked at and kept. Letters are drawn a little
// differently on each machine, so a share of the picture may differ; `BLESS=1` accepts what comes out.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { newPage } from './support/browser.js';
import { ready } from './support/calculator.js';
import { browser } from './support/opened.js';
import { KINDS, specimen } from './support/specimen.js';

const SIZES = [
  { width: 320, height: 640 },
  { width: 768, height: 960 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1200 },
];
const SCHEMES = /** @type {const} */ (['light', 'dark']);
const SHOWN = ['home', 'page', 'calculator', 'value', 'path', 'index'];
/** As much of a picture may differ. */
const TOLERANCE = 0.02;

const folder = fileURLToPath(new URL('./looks/', import.meta.url));

describe('the look', () => {
  for (const kind of SHOWN) {
    for (const viewport of SIZES) {
      for (const colorScheme of SCHEMES) {
        const name = `${kind}-${viewport.width}-${colorScheme}.png`;
        it(`of ${name} is as it was kept`, async () => {
          const { page, close } = await newPage(browser, { viewport, colorScheme, reducedMotion: 'reduce' });
          await page.clock.setFixedTime('2026-06-01T12:00:00');
          await page.goto(specimen.address(KINDS[kind]));
          const [id] = await page.locator('handbook-calculator').evaluateAll((found) => found.map((each) => each.dataset.calculator ?? ''));
          if (id) {
            await ready(page, id);
            await page.locator('handbook-calculator').first().evaluate((element) => element.scrollIntoView());
          }
          await page.waitForLoadState('networkidle');
          const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
          await close();
          compare(name, PNG.sync.read(shot));
        });
      }
    }
  }
});

/** @param {string} name @param {PNG} shot */
function compare(name, shot) {
  const file = join(folder, name);
  if (process.env.BLESS === '1') {
    mkdirSync(folder, { recursive: true });
    // A picture within the tolerance stays, so that a small change of the theme does not replace them all.
    if (!existsSync(file) || differing(PNG.sync.read(readFileSync(file)), shot).share > TOLERANCE / 4) writeFileSync(file, PNG.sync.write(shot, { colorType: 2, filterType: 4 }));
  }
  const { share, picture } = differing(PNG.sync.read(readFileSync(file)), shot);
  if (share <= TOLERANCE) return;
  const out = mkdtempSync(join(tmpdir(), 'looks-'));
  writeFileSync(join(out, name), PNG.sync.write(shot));
  if (picture) writeFileSync(join(out, `difference-${name}`), PNG.sync.write(picture));
  assert.fail(`${(share * 100).toFixed(1)}% of ${name} differ; what was seen is in ${out}`);
}

/** @param {PNG} kept @param {PNG} shot @returns {{ share: number, picture?: PNG }} */
function differing(kept, shot) {
  if (kept.width !== shot.width || kept.height !== shot.height) return { share: 1 };
  const picture = new PNG({ width: shot.width, height: shot.height });
  const count = pixelmatch(kept.data, shot.data, picture.data, shot.width, shot.height, { threshold: 0.2 });
  return { share: count / (shot.width * shot.height), picture };
}
