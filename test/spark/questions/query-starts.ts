import type { Operation } from '../../golden/judge/streaming/streaming-case.ts';
import { chosen } from './choice.ts';
import type { Shape } from './shape.ts';

/** Where a query begins: its first calls, and which sources it reads. */
export interface QueryStart {
  readonly operations: readonly Operation[];
  readonly shape: Shape;
  /** Of `a`, `b` (other names, the same key), `c` (the names of `a`) and `s` (a table with the names of `b`). */
  readonly reads: readonly ('a' | 'b' | 'c' | 's')[];
}

const from = (source: string): Operation => ({ op: 'from', source });
const LEFT = ['ts', 'k', 'v', 'w'];
const RIGHT = ['rt', 'rk', 'rv', 'rw'];
const shapeOf = (columns: readonly string[], isOrdered = false): Shape => ({
  time: 'ts',
  columns,
  keys: columns.filter((name) => name === 'k' || name === 'rk'),
  numbers: columns.filter((name) => name === 'v' || name === 'w' || name === 'rv'),
  window: null,
  isOrdered,
});

const HOWS = ['inner', 'left', 'right', 'full', 'leftsemi', 'leftanti'];
const SPANS = [
  'ts BETWEEN rt - INTERVAL 4 SECONDS AND rt + INTERVAL 4 SECONDS',
  'rt >= ts AND rt <= ts + INTERVAL 10 SECONDS',
  'rt > ts - INTERVAL 5 SECONDS AND rt < ts',
  'ts >= rt',
  'v < rv',
  'ts - INTERVAL 2 SECONDS < rt AND rt < ts + INTERVAL 2 SECONDS AND v > 0',
];

const joined = (right: 'b' | 's', how: string, on: string): QueryStart => ({
  operations: [from('a'), { op: 'join', right: [from(right)], on, how }],
  shape: shapeOf(/semi|anti/.test(how) ? LEFT : [...LEFT, ...RIGHT]),
  reads: ['a', right],
});

const one: QueryStart = { operations: [from('a')], shape: shapeOf(LEFT, true), reads: ['a'] };

const union: QueryStart = {
  operations: [from('a'), { op: 'union', right: [from('c')] }],
  shape: shapeOf(LEFT),
  reads: ['a', 'c'],
};

const windowJoin = (how: string): QueryStart => {
  const part = (source: string, time: string, key: string, number: string): Operation[] => [
    from(source),
    { op: 'selectExpr', exprs: [`${key} AS k`, `window(${time}, '10 seconds') AS win`, number] },
  ];
  const columns = /semi|anti/.test(how) ? ['k', 'win', 'v'] : ['k', 'win', 'v', 'rv'];
  return {
    operations: [
      ...part('a', 'ts', 'k', 'v'),
      { op: 'join', right: part('b', 'rt', 'rk', 'rv'), on: ['k', 'win'], how },
    ],
    shape: {
      // the window of a full join is one of either side, and none by its metadata
      time: how === 'full' ? null : 'window_time(win)',
      columns,
      keys: ['k'],
      numbers: columns.slice(2),
      window: how === 'full' ? null : 'win',
      isOrdered: false,
    },
    reads: ['a', 'b'],
  };
};

/** A table on the left of the stream. */
const fromTable = (how: string): QueryStart => ({
  operations: [from('s'), { op: 'join', right: [from('a')], on: 'k = rk', how }],
  shape: shapeOf(/semi|anti/.test(how) ? RIGHT : [...RIGHT, ...LEFT]),
  reads: ['a', 's'],
});

/** How a stream query begins. */
export function streamStart(kind: number, first: number, second: number): QueryStart {
  const how = chosen(HOWS, second);
  const span = chosen(SPANS, first);
  const semi = /semi|anti/.test(how);
  const starts: readonly (() => QueryStart)[] = [
    () => one,
    () => one,
    () => one,
    () => union,
    () => joined('b', how, `k = rk AND ${span}`),
    () => joined('b', how, `k = rk AND ${span}`),
    () => joined('b', how, `k <=> rk AND ${span}`),
    () => joined('b', how, 'k = rk'),
    () => windowJoin(how),
    () => joined('s', how, 'k = rk'),
    () => joined('s', how, 'k = rk AND v > rv'),
    () => (semi ? joined('s', how, 'k = rk') : fromTable(how)),
  ];
  return chosen(starts, kind)();
}

/** How a query over tables begins. */
export function tableStart(kind: number, first: number, second: number): QueryStart {
  const how = chosen(HOWS, second);
  const span = chosen(SPANS, first);
  const set = (op: string): QueryStart => ({
    operations: [from('a'), { op, right: [from('c')] }],
    shape: shapeOf(LEFT),
    reads: ['a', 'c'],
  });
  const starts: readonly (() => QueryStart)[] = [
    () => one,
    () => one,
    () => union,
    () => set('intersect'),
    () => set('subtract'),
    () => set('exceptAll'),
    () => joined('b', how, `k = rk AND ${span}`),
    () => joined('b', how, `k = rk`),
    () => joined('b', how, `k <=> rk AND v > rv`),
    () => joined('b', how, span),
    () => windowJoin(how),
  ];
  return chosen(starts, kind)();
}
