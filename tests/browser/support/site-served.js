// @ts-check
// The built site, served for the tests of a file.

import { after } from 'node:test';
import { serve } from './server.js';
import { basePath, siteFolder } from './site.js';

export const server = await serve(siteFolder, basePath(siteFolder));

after(() => server.close());
