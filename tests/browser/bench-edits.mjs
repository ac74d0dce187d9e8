// @ts-check
// Measures edits under a development server: from saving a file until the open page shows it.
//
// The plan comes as JSON on standard input, the figures go as JSON to standard output. Nothing polls: an observer inside the
// page sees the change, with the page's own clock. Run by `cargo xtask bench`.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { setTimeout as rest } from 'node:timers/promises';
import { launch } from './support/browser.js';

/**
 * @typedef {object} Edit
 * @property {string} kind
 * @property {string} file
 * @property {string} page the address of a page that shows it
 * @property {string} find what is replaced in the file
 * @property {string} replace what takes its place, with {N} for the number of the edit
 * @property {string} pattern what the page shows then, with the number as its group
 *
 * @typedef {object} Plan
 * @property {string} program
 * @property {string[]} words its arguments, with {PORT} for a free port
 * @property {number} runs how often each edit is made
 * @property {Edit[]} edits
 */

const LIMIT = 120_000;
/** How long the server is left alone before each edit: it may still be at work behind the last one. */
const REST = 400;

/** @type {Plan} */
const plan = JSON.parse(readFileSync(0, 'utf8'));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const started = now();
const server = spawn(plan.program, plan.words.map((word) => word.replaceAll('{PORT}', String(port))), { stdio: 'ignore' });
const browser = await launch();
try {
  await listening();
  const first = await fetch(base + (plan.edits[0]?.page ?? '/'));
  await first.arrayBuffer();
  const firstPage = now() - started;
  const edits = [];
  for (const edit of plan.edits) edits.push(await measure(edit));
  process.stdout.write(JSON.stringify({ first_page: firstPage, status: first.status, peak: peak(), edits }));
} finally {
  await browser.close();
  server.kill('SIGKILL');
}

/** @param {Edit} edit */
async function measure(edit) {
  const original = readFileSync(edit.file, 'utf8');
  if (!original.includes(edit.find)) throw new Error(`${edit.file} does not hold ${edit.find}`);
  const context = await browser.newContext();
  const page = await context.newPage();
  /** @type {Map<number, (time: number) => void>} */
  const waiting = new Map();
  await page.exposeBinding('benchSaw', (_, /** @type {number} */ number, /** @type {number} */ time) => waiting.get(number)?.(time));
  await page.addInitScript(watch, edit.pattern);
  await page.goto(base + edit.page, { waitUntil: 'load', timeout: LIMIT });
  const times = [];
  // The first edit warms the server up and does not count.
  for (let number = 100; number <= 100 + plan.runs; number += 1) {
    await rest(REST);
    /** @type {Promise<number>} */
    const seen = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${edit.kind}: not seen within ${LIMIT} ms`)), LIMIT);
      waiting.set(number, (time) => {
        clearTimeout(late);
        resolve(time);
      });
    });
    // A replacement given as a function is taken as it is: `$` means nothing in it.
    const text = original.replace(edit.find, () => edit.replace.replaceAll('{N}', String(number)));
    const saved = now();
    writeFileSync(edit.file, text);
    const time = (await seen) - saved;
    if (number > 100) times.push(time);
  }
  writeFileSync(edit.file, original);
  await context.close();
  await rest(REST);
  return { kind: edit.kind, times };
}

/** Runs in the page, before everything else. @param {string} pattern */
function watch(pattern) {
  const wanted = new RegExp(pattern, 'g');
  let last = '';
  const look = () => {
    const text = document.documentElement?.textContent ?? '';
    for (const [, number] of text.matchAll(wanted)) {
      if (number === last) return;
      last = number;
      // @ts-expect-error: the function that the script outside has laid into the page
      window.benchSaw(Number(number), performance.timeOrigin + performance.now());
      return;
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  look();
}

function now() {
  return performance.timeOrigin + performance.now();
}

/** The most memory the server held, in megabytes; unknown where the system does not tell. */
function peak() {
  try {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Until the server takes a connection. */
async function listening() {
  while (now() - started < LIMIT && server.exitCode === null) {
    const taken = await new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => done(true));
      socket.on('error', () => done(false));
      socket.on('connect', () => socket.destroy());
    });
    if (taken) return;
    await rest(2);
  }
  throw new Error(`the server takes no connection (${plan.program} ${plan.words.join(' ')})`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((found) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
