import { expect, test } from 'vitest';
import { inNotebook, onTerminal, ProgressBar, progressText } from '../../../engine/api/progress-bar.ts';
import type { BatchProgress } from '../../../engine/backend/backend.ts';

const progress = (of: Partial<BatchProgress>): BatchProgress => ({
  rows: 0,
  bytes: 0,
  totalRows: null,
  totalBytes: null,
  ...of,
});

async function allOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

test.each<[string, Partial<BatchProgress>, string]>([
  ['rows of nobody knows how many', { rows: 1_234_567 }, '1,234,567 rows'],
  ['rows of a range', { rows: 250, totalRows: 1000 }, '[######..................]  25 %  250 of 1,000 rows'],
  ['rows and bytes of files', { rows: 5, bytes: 2 ** 20, totalBytes: 2 ** 21 }, '[############............]  50 %  5 rows, 1.0 MiB of 2.0 MiB'],
  ['bytes that other threads did', { bytes: 512, totalBytes: 1024 }, '[############............]  50 %  512 B of 1.0 KiB'],
  ['files that are read twice', { rows: 9, bytes: 4096, totalBytes: 2048 }, '[########################] 100 %  9 rows, 4.0 KiB of 2.0 KiB'],
  ['nothing of nothing', { totalRows: 0 }, '0 of 0 rows'],
])('%s', (_, of, text) => expect(progressText(progress(of))).toBe(text)); // prettier-ignore

test('on a terminal it is one line, which is cleared at the end', async () => {
  let written = '';
  const bar = new ProgressBar(onTerminal({ write: (text) => (written += text) }));
  const rows = bar.around(
    (async function* () {
      bar.tell(progress({ rows: 1 }));
      yield 1;
      bar.tell(progress({ rows: 2 }));
    })(),
  );
  expect(await allOf(rows)).toEqual([1]);
  expect(written).toBe('\r\x1b[K1 rows\r\x1b[K2 rows\r\x1b[K');
});

test('in a notebook it is one display that is updated, and emptied also when the rows end by an error', async () => {
  const shown: unknown[] = [];
  const bar = new ProgressBar(
    inNotebook({
      display: (bundle, options) => void shown.push([bundle['text/plain'], options?.update, typeof options?.displayId]),
    }),
  );
  const rows = bar.around(
    (async function* (): AsyncGenerator<number> {
      bar.tell(progress({ rows: 1 }));
      yield 1;
      bar.tell(progress({ rows: 2 }));
      throw new Error('interrupted');
    })(),
  );
  await expect(allOf(rows)).rejects.toThrow('interrupted');
  expect(shown).toEqual([['1 rows', false, 'string'], ['2 rows', true, 'string'], ['', true, 'string']]); // prettier-ignore
});

test('nothing is drawn and nothing cleared when all is done within a second', async () => {
  const shown: string[] = [];
  const bar = new ProgressBar((text) => void shown.push(text));
  await allOf(bar.around((async function* () {})()));
  expect(shown).toEqual([]);
});
