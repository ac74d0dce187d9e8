// @ts-check
// A handbook in a folder of its own, and `handbook serve` running on it.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from './site.js';

/**
 * Serves the starter handbook, or a copy of another one, with more files in it.
 * @param {Record<string, string>} [files]
 * @param {string} [from] the handbook that is copied
 */
export async function served(files = {}, from) {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-'));
  if (from) cpSync(from, folder, { recursive: true });
  else execFileSync(command, ['init'], { cwd: folder });
  const path = (/** @type {string} */ name) => join(folder, name);
  const write = (/** @type {string} */ name, /** @type {string} */ text) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);

  const child = spawn(command, ['serve', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((end) => child.once('exit', end));
  let said = '';
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (part) => {
      said += part;
      const found = /^(http:\S+)\//.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
  return {
    child,
    /** The address of a page. @param {string} [page] */
    address: (page = '/') => address + page,
    write,
    /** @param {string} name */
    read: (name) => readFileSync(path(name), 'utf8'),
    /** @param {string} name @param {string | RegExp} old @param {string} text */
    replace(name, old, text) {
      const before = readFileSync(path(name), 'utf8');
      const after = before.replace(old, text);
      if (before === after) throw new Error(`${name} has no ${old}`);
      writeFileSync(path(name), after);
    },
    /** As editors save that write a new file and put it in the place of the old one. @param {string} name @param {string} text */
    swap(name, text) {
      writeFileSync(path(`${name}.tmp`), text);
      renameSync(path(`${name}.tmp`), path(name));
    },
    /** @param {string} from @param {string} to */
    rename: (from, to) => renameSync(path(from), path(to)),
    /** @param {string} name */
    remove: (name) => rmSync(path(name), { recursive: true }),
    async close() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
