// @ts-check
// Measures a development server: how soon the first page is there, and edits, from saving a file until the open page shows it.
//
// The plan comes as JSON on standard input, the figures go as JSON to standard output. Nothing polls: an observer inside the
// page sees the change, with the page's own clock. Run by `cargo xtask bench`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
 * @property {number} starts how often the server is started for its first page
 * @property {number} runs how often each edit is made
 * @property {number} limit milliseconds that a page or an edit may take; within the same time all edits of a kind are begun
 * @property {Edit[]} edits
 *
 * @typedef {object} Server
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} base
 * @property {number} started
 */

/** How long the server is left alone before each edit: it may still be at work behind the last one. */
const REST = 400;

/** @type {Plan} */
const plan = JSON.parse(readFileSync(0, 'utf8'));
const seconds = plan.limit / 1000;
// The browser is there before the first server is started: its own start is no part of any figure.
const browser = await launch();
/** @type {Server | undefined} */
let server;
try {
  const address = plan.edits[0]?.page ?? '/';
  /** @type {number[][]} */
  const [answer, load] = [[], []];
  const begun = now();
  for (let round = 0; round < plan.starts && now() - begun < plan.limit; round += 1) {
    answer.push(await firstAnswer(address));
    load.push(await firstLoad(address));
  }
  server = await start();
  const edits = [];
  for (const edit of plan.edits) {
    const measured = await measure(server, edit);
    edits.push(measured);
    // What the server does after that says nothing.
    if (measured.failed) break;
  }
  process.stdout.write(JSON.stringify({ first_answer: answer, first_load: load, peak: peak(server), edits }));
} finally {
  await browser.close();
  server?.child.kill('SIGKILL');
}

/** From the start of the command until the page's last byte is here, in milliseconds. @param {string} address */
async function firstAnswer(address) {
  const server = await start();
  try {
    const response = await fetch(server.base + address, { signal: AbortSignal.timeout(plan.limit) });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${address} is answered with ${response.status}`);
    return now() - server.started;
  } finally {
    await end(server);
  }
}

/** From the start of the command until a browser has the page with all that belongs to it. @param {string} address */
async function firstLoad(address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const server = await start();
  try {
    await page.goto(server.base + address, { waitUntil: 'load', timeout: plan.limit });
    const loaded = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return performance.timeOrigin + /** @type {PerformanceNavigationTiming} */ (entry).loadEventStart;
    });
    return loaded - server.started;
  } finally {
    await context.close();
    await end(server);
  }
}

/** @param {Server} server @param {Edit} edit */
async function measure(server, edit) {
  const original = readFileSync(edit.file, 'utf8');
  if (!original.includes(edit.find)) throw new Error(`${edit.file} does not hold ${edit.find}`);
  const context = await browser.newContext();
  const page = await context.newPage();
  /** @type {Map<number, (time: number) => void>} */
  const waiting = new Map();
  await page.exposeBinding('benchSaw', (_, /** @type {number} */ number, /** @type {number} */ time) => waiting.get(number)?.(time));
  await page.addInitScript(watch, edit.pattern);
  /** @type {{ kind: string, times: number[], failed?: string }} */
  const measured = { kind: edit.kind, times: [] };
  try {
    await page.goto(server.base + edit.page, { waitUntil: 'load', timeout: plan.limit });
    const begun = now();
    // The first edit warms the server up and does not count.
    for (let number = 100; number <= 100 + plan.runs; number += 1) {
      if (measured.times.length > 0 && now() - begun > plan.limit) break;
      await rest(REST);
      /** @type {Promise<number>} */
      const seen = new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`not within ${seconds} s`)), plan.limit);
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
      if (number > 100) measured.times.push(time);
    }
  } catch (error) {
    measured.failed = error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
  writeFileSync(edit.file, original);
  await context.close();
  await rest(REST);
  return measured;
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

/** The most memory the server held, in megabytes; unknown where the system does not tell. @param {Server} server */
function peak(server) {
  try {
    const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** A server that takes connections. @returns {Promise<Server>} */
async function start() {
  const port = await freePort();
  const words = plan.words.map((word) => word.replaceAll('{PORT}', String(port)));
  const started = now();
  const child = spawn(plan.program, words, { stdio: 'ignore' });
  child.on('error', () => {});
  while (now() - started < plan.limit && child.exitCode === null && child.pid !== undefined) {
    if (await isTaken(port)) return { child, base: `http://127.0.0.1:${port}`, started };
    await rest(2);
  }
  child.kill('SIGKILL');
  throw new Error(`the server takes no connection within ${seconds} s (${plan.program} ${plan.words.join(' ')})`);
}

/** @param {Server} server */
async function end({ child }) {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Whether a connection is taken. @param {number} port @returns {Promise<boolean>} */
function isTaken(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(true));
    socket.on('error', () => done(false));
    socket.on('connect', () => socket.destroy());
  });
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
