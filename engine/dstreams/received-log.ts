import { deserialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { FileSystem, LogFile } from '../spi/runtime.ts';
import { serialized } from './serialized.ts';

/** Length and checksum before each frame. */
const HEAD = 8;

type Frame = { readonly rows: readonly unknown[] } | { readonly batchMs: number };

interface OpenSegment {
  readonly path: string;
  readonly file: LogFile;
  /** How many wait for the disk. */
  syncs: number;
  ended: boolean;
}

/** One file of the log: what was received between two batches. */
interface Segment {
  readonly path: string;
  readonly blocks: (readonly unknown[])[];
  readonly batchMs: number | null;
  /** Bytes that are whole; behind them a crash may have left a torn frame. */
  readonly end: number;
}

/**
 * What a receiver has stored, on disk before it is acknowledged: one file a batch.
 *
 * @internal
 */
export class ReceivedLog {
  private readonly disk: FileSystem;
  private readonly folder: string;
  private open: OpenSegment | null = null;
  private number = 0;
  private readonly closed = new Map<number, readonly string[]>();
  /** Files that no batch took before the last start. */
  private earlier: { readonly path: string; readonly end: number }[] = [];
  /** What was there at the start: blocks of batches, and those that no batch took. */
  readonly batches = new Map<number, (readonly unknown[])[]>();
  readonly waiting: (readonly unknown[])[] = [];

  constructor(disk: FileSystem, folder: string) {
    this.disk = disk;
    this.folder = folder;
    disk.makeDirectory(folder);
    const names = disk.names(folder).filter((name) => NAME.test(name));
    for (const name of names.sort((a, b) => numberOf(a) - numberOf(b))) this.take(name);
  }

  append(rows: readonly unknown[]): void {
    this.write({ rows });
  }

  /** Resolves when all that was appended survives a power cut. */
  async sync(): Promise<void> {
    const segment = this.open;
    if (segment === null) return;
    segment.syncs++;
    try {
      await segment.file.sync();
    } finally {
      segment.syncs--;
      closeWhenDone(segment);
    }
  }

  /** A batch takes what was appended since the last one. */
  close(batchMs: number): void {
    if (this.open === null && this.earlier.length === 0) return;
    this.write({ batchMs });
    for (const { path, end } of this.earlier) {
      const file = this.disk.openLog(path, 'as long as its text');
      file.truncate(end);
      file.append(framed({ batchMs }));
      file.close();
    }
    this.closed.set(batchMs, [this.open!.path, ...this.earlier.map(({ path }) => path)]);
    this.earlier = [];
    this.end();
  }

  forget(beforeMs: number): void {
    for (const [ms, paths] of this.closed) {
      if (ms > beforeMs) continue;
      for (const path of paths) this.disk.remove(path);
      this.closed.delete(ms);
    }
  }

  end(): void {
    if (this.open === null) return;
    this.open.ended = true;
    closeWhenDone(this.open);
    this.open = null;
  }

  private take(name: string): void {
    const path = this.disk.join(this.folder, name);
    this.number = Math.max(this.number, numberOf(name));
    const segment = readSegment(path, this.disk.readLog(path) ?? new Uint8Array());
    if (segment.batchMs !== null) {
      const { batchMs } = segment;
      this.batches.set(batchMs, [...(this.batches.get(batchMs) ?? []), ...segment.blocks]);
      this.closed.set(batchMs, [...(this.closed.get(batchMs) ?? []), path]);
      return;
    }
    for (const block of segment.blocks) this.waiting.push(block);
    this.earlier.push({ path, end: segment.end });
  }

  private write(frame: Frame): void {
    if (this.open === null) {
      const path = this.disk.join(this.folder, `log-${++this.number}`);
      this.open = { path, file: this.disk.openLog(path, 'as long as its text'), syncs: 0, ended: false };
    }
    this.open.file.append(framed(frame));
  }
}

function framed(frame: Frame): Uint8Array {
  const body = serialized('a row that a receiver stored', frame);
  const bytes = Buffer.alloc(HEAD + body.length);
  bytes.writeUInt32LE(body.length, 0);
  bytes.writeUInt32LE(crc32(body), 4);
  bytes.set(body, HEAD);
  return bytes;
}

/** A batch may end while what was appended before it is still being synced. */
function closeWhenDone({ file, syncs, ended }: OpenSegment): void {
  if (ended && syncs === 0) file.close();
}

const NAME = /^log-\d+$/;

const numberOf = (name: string): number => Number(name.slice('log-'.length));

function readSegment(path: string, bytes: Uint8Array): Segment {
  const blocks: (readonly unknown[])[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let batchMs: number | null = null;
  let end = 0;
  while (end + HEAD <= bytes.length) {
    const body = bytes.subarray(end + HEAD, end + HEAD + view.getUint32(end, true));
    // zeros, as a power cut leaves them, have the checksum of nothing
    if (body.length === 0) break;
    if (body.length !== view.getUint32(end, true) || crc32(body) !== view.getUint32(end + 4, true)) break;
    // the checksum says that this is what was written
    const frame = deserialize(body) as Frame;
    if ('rows' in frame) blocks.push(frame.rows);
    else batchMs = frame.batchMs;
    end += HEAD + body.length;
  }
  return { path, blocks, batchMs, end };
}
