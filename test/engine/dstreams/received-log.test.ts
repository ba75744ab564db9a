import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ReceivedLog } from '../../../engine/dstreams/received-log.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';

const folder = mkdtempSync(join(tmpdir(), 'received-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const disk = nodeFileSystem();
const opened = (name: string): ReceivedLog => new ReceivedLog(disk, join(folder, name));
const files = (name: string): string[] => readdirSync(join(folder, name)).sort();

test('what no batch took waits at every start until one takes it, from however many files', () => {
  for (const row of ['a', 'b']) {
    const log = opened('starts');
    log.append([row]);
    log.end();
  }
  const third = opened('starts');
  expect(third.waiting).toEqual([['a'], ['b']]);
  third.append(['c']);
  third.close(1000);
  const fourth = opened('starts');
  expect(fourth.waiting).toEqual([]);
  expect(fourth.batches.get(1000)?.flat().sort()).toEqual(['a', 'b', 'c']);
  fourth.forget(1000);
  expect(files('starts')).toEqual([]);
});

test.each([
  ['zeros', Buffer.alloc(64)],
  ['half a frame', Buffer.from([9, 0, 0, 0, 1])],
  ['something else', Buffer.from('no frame at all, but some text')],
])('%s at its end, as a power cut leaves them, are not read and not added to', (name, bytes) => {
  const log = opened(name);
  log.append(['a']);
  log.end();
  appendFileSync(join(folder, name, 'log-1'), bytes);
  const again = opened(name);
  expect(again.waiting).toEqual([['a']]);
  again.close(5);
  expect(opened(name).batches.get(5)).toEqual([['a']]);
});

test('files of batches that are not to be forgotten stay', () => {
  const log = opened('kept');
  for (const ms of [1, 2, 3]) {
    log.append([ms]);
    log.close(ms);
  }
  log.forget(1);
  expect([...opened('kept').batches.keys()]).toEqual([2, 3]);
});
