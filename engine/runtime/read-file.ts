import * as fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** What is read at once on this thread: waiting for another thread costs ten times as much. */
const SMALL_FILE = 4 << 20;
/** One read call of the operating system takes no more. */
const LONGEST_READ = 1 << 30;
/** The longest file that is read as a whole. */
export const MOST_BYTES = 2 ** 31;

/** Reads a regular file: a small one on this thread, a longer one on another. */
export async function readFile(path: string): Promise<Uint8Array> {
  const { file, size } = openRegular(path);
  return size > SMALL_FILE ? readElsewhere(file, size) : readHere(file, Buffer.allocUnsafeSlow(size), size);
}

function readHere(file: number, bytes: Uint8Array, size: number): Uint8Array {
  try {
    let length = 0;
    for (let n = -1; n !== 0 && length < size; length += n) n = fs.readSync(file, bytes, length, size - length, length);
    return bytes.subarray(0, length);
  } finally {
    fs.closeSync(file);
  }
}

/**
 * Reads a regular file on this thread once that has nothing else to do. Another thread would be woken for it, which costs
 * more than to copy what the system mostly holds.
 *
 * @param room gives bytes to read it into, at least as many as it is told
 */
export async function readFileAhead(path: string, room: (size: number) => Uint8Array): Promise<Uint8Array> {
  await setImmediate();
  const { file, size } = openRegular(path);
  return readHere(file, room(size), size);
}

async function readElsewhere(file: number, size: number): Promise<Uint8Array> {
  try {
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let n = -1; n !== 0 && length < size; length += n) n = await readPart(file, bytes, length);
    return bytes.subarray(0, length);
  } finally {
    fs.closeSync(file);
  }
}

const readPart = (file: number, bytes: Uint8Array, from: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const most = Math.min(LONGEST_READ, bytes.length - from);
    fs.read(file, bytes, from, most, from, (error, read) => (error === null ? resolve(read) : reject(error)));
  });

/**
 * Opens a file that is data. What is none (a FIFO nobody writes to, a terminal, a socket) would keep the thread for ever, so
 * opening does not wait.
 *
 * @throws an error with code EFTYPE for what is no regular file, EFBIG for one that is too long to be read as a whole
 */
function openRegular(path: string): { file: number; size: number } {
  const file = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    const status = fs.fstatSync(file);
    if (!status.isFile()) throw refusal('EFTYPE', 'it is no regular file');
    if (status.size > MOST_BYTES) throw refusal('EFBIG', `it has ${status.size} bytes`);
    return { file, size: status.size };
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

const refusal = (code: string, message: string): NodeJS.ErrnoException => Object.assign(new Error(message), { code });
