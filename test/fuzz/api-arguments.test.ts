import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { RpcEndpoint, type Port } from '../../engine/backend/rpc.ts';
import { seededRandom } from '../../engine/runtime/random.ts';
import * as dstreams from '../../dstreams.ts';
import * as millrace from '../../index.ts';
import { col, count, MillraceSession, Observation, StreamingQuery, type DataFrame } from '../../index.ts';
import { publicMembers } from '../docs/written-examples.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { inlineSession } from '../stream/inline-session.ts';

const SEED = 1;

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const trap = (): never => {
  throw new Error('trap');
};
const circle: Record<string, unknown> = {};
circle['self'] = circle;

/** What a user may hand over by mistake, or because a variable holds something else than they think. */
const JUNK: readonly (readonly [what: string, value: unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['{}', {}],
  ['[]', []],
  ['[undefined]', [undefined]],
  ['[[1]]', [[1]]],
  ['a symbol', Symbol('x')],
  ['1n', 1n],
  ['2n ** 70n', 2n ** 70n],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-1', -1],
  ['1.5', 1.5],
  ['true', true],
  ["''", ''],
  ['() => 1', () => 1],
  ['a class', class A {}],
  ['a Map', new Map()],
  ['a Set of a symbol', new Set([Symbol('y')])],
  ['an invalid Date', new Date(NaN)],
  ['a promise', Promise.resolve(1)],
  ['a regular expression', /x/],
  ['a revoked proxy', revoked()],
  ['a circle', circle],
  [
    'a proxy that throws',
    new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap, getOwnPropertyDescriptor: trap }),
  ],
  ['a bad iterable', { [Symbol.iterator]: () => 1 }],
  ['array-like', { length: 2 }],
  ['a mock', new Proxy(() => 1, { get: () => 1, has: () => true })],
  ['a Column-like', { expression: { kind: 'nonsense' } }],
  ['no prototype', Object.create(null)],
  ['{ n: a symbol }', { n: Symbol('z') }],
  ['a text that cannot be had', { toString: null, valueOf: null, toJSON: null }],
];

/** The value alone, in front, behind, and everywhere. */
const SHAPES: readonly ((value: unknown) => unknown[])[] = [
  (value) => [value],
  (value) => ['n', value],
  (value) => [value, 'n'],
  (value) => [value, value, value],
];

/** What an error of JavaScript says, and what says nothing. */
const RAW =
  /undefined is not|Cannot (read|convert|destructure|mix|perform|access)|is not a (function|constructor)|not iterable|\[object |could not be cloned|Invalid (array length|time value)|Maximum call stack|of undefined\b|cannot be invoked/;
const CLASS_NAME = /Error$|^INTERNAL_ERROR$/;

/** What is wrong with an error that came of an argument; null when it says it as an error of ours. */
function fault(error: unknown): string | null {
  if (!millrace.isMillraceError(error)) return `no error of ours: ${error instanceof Error ? error.stack : 'a value'}`;
  if (CLASS_NAME.test(error.condition) || RAW.test(error.message)) return error.message;
  return null;
}

/** Waits for no stream: those run until somebody stops them. */
const WAITS: ReadonlySet<string> = new Set([
  'MillraceSession.stop',
  'SessionBuilder.create',
  'SessionBuilder.getOrCreate',
  // true among the arguments would end the session
  'StreamingContext.stop',
  'StreamingContext.awaitTermination',
]);

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** An object for each class of the API, made anew for each call. */
async function objects(session: MillraceSession): Promise<Readonly<Record<string, () => unknown>>> {
  const df = session.createDataFrame([{ n: 1, k: 'a' }], 'n INT, k STRING');
  const stream = session.memoryStream('numbers', 'n INT');
  const query = await stream.toDF().writeStream.format('noop').queryName('stopped').start();
  await query.stop();
  return {
    Column: () => col('n'),
    ColumnOperators: () => col('n'),
    ColumnTransformations: () => df,
    DataFrame: () => df,
    DataFrameNaFunctions: () => df.na,
    DataFrameReader: () => session.read,
    DataStreamReader: () => session.readStream,
    DataFrameWriter: () => session.range(3).write.format('noop'),
    DataStreamWriter: () => stream.toDF().writeStream.format('noop'),
    GroupedData: () => df.groupBy('k'),
    KeyValueGroupedData: () => df.groupByKey('k'),
    MemoryStream: () => stream,
    MillraceSession: () => session,
    Observation: () => new Observation(),
    RowTransformations: () => df,
    RuntimeConfig: () => session.conf,
    SessionBuilder: () => MillraceSession.builder,
    StreamingQuery: () => query,
    StreamingQueryManager: () => session.streams,
    ...streamingObjects(session),
    functions: () => FUNCTIONS,
    display: () => millrace.display,
    Decimal: () => millrace.Decimal,
    LocalDate: () => millrace.LocalDate,
    LocalDateTime: () => millrace.LocalDateTime,
  };
}

/** What `millrace/dstreams` offers; its classes are cut into several. */
function streamingObjects(session: MillraceSession): Readonly<Record<string, () => unknown>> {
  const { ManualClock, Receiver, Seconds, State, StreamingContext, Time } = dstreams;
  class Silent extends Receiver<unknown> {
    protected override onStart(): void {}
    protected override onStop(): void {}
  }
  const context = () => new StreamingContext(session, Seconds(1), { clock: new ManualClock() });
  const stream = () => context().queueStream([[['a', 1]]]);
  const rdd = () => context().sparkContext.parallelize([['a', 1]]);
  return {
    DStream: stream,
    DStreamByKey: stream,
    DStreamWindows: stream,
    Duration: () => Seconds(1),
    RDD: rdd,
    RddActions: rdd,
    RddByKey: rdd,
    Receiver: () => new Silent(),
    SparkContext: () => context().sparkContext,
    State: () => new State(1, true, false),
    StateSpec: () => dstreams.StateSpec.function(() => undefined),
    StreamingContext: context,
    StreamingInputs: context,
    Time: () => new Time(1000),
    dstreams: () => dstreams,
  };
}

const FUNCTIONS = Object.fromEntries(
  Object.entries(millrace).filter(([, value]) => typeof value === 'function' && !/^class\b/.test(String(value))),
) as Methods;

/** Every method of every class and every function of the package, as found there. */
const CALLS: readonly (readonly [owner: string, name: string])[] = [
  ...publicMembers()
    .filter((member) => member.includes('.') && !WAITS.has(member))
    .map((member) => member.split('.') as [string, string]),
  ...publicMembers()
    .filter((member) => member.startsWith('DataFrameReader.'))
    .map((member) => ['DataStreamReader', member.split('.')[1]!] as const),
  ...Object.keys(FUNCTIONS).map((name) => ['functions', name] as const),
  ...Object.keys(millrace.display).map((name) => ['display', name] as const),
  ...publicMembers('dstreams')
    .filter((member) => member.includes('.') && !WAITS.has(member))
    .map((member) => member.split('.') as [string, string]),
  ...['Milliseconds', 'Seconds', 'Minutes'].map((name) => ['dstreams', name] as const),
  ['Decimal', 'parse'],
  ['LocalDate', 'of'],
  ['LocalDateTime', 'parse'],
];

/** Does with a result what a user does next. */
async function used(result: unknown, df: DataFrame): Promise<void> {
  const value = await result;
  if (value instanceof StreamingQuery) await value.stop();
  else if (value instanceof millrace.DataFrame) {
    if (!(await value.isStreaming())) await value.collect();
  } else if (value instanceof millrace.GroupedData) await value.agg(count('*')).collect();
  else if (millrace.isColumn(value)) await df.select(value).collect();
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-arguments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let session: MillraceSession;
let owners: Readonly<Record<string, () => unknown>>;
beforeAll(async () => {
  // names of the arguments become folders, of a folder that goes
  ({ session } = await inlineSession(nodeFileSystem(folder)));
  owners = await objects(session);
  for (const method of ['log', 'warn'] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await session.stop();
});

async function faultsOf(
  owner: string,
  name: string,
  cases: readonly (readonly [string, unknown[]])[],
  of: Readonly<Record<string, () => unknown>>,
): Promise<string[]> {
  const df = of['DataFrame']!() as DataFrame;
  const faults: string[] = [];
  for (const [what, args] of cases) {
    try {
      const target = of[owner]!() as Methods;
      if (typeof target[name] === 'function') await used(target[name](...args), df);
    } catch (error) {
      const wrong = fault(error);
      if (wrong !== null) faults.push(`${owner}.${name}(${what}): ${wrong}`);
    }
  }
  return faults;
}

test('every class of the API is tried', () => {
  expect([...new Set(CALLS.map(([owner]) => owner))].filter((owner) => !(owner in owners))).toEqual([]);
  expect(CALLS.length).toBeGreaterThan(300);
});

describe('no argument makes a raw error of', () => {
  const random = seededRandom(SEED);
  test.each(CALLS)('%s.%s', async (owner, name) => {
    const cases = JUNK.flatMap(([what, value]) => {
      // functions for columns are many and alike
      const shapes = owner === 'functions' ? [Math.floor(random() * SHAPES.length)] : SHAPES.keys();
      return [...shapes].map((shape) => [`${what} in place ${shape}`, SHAPES[shape]!(value)] as const);
    });
    expect(await faultsOf(owner, name, cases, owners)).toEqual([]);
  });
});

test('nor do those that cannot be sent to the engine in its thread', async () => {
  const worker = await MillraceSession.builder.create();
  const of = await objects(worker);
  const unsendable = JUNK.filter(([, value]) => {
    try {
      structuredClone(value);
      return false;
    } catch {
      return true;
    }
  });
  const cases = unsendable.flatMap(([what, value]) =>
    SHAPES.map((shape, i) => [`${what} in place ${i}`, shape(value)] as const),
  );
  const faults: string[] = [];
  // A writer would write where the tests run.
  const elsewhere = ['functions', 'display', 'DataFrameWriter'];
  for (const [owner, name] of CALLS.filter(([o]) => !elsewhere.includes(o))) {
    faults.push(...(await faultsOf(owner, name, cases, of)));
  }
  expect(unsendable.length).toBeGreaterThan(5);
  expect(faults).toEqual([]);
  await worker.stop();
}, 60_000);

test.each(JUNK.filter(([what]) => /symbol|=>|class|proxy/.test(what)))(
  'a call of the engine with %s that nobody looked at is refused by its name',
  async (_, value) => {
    const { port1, port2 } = new MessageChannel();
    const endpoint = new RpcEndpoint(port1 as unknown as Port, {});
    await expect(endpoint.call('setConf', value)).rejects.toThrow(/\[CANNOT_SEND_TO_ENGINE\] An argument of setConf/);
    expect(endpoint.pending).toBe(0);
    port1.close();
    port2.close();
  },
);
