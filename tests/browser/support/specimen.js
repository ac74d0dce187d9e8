// @ts-check
// A small handbook with every construct and every kind of page, built with the shipped theme as of a fixed day: what is kept of
// its looks and of its accessibility tree changes with the theme, not with what the shipped handbook says.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { serve } from './server.js';
import { basePath, command, root } from './site.js';

const folder = mkdtempSync(join(tmpdir(), 'specimen-'));

/** @type {Awaited<ReturnType<typeof serve>>} */
export let specimen;

/** Its kinds of pages, by name. */
export const KINDS = /** @type {Record<string, string>} */ ({
  home: '/',
  section: '/sales/',
  page: '/sales/constructs/',
  calculator: '/sales/calculators/',
  value: '/policy/deck.threshold/',
  values: '/policy/',
  path: '/paths/sales/',
  paths: '/paths/',
  glossary: '/glossary/',
  tag: '/tags/deals/',
  tags: '/tags/',
  index: '/a-z/',
  missing: '/404.html',
});

before(async () => {
  execFileSync(command, ['build', '--source', join(root, 'tests/sites/shipped-theme'), '--output', folder, '--as-of', '2026-06-01', '--fresh'], { stdio: 'pipe' });
  specimen = await serve(folder, basePath(folder));
});

after(async () => {
  await specimen?.close();
  rmSync(folder, { recursive: true, force: true });
});
