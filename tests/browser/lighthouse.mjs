// @ts-check
// The four scores of Lighthouse for one page: best of three, since a machine at work is noisy. `npm run lighthouse --
// /handbook/sales/commercial/` names another page than the longest one.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as launcher from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { executable, FLAGS } from './support/browser.js';
import { serve } from './support/server.js';
import { basePath, pagesOf, siteFolder } from './support/site.js';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const RUNS = 3;

const longest = pagesOf(siteFolder).sort((one, other) => other.html.length - one.html.length)[0].address;
const page = process.argv[2] ?? longest;
const server = await serve(siteFolder, basePath(siteFolder));
const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
/** @type {Map<string, number>} */
const best = new Map();
/** @type {Set<string>} */
const lost = new Set();

const chrome = await launcher.launch({ chromePath: executable, userDataDir: profile, chromeFlags: ['--headless', ...FLAGS], logLevel: 'silent' });
try {
  for (let run = 0; run < RUNS; run += 1) {
    const result = await lighthouse(server.address(page), { port: chrome.port, logLevel: 'silent', onlyCategories: CATEGORIES });
    if (!result) throw new Error('Lighthouse gave no result');
    for (const name of CATEGORIES) {
      const category = result.lhr.categories[name];
      best.set(name, Math.max(best.get(name) ?? 0, Math.round((category.score ?? 0) * 100)));
      for (const { id, weight } of category.auditRefs) {
        const { score } = result.lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) lost.add(`${name}: ${id}`);
      }
    }
  }
} finally {
  chrome.kill();
  await server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

console.log(`${page}, best of ${RUNS}`);
for (const [name, score] of best) console.log(`${String(score).padStart(4)}  ${name}`);
for (const audit of lost) console.log(`      below 90 at least once: ${audit}`);
