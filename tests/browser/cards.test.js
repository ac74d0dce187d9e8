// @ts-check
// The pictures of pages for whoever shares their addresses, and the manifest: there for every page, and as browsers take them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PNG } from 'pngjs';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { basePath, pagesOf, siteFolder } from './support/site.js';

const base = basePath(siteFolder);
/** What is free of letters on every picture: beside the text, and between the title and the line below it. */
const FREE = [
  { left: 0, top: 20, right: 70, bottom: 630 },
  { left: 1130, top: 20, right: 1200, bottom: 630 },
  { left: 0, top: 476, right: 1200, bottom: 494 },
  { left: 0, top: 590, right: 1200, bottom: 630 },
];
const TITLE = { left: 70, top: 140, right: 1130, bottom: 480 };

/** @param {string} html @param {string} name */
function told(html, name) {
  return new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`).exec(html)?.[1];
}

/** How many points of an area have another colour than its first. @param {PNG} png @param {{ left: number, top: number, right: number, bottom: number }} area */
function drawn(png, { left, top, right, bottom }) {
  const at = (/** @type {number} */ x, /** @type {number} */ y) => png.data.readUInt32BE((y * png.width + x) * 4);
  let count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) count += at(x, y) === at(left, top) ? 0 : 1;
  }
  return count;
}

describe('what shows a page elsewhere', () => {
  it('is a picture whose text stands within it, for every page', () => {
    const pages = pagesOf(siteFolder).filter(({ html }) => html.includes('rel="canonical"') && !html.includes('http-equiv="refresh"'));
    const shown = pages.filter(({ html }) => told(html, 'og:image') !== undefined);
    assert.ok(shown.length > 50, `${shown.length} of ${pages.length} pages have a picture`);
    for (const { address, html } of shown) {
      const { pathname } = new URL(told(html, 'og:image') ?? '');
      const png = PNG.sync.read(readFileSync(join(siteFolder, pathname.slice(base.length))));
      assert.deepEqual([png.width, png.height], [1200, 630], address);
      assert.ok(drawn(png, TITLE) > 500, `${address} has no title on its picture`);
      for (const area of FREE) assert.equal(drawn(png, area), 0, `${address}: ${JSON.stringify(area)} is not free`);
      assert.ok(told(html, 'og:title') && told(html, 'twitter:card') === 'summary_large_image', address);
    }
  });

  it('is a manifest that the page may load, with icons that there are', async () => {
    const { page, close } = await newPage(browser);
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(server.address('/'), { waitUntil: 'networkidle' });
    const session = await page.context().newCDPSession(page);
    const { url, errors, data } = await session.send('Page.getAppManifest');
    assert.deepEqual([errors, said], [[], []]);
    const manifest = JSON.parse(data ?? '{}');
    assert.equal(new URL(manifest.start_url, url).pathname, `${base}/`);
    for (const { src, sizes } of manifest.icons) {
      const size = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, new URL(src, url).href);
      assert.ok(sizes === 'any' || size === sizes, `${src}: ${size}`);
    }
    for (const [path, side] of /** @type {[string, number][]} */ ([['favicon.ico', 32], ['apple-touch-icon.png', 180]])) {
      const width = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return image.naturalWidth;
      }, server.address(`/${path}`));
      assert.ok(width === side || path === 'favicon.ico' && width === 16, `${path}: ${width}`);
    }
    await close();
  });
});
