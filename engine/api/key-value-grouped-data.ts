import type { Expression } from '../expressions/expression.ts';
import type { StateFunctionRelation } from '../plan/relation.ts';
import type { StructType } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { RuntimeError, isMillraceError } from '../types/errors.ts';
import { groupAnswer, INITIAL_STATE } from '../types/group-answer.ts';
import { argumentsOf, type CallArguments } from './arguments/call-arguments.ts';
import { memberOf } from './arguments/member-of.ts';
import type { DataFrame } from './data-frame.ts';
import { groupState, type GroupFacts, type GroupKey, type GroupOutcome, type GroupState } from './group-state.ts';
import { placeIn } from './origin.ts';
import type { Row } from './rows.ts';
import { ProcessorRun } from './processor-run.ts';
import type { StatefulProcessor } from './stateful-processor.ts';
import type { RowTransformations } from './transformations/row-transformations.ts';
import { rememberUserFunction } from './udf.ts';

/** What the functions of `mapGroupsWithState` and `flatMapGroupsWithState` are declared by. */
export interface StateFunctionOptions {
  /** What comes out, as DDL text: `"user STRING, visits INT"`. */
  readonly output: StructType | string;
  /** What a state is made of, as DDL text. */
  readonly state: StructType | string;
  /** Which time a timeout goes by; none without it. */
  readonly timeout?: 'none' | 'processingTime' | 'eventTime';
  /**
   * Rows that states begin from, one a key: `states.groupByKey("user")`. The first batch calls the function for each of
   * their keys, too, with no rows where none came.
   */
  readonly initialState?: KeyValueGroupedData;
}

/** What a processor is declared by. */
export interface StatefulProcessorOptions {
  /** What comes out, as DDL text. */
  readonly output: StructType | string;
  /** `append` without it. */
  readonly outputMode?: 'append' | 'update';
  /** By which time timers are due; none without it. */
  readonly timeMode?: 'none' | 'processingTime' | 'eventTime';
  /** Rows that `handleInitialState` gets in the first batch: `states.groupByKey("user")`. */
  readonly initialState?: KeyValueGroupedData;
}

type StateFunction = (key: GroupKey, rows: Row[], state: GroupState) => unknown;

/** Rows in groups, for functions of the user's that keep a state. */
export class KeyValueGroupedData {
  private readonly df: RowTransformations;
  private readonly keys: readonly Expression[];

  constructor(df: RowTransformations, keys: readonly Expression[]) {
    this.df = df;
    this.keys = keys;
  }

  /**
   * Calls a function with the new rows of each group and its state; it gives one row. For update mode.
   *
   * It runs on the thread of your program or notebook, and may be asynchronous. In a batch it is called once for each group,
   * without a state.
   *
   * @param f gets the key, the rows and the state, and gives a row of `output`
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3102 for an output mode that it cannot have, at `start()`
   * @throws StreamingQueryError FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR when it throws
   * @example
   * const counted = clicks.toDF().groupByKey("user").mapGroupsWithState((user, rows, state) => {
   *   const seen = (state.getOption()?.seen ?? 0) + rows.length;
   *   state.update({ seen });
   *   return { user, seen };
   * }, { output: "user STRING, seen INT", state: "seen INT" });
   * const running = await counted.writeStream.format("memory").queryName("seen").outputMode("update").start();
   * for (const n of [1, 2]) {
   *   await clicks.addData(["ana", n]);
   *   await running.processAllAvailable();
   * }
   * session.table("seen")
   * // [{ user: "ana", seen: 1 }, { user: "ana", seen: 2 }]
   */
  mapGroupsWithState(
    f: (key: GroupKey, rows: Row[], state: GroupState) => Row | Promise<Row>,
    options: StateFunctionOptions,
  ): DataFrame {
    return this.withState('mapGroupsWithState', f, options, 'update', (row) => [row]);
  }

  /**
   * Calls a function with the new rows of each group and its state; it gives any number of rows.
   *
   * @param f gets the key, the rows and the state, and gives rows of `output`
   * @param options also `outputMode`, that of the query: `append` (as it stands alone) or `update`
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3102 for another output mode, at `start()`
   * @throws StreamingQueryError FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR when it throws
   * @example
   * orders.groupByKey("country").flatMapGroupsWithState(
   *   (country, rows, state) => rows.map((row, i) => ({ country, place: i + 1, id: row.id })),
   *   { output: "country STRING, place INT, id BIGINT", state: "n INT" },
   * )
   * // [{ country: "PT", place: 1, id: 1 }, { country: "PT", place: 2, id: 3 }, { country: "BR", place: 1, id: 2 }]
   */
  flatMapGroupsWithState(
    f: (key: GroupKey, rows: Row[], state: GroupState) => Iterable<Row> | Promise<Iterable<Row>>,
    options: StateFunctionOptions & { readonly outputMode?: 'append' | 'update' },
  ): DataFrame {
    GIVEN.entries('options', options, OPTIONS);
    const mode = GIVEN.oneOf('options.outputMode', options.outputMode ?? 'append', MODES);
    return this.withState('flatMapGroupsWithState', f, options, mode, (rows) => [...(rows as Iterable<Row>)]);
  }

  /**
   * Calls the methods of a processor with the new rows of each group and for its timers; state variables and timers are kept.
   *
   * @param processor declares its state variables in `init`, and gives rows of `output`
   * @param options `timeMode` says by which time timers are due; `outputMode` is that of the query
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3102 for another output mode, at `start()`
   * @throws StreamingQueryError TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR when it throws
   * @example
   * class Longest {
   *   best;
   *   init(handle) {
   *     this.best = handle.getValueState("best", "n INT");
   *   }
   *   handleInputRows(user, rows) {
   *     const n = Math.max(this.best.get()?.n ?? 0, ...rows.map((row) => row.n));
   *     this.best.update({ n });
   *     return [{ user, n }];
   *   }
   * }
   * const longest = clicks.toDF().groupByKey("user").transformWithState(new Longest(), { output: "user STRING, n INT", outputMode: "update" });
   * const running = await longest.writeStream.format("memory").queryName("longest").outputMode("update").start();
   * for (const n of [3, 2]) {
   *   await clicks.addData(["ana", n]);
   *   await running.processAllAvailable();
   * }
   * session.table("longest")
   * // [{ user: "ana", n: 3 }, { user: "ana", n: 3 }]
   */
  transformWithState(processor: StatefulProcessor, options: StatefulProcessorOptions): DataFrame {
    const given = argumentsOf('transformWithState', PROCESSOR_EXAMPLE);
    for (const method of ['init', 'handleInputRows'] as const)
      given.func(`processor.${method}`, memberOf(processor, method));
    given.entries('options', options, OPTIONS);
    const output = schemaOf(given, 'output', options.output);
    const mode = given.oneOf('options.outputMode', options.outputMode ?? 'append', MODES);
    const timeout = given.oneOf('options.timeMode', options.timeMode ?? 'none', TIMES);
    const initial = initialOf(given, options.initialState);
    if (initial !== null) given.func('processor.handleInitialState', memberOf(processor, 'handleInitialState'));
    const run = new ProcessorRun(processor, timeout);
    return this.derived('transformWithState', output, run.schema, mode, timeout, initial, (key, rows, facts) =>
      run.call(key, rows, facts),
    );
  }

  private withState(
    call: StateFunctionRelation['call'],
    f: StateFunction,
    options: StateFunctionOptions,
    mode: StateFunctionRelation['mode'],
    rowsOf: (made: unknown) => unknown[],
  ): DataFrame {
    const given = argumentsOf(call, EXAMPLE);
    given.func('f', f);
    given.entries('options', options, OPTIONS);
    const output = schemaOf(given, 'output', options.output);
    const state = schemaOf(given, 'state', options.state);
    const timeout = given.oneOf('options.timeout', options.timeout ?? 'none', TIMES);
    const initial = initialOf(given, options.initialState);
    return this.derived(call, output, state, mode, timeout, initial, async (key, rows, facts) => {
      const { state: ofGroup, outcome } = groupState(begunFrom(facts, state), timeout);
      const made = await f(key, rows, ofGroup);
      const left = outcome();
      return { rows: rowsOf(made), ...left, changed: left.changed || facts.initial.length > 0 };
    });
  }

  private derived(
    call: StateFunctionRelation['call'],
    output: StructType,
    state: StructType,
    mode: StateFunctionRelation['mode'],
    timeout: StateFunctionRelation['timeout'],
    initial: KeyValueGroupedData | null,
    run: (key: GroupKey, rows: Row[], facts: GroupFacts) => Promise<{ readonly rows: unknown[] } & GroupOutcome>,
  ): DataFrame {
    const functionId = rememberUserFunction({
      name: call,
      type: groupAnswer(output, state),
      waits: true,
      call: (
        key: Row,
        given: Row[],
        held: Row | null,
        timedOut: boolean,
        watermarkMs: number | null,
        nowMs: number,
      ) => {
        const values = Object.values(key);
        const { rows, initial: own } = initial === null ? { rows: given, initial: [] } : parted(given);
        const facts = { state: held, timedOut, watermarkMs, nowMs, initial: own };
        return run(values.length === 1 ? values[0] : values, rows, facts).then(withRows);
      },
      failed: (error, [key], site) => stateFunctionFailed(call, (key as Row | undefined) ?? {}, error, site),
    });
    return this.df.derive({
      kind: 'state_function',
      input: this.df.relation,
      keys: this.keys,
      call,
      functionId,
      output,
      state,
      mode,
      timeout,
      initial: initial === null ? null : { input: initial.df.relation, keys: initial.keys },
    });
  }
}

/** The rows of a group, and those of the initial state among them. */
function parted(given: readonly Row[]): { readonly rows: Row[]; readonly initial: Row[] } {
  const rows: Row[] = [];
  const initial: Row[] = [];
  for (const { [INITIAL_STATE]: own, ...row } of given) {
    if (own === null) rows.push(row);
    else initial.push(own as Row);
  }
  return { rows, initial };
}

/** @throws RuntimeError java.lang.IllegalArgumentException where a key has several states to begin from */
function begunFrom(facts: GroupFacts, { fields }: StructType): GroupFacts {
  const [first, second] = facts.initial;
  if (first === undefined) return facts;
  if (second !== undefined) throw severalInitialStates();
  return { ...facts, state: Object.fromEntries(fields.map(({ name }) => [name, first[name] ?? null])) };
}

/** @throws ArgumentError where it is given and is no grouped DataFrame */
function initialOf(given: CallArguments, initial: unknown): KeyValueGroupedData | null {
  if (initial === undefined) return null;
  if (initial instanceof KeyValueGroupedData) return initial;
  return given.wrong('options.initialState', 'a grouped DataFrame, such as states.groupByKey("user")', initial);
}

const severalInitialStates = (): RuntimeError =>
  new RuntimeError({
    condition: 'java.lang.IllegalArgumentException',
    message:
      'The initial state provided contained multiple rows(state) with the same key. Make sure to de-duplicate the initial state before passing it.',
    hint: 'Call dropDuplicates on the keys before groupByKey(...).',
  });

/** @throws RuntimeError for a row that is none: the function forgot to return it */
function withRows<T extends { readonly rows: readonly unknown[] }>(answer: T): T {
  const wrong = answer.rows.findIndex((row) => typeof row !== 'object' || row === null);
  if (wrong < 0) return answer;
  throw new RuntimeError({
    condition: 'MILLRACE_VALUE_DOES_NOT_FIT_TYPE',
    message: `It gave ${String(answer.rows[wrong])} where a row is due.`,
    hint: 'Return objects with the fields of output.',
  });
}

const OPTIONS = 'an object of options';
const MODES = ['append', 'update'] as const;
const TIMES = ['none', 'processingTime', 'eventTime'] as const;

function schemaOf(given: CallArguments, name: string, value: StructType | string): StructType {
  const schema = given.schema(`options.${name}`, value);
  return typeof schema === 'string' ? parseSchema(schema) : schema;
}

const EXAMPLE =
  'df.groupByKey("user").mapGroupsWithState((user, rows, state) => ({ user }), { output: "user STRING", state: "n INT" })';
const PROCESSOR_EXAMPLE =
  'df.groupByKey("user").transformWithState(new Visits(), { output: "user STRING, visits INT", outputMode: "update" })';
const GIVEN = argumentsOf('flatMapGroupsWithState', EXAMPLE);

function stateFunctionFailed(call: string, key: Row, error: unknown, site: ReturnType<typeof placeIn>): RuntimeError {
  const reason = isMillraceError(error)
    ? `[${error.condition}] ${error.summary}`
    : error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error);
  return new RuntimeError({
    condition: `${call === 'transformWithState' ? 'TRANSFORM_WITH_STATE' : 'FLATMAPGROUPSWITHSTATE'}_USER_FUNCTION_ERROR`,
    sqlState: '39000',
    message: `The function of ${call} failed for the key ${Object.values(key)
      .map((part) => JSON.stringify(part))
      .join(', ')}: ${reason}`,
    hint: 'Its state is as it was before the batch, which comes again when the query is started again.',
    ...((error instanceof Error ? placeIn(error.stack) : undefined) ?? site),
    cause: error,
  });
}
