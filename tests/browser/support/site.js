// @ts-check
// Where the built site, its command and the golden cases are.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const command = process.env.HANDBOOK ?? join(root, 'target/release/handbook');
export const siteFolder = process.env.SITE ?? join(root, 'target/site');
export const casesFolder = join(root, 'tests/policy');

/**
 * The path that all addresses of a built site begin with: empty, or like `/team`.
 * @param {string} folder
 */
export function basePath(folder) {
  const home = readFileSync(join(folder, 'index.html'), 'utf8');
  const canonical = /<link rel="canonical" href="([^"]+)"/.exec(home)?.[1] ?? '/';
  return new URL(canonical, 'http://127.0.0.1/').pathname.replace(/\/$/, '');
}

/**
 * Every page of a built site that is read, without those that only lead elsewhere.
 * @param {string} folder
 * @returns {{ address: string, html: string }[]} addresses below the base path
 */
export function pagesOf(folder) {
  return htmlFiles(folder)
    .map((file) => ({
      address: `/${relative(folder, file).split(sep).join('/')}`.replace(/index\.html$/, ''),
      html: readFileSync(file, 'utf8'),
    }))
    .filter(({ html }) => !/http-equiv="?refresh/i.test(html));
}

/**
 * The ids of the calculators on a page.
 * @param {string} html
 */
export function calculatorsIn(html) {
  return [...html.matchAll(/<handbook-calculator[^>]* data-calculator="([^"]+)"/g)].map(([, id]) => id);
}

/** @param {string} folder @returns {string[]} */
function htmlFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return htmlFiles(path);
      return entry.name.endsWith('.html') ? [path] : [];
    });
}
