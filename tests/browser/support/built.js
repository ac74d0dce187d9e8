// @ts-check
// The starter handbook with more files in it, built and served for the tests of a file.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serve } from './server.js';
import { basePath, command } from './site.js';

/** @param {Record<string, string | Buffer>} files */
export async function built(files) {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-'));
  const site = join(folder, 'site');
  execFileSync(command, ['init'], { cwd: folder });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  execFileSync(command, ['build', '--source', folder, '--output', site]);
  const { address, close } = await serve(site, basePath(site));
  return {
    address,
    async close() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}
