import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimitOperator } from '../../../../engine/operators/limit/limit.ts';
import type { StatefulOperator } from '../../../../engine/operators/stateful-operator.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import type { LoggedState } from '../../../../engine/state/logged-state.ts';
import { StateMultiMap } from '../../../../engine/state/state-multi-map.ts';
import { StateStore } from '../../../../engine/state/state-store.ts';
import { QueryIdentity } from '../../../../engine/streaming/checkpoint/query-identity.ts';
import { INTEGER, LONG, STRING } from '../../../../engine/types/data-type.ts';

const fileSystem = nodeFileSystem();
let root: string;
let folders = 0;
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'millrace-identity-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** An operator that keeps these tables, and does nothing with them. */
const keeping = (...stores: readonly LoggedState[]): StatefulOperator => {
  const nothing = new LimitOperator(0, 0, true);
  return {
    name: nothing.name,
    stores,
    views: [],
    beginBatch: () => nothing.beginBatch(),
    add: (batch) => nothing.add(batch),
    finishBatch: () => nothing.finishBatch(),
    wantsBatch: () => nothing.wantsBatch(),
    outputWatermark: (micros) => nothing.outputWatermark(micros),
    metrics: () => nothing.metrics(),
    trace: () => nothing.trace(),
  };
};

const k = { name: 'k', type: INTEGER, nullable: true };
const v = { name: 'v', type: STRING, nullable: true };
const rows = (name: string, key = k, value: typeof v & { owned?: true } = v): StateMultiMap =>
  new StateMultiMap({ name, keys: [key], values: [value] });
const map = (name: string): StateStore => new StateStore({ name, keys: [k], values: [v], bucket: [] });

/** Runs a query with one operator on a folder, and then one with another. */
function restartedWith(first: StatefulOperator, second: StatefulOperator): () => void {
  const directory = join(root, `${folders++}`);
  fileSystem.makeDirectory(join(directory, 'millrace'));
  new QueryIdentity(fileSystem, directory, { hasRun: false, hasChangelog: false }, 'id').check(
    [first],
    [first],
    false,
  )();
  const again = new QueryIdentity(fileSystem, directory, { hasRun: true, hasChangelog: true }, 'other');
  return () => again.check([second], [second], true)();
}

test('an operator goes on with the tables that it had', () => {
  const tables = (): StatefulOperator => keeping(rows('left'), map('seen'), rows('right'));
  expect(restartedWith(tables(), tables())).not.toThrow();
});

test.each<readonly [string, StatefulOperator, RegExp]>([
  ['under another name', keeping(rows('left'), rows('top')), /key schema .* \[left\[\]\.k: int, right\[\]\.k: int\], provided: \[left\[\]\.k: int, top\[\]\.k: int\]/], // prettier-ignore
  ['the other way round', keeping(rows('right'), rows('left')), /key schema/],
  ['of another kind', keeping(rows('left'), map('right')), /key schema .*provided: \[left\[\]\.k: int, right\.k: int\]/],
  ['one less', keeping(rows('left')), /key schema/],
  ['with another key', keeping(rows('left'), rows('right', { ...k, type: LONG })), /key schema .*right\[\]\.k: bigint/],
  ['with values held otherwise', keeping(rows('left'), rows('right', k, { ...v, owned: true })), /value schema .*right\[\]\.string in bytes/],
])('tables are refused %s, with what was there and what came', (_, other, message) => {
  expect(restartedWith(keeping(rows('left'), rows('right')), other)).toThrow(message);
}); // prettier-ignore

test('a table without a name is noted as it always was: checkpoints of before are gone on with', () => {
  const directory = join(root, `${folders++}`);
  fileSystem.makeDirectory(join(directory, 'millrace'));
  const unnamed = keeping(new StateStore({ keys: [k], values: [v], bucket: ['window.start'] }));
  new QueryIdentity(fileSystem, directory, { hasRun: false, hasChangelog: false }, 'id').check(
    [unnamed],
    [unnamed],
    false,
  )();
  const { operators } = JSON.parse(readFileSync(join(directory, 'millrace', 'query.json'), 'utf8')) as {
    operators: unknown;
  };
  expect(operators).toMatchObject([{ name: 'globalLimit', keys: ['window.start', 'k: int'], values: ['string'] }]);
});
