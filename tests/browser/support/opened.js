// @ts-check
// The browser of a test file: open before anything of the file runs, closed after its last test.

import { after } from 'node:test';
import { launch } from './browser.js';

export const browser = await launch();

after(() => browser.close());
