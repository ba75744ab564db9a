/**
 * Preloaded by Node into the session process and its engine's thread: counts what the engine does to the files of a
 * checkpoint and of a file sink, and ends the process without a word at the moment that the test has written down.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname } from 'node:path';
import { MOMENT_FILE, type CrashMoment, type CrashPlace } from './crash-moment.ts';

const file = process.env[MOMENT_FILE]!;
const real = { ...fs };
const opened = new Map<number, string>();
let text = '';
let left = 0;

function isNow(place: CrashPlace): boolean {
  const now = real.readFileSync(file, 'utf8');
  if (now === '') return false;
  const moment = JSON.parse(now) as CrashMoment;
  if (now !== text) left = moment.pass;
  text = now;
  return moment.place === place && --left === 0;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing more must happen.
  for (;;);
}

const dieAt = (place: CrashPlace): void => void (isNow(place) && die());

const isBatch = (path: string): boolean => /^\d+(\.compact)?$/.test(basename(path));
const log = (path: string): string => (isBatch(path) ? basename(dirname(path)) : '');

function beforeNew(path: string): void {
  if (log(path) === 'commits') dieAt('before-commit');
}

function afterNew(path: string): void {
  if (log(path) === 'offsets') dieAt('after-offsets');
  if (log(path) === '_spark_metadata') dieAt('after-sink-commit');
}

Object.assign(fs, {
  openSync(path: string, flags: fs.OpenMode, ...rest: []) {
    if (flags === 'wx') beforeNew(path);
    const fd = real.openSync(path, flags, ...rest);
    opened.set(fd, path);
    return fd;
  },
  writeSync(fd: number, data: string | Uint8Array, ...rest: number[]) {
    const path = opened.get(fd) ?? '';
    const [offset = 0, length = 0, position] = rest;
    const isFrame = basename(path).startsWith('changelog-') && (data as Uint8Array).some((byte) => byte !== 0);
    if (isFrame && isNow('torn-state')) {
      real.writeSync(fd, data as Uint8Array, offset, length >> 1, position);
      die();
    }
    const written = (real.writeSync as (...args: unknown[]) => number)(fd, data, ...rest);
    afterNew(path);
    return written;
  },
  linkSync(from: string, to: string) {
    beforeNew(to);
    real.linkSync(from, to);
    afterNew(to);
  },
  renameSync(from: string, to: string) {
    real.renameSync(from, to);
    if (basename(to).startsWith('part-')) dieAt('after-data-file');
  },
});
syncBuiltinESMExports();
