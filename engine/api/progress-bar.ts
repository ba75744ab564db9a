import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { BatchProgress } from '../backend/backend.ts';
import { currentHost, type Host } from '../spi/host.ts';
import { byteSizeText } from '../types/byte-size.ts';

/** Where a progress bar is drawn; an empty text takes it away. */
export type ProgressPlace = (text: string) => void;

/**
 * One line that says how far a batch action is, for as long as it runs.
 *
 * @internal
 */
export class ProgressBar {
  private readonly place: ProgressPlace;
  private shown = false;

  constructor(place: ProgressPlace) {
    this.place = place;
  }

  readonly tell = (progress: BatchProgress): void => {
    this.shown = true;
    this.place(progressText(progress));
  };

  end(): void {
    if (this.shown) this.place('');
    this.shown = false;
  }

  /** The same rows; the bar ends with them, however they end. */
  async *around<T>(rows: AsyncIterable<T>): AsyncIterable<T> {
    try {
      yield* rows;
    } finally {
      this.end();
    }
  }
}

/** A bar where somebody can see it: under the running cell, or on a terminal; null elsewhere. */
export function progressBar(): ProgressBar | null {
  const host = currentHost();
  if (host !== undefined) return new ProgressBar(inNotebook(host));
  return process.stderr.isTTY ? new ProgressBar(onTerminal(process.stderr)) : null;
}

/** A display of the running cell's that is updated in its place. */
export function inNotebook(host: Pick<Host, 'display'>): ProgressPlace {
  const displayId = randomUUID();
  // Progress comes in a message of the engine's, which belongs to no cell.
  const inCell = AsyncLocalStorage.snapshot();
  let update = false;
  return (text) => {
    inCell(() => host.display({ 'text/plain': text }, { displayId, update }));
    update = true;
  };
}

/** The last line of a terminal. */
export const onTerminal =
  (terminal: { write(text: string): unknown }): ProgressPlace =>
  (text) =>
    void terminal.write(`\r\x1b[K${text}`);

const WIDTH = 24;

/** `[#####...................]  21 %  12,000,000 rows, 96.0 MiB of 460.0 MiB` */
export function progressText({ rows, bytes, totalRows, totalBytes }: BatchProgress): string {
  const count = (n: number): string => Math.round(n).toLocaleString('en-US');
  const ofRows = totalRows === null ? '' : ` of ${count(totalRows)}`;
  const ofBytes = totalBytes === null ? '' : ` of ${byteSizeText(totalBytes)}`;
  const read = bytes === 0 ? '' : `${byteSizeText(bytes)}${ofBytes}`;
  // Parts that other threads do tell bytes alone.
  const text = [rows > 0 || read === '' ? `${count(rows)}${ofRows} rows` : '', read]
    .filter((part) => part !== '')
    .join(', ');
  const [done, total] = totalBytes === null ? [rows, totalRows] : [bytes, totalBytes];
  if (total === null || total === 0) return text;
  // A plan may read its input more than once.
  const part = Math.min(1, done / total);
  const filled = Math.round(part * WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(Math.floor(part * 100)).padStart(3)} %  ${text}`;
}
