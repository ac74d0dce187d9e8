// @ts-check
// A static server for a built site, as plain as a real one: directory addresses, the site's own 404 page, brotli.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.xml': 'application/xml',
});

/**
 * Serves a folder on 127.0.0.1.
 * @param {string} folder
 * @param {string} base the path that the site's addresses begin with
 */
export async function serve(folder, base) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    const inside = path.startsWith(`${base}/`) ? normalize(path.slice(base.length)) : undefined;
    const found = inside && (await load(folder, inside.endsWith('/') ? `${inside}index.html` : inside));
    const { name, body } = found || (await load(folder, '/404.html')) || { name: '.txt', body: Buffer.from('404') };
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const packed = /\bbr\b/.test(String(request.headers['accept-encoding'])) && !/^image\/(png|jpeg)/.test(type);
    response.writeHead(found ? 200 : 404, {
      'content-type': type,
      'cache-control': name.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(packed ? { 'content-encoding': 'br' } : {}),
    });
    response.end(packed ? brotliCompressSync(body) : body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    /** The address of a page of the site. @param {string} [page] */
    address: (page = '/') => `http://127.0.0.1:${port}${base}${page}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** @param {string} folder @param {string} name */
async function load(folder, name) {
  try {
    return { name, body: await readFile(join(folder, name)) };
  } catch {
    return undefined;
  }
}
