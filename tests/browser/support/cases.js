// @ts-check
// The golden cases, as text typed and as answers expected; and the command's answers to them.

import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { casesFolder, command, root } from './site.js';

/**
 * @typedef {object} Case
 * @property {string} calculator
 * @property {string} name
 * @property {Record<string, string>} given each answer as it is typed
 * @property {string} asOf
 * @property {any} expected
 * @property {boolean} example
 */

/** @returns {Case[]} */
export function goldenCases() {
  return readdirSync(casesFolder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(casesFolder, file), 'utf8');
      const typed = parse(text, { schema: 'failsafe' });
      const meant = parse(text);
      return meant.cases.map((/** @type {any} */ golden, /** @type {number} */ index) => ({
        calculator: meant.calculator,
        name: golden.name,
        given: typed.cases[index].given ?? {},
        asOf: typed.cases[index]['as-of'],
        expected: golden.expected,
        example: golden.example === true,
      }));
    });
}

/** The answers as the compiled calculators take them. @param {Record<string, string>} given */
export function lines(given) {
  return Object.entries(given).map((pair) => `${pair.join('=')}\n`).join('');
}

/**
 * What `handbook calc` says, parsed.
 * @param {Case} golden
 * @returns {Promise<any>}
 */
export function askCommand({ calculator, given, asOf }) {
  const flags = Object.entries(given).map(([name, text]) => `--${name}=${text}`);
  const words = ['calc', calculator, ...flags, `--as-of=${asOf}`, '--format', 'json', '--source', root];
  return new Promise((resolve, reject) => {
    execFile(command, words, (error, output, complaint) => {
      try {
        resolve(JSON.parse(output));
      } catch {
        reject(error ?? new Error(`no JSON from ${words.join(' ')}: ${output}${complaint}`));
      }
    });
  });
}
