// @ts-check
// What a page weighs on its way to the reader, with everything that it fetches by itself, compressed as `build --precompress` does.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newPage } from './support/browser.js';
import { browser } from './support/opened.js';
import { server } from './support/site-served.js';
import { calculatorsIn, pagesOf, siteFolder } from './support/site.js';

const KB = 1024;
const pages = pagesOf(siteFolder);
const [longest] = [...pages].sort((one, other) => calculatorsIn(other.html).length - calculatorsIn(one.html).length);
const [first, ...others] = [longest.address, ...pages.map(({ address }) => address).filter((address) => address !== longest.address)];

/** The bytes of a page and of what it fetches before it is used, without images. @param {string} address */
async function weigh(address) {
  const { page, close } = await newPage(browser, { viewport: { width: 1280, height: 800 } });
  /** @type {Promise<{ path: string, bytes: number } | undefined>[]} */
  const sizes = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'image' || new URL(request.url()).pathname.endsWith('.svg')) return;
    sizes.push(request.sizes().then(({ responseBodySize }) => ({ path: new URL(request.url()).pathname, bytes: responseBodySize }), () => undefined));
  });
  await page.goto(server.address(address), { waitUntil: 'networkidle' });
  const found = (await Promise.all(sizes)).filter((each) => each !== undefined);
  await close();
  return { found, bytes: found.reduce((sum, { bytes }) => sum + bytes, 0) };
}

describe('the weight of a page', () => {
  it(`${first}, the page with the most calculators, comes to 40 KB at most`, async () => {
    const { found, bytes } = await weigh(first);
    assert.ok(found.length >= 3 && bytes > 10 * KB, 'nothing was weighed');
    assert.ok(bytes <= 40 * KB, `${bytes} bytes: ${JSON.stringify(found, undefined, 1)}`);
  });

  it('every other page comes to 60 KB at most', async () => {
    for (const address of others) {
      const { found, bytes } = await weigh(address);
      assert.ok(bytes <= 60 * KB, `${address}: ${bytes} bytes: ${JSON.stringify(found, undefined, 1)}`);
    }
  });
});
