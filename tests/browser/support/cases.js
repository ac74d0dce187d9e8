// @ts-check
// The golden cases, as text typed and as answers expected; and the command's answers to them.

import { execFile, execFileSync } from 'node:child_process';
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
 * @property {string} place where it is written
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
        place: `tests/policy/${file}`,
      }));
    });
}

/**
 * The cases in the tables of the handbook's pages, as the command lists them. The build has compared them with what
 * their authors expect, so only the verdict or the refused field is looked at again.
 * @returns {Case[]}
 */
export function pageCases() {
  const listed = execFileSync(command, ['policy', 'cases', '--format', 'json', '--source', root], { encoding: 'utf8' });
  return JSON.parse(listed).map((/** @type {any} */ { calculator, name, given, as_of: asOf, expected, path, line }) => ({
    calculator,
    name,
    given,
    asOf,
    expected: expected.error ? { errors: [{ field: expected.error }] } : { verdict: expected.verdict },
    example: false,
    place: `${path}:${line}`,
  }));
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
