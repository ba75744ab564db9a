import type { DataType } from '../types/data-type.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { VectorData } from '../columnar/vector-data.ts';
import type { Words } from '../types/int128.ts';
import type { CodeContext, ExpressionCode, WordsCode } from '../codegen/code-context.ts';
import type { ListExpression } from '../codegen/list-code.ts';
import type { Expression } from './expression.ts';
import type { LambdaExpression, TypedExpression } from './typed.ts';

/** How a function computes: one of four forms. The first three never see a null argument (a null gives null). */
export type ScalarCode =
  /** JavaScript pasted into the row loop; the arguments are names or literals, safe to repeat. */
  | { readonly form: 'inline'; readonly inline: (args: readonly string[], g: CodeContext) => string }
  /** A call on scalars; it may return null. */
  | { readonly form: 'kernel'; readonly kernel: (...args: never[]) => Scalar }
  /**
   * A call on bytes: each STRING or BINARY argument arrives as (bytes, start, end), the others as scalars. It gives a
   * value; or a text, appended to the `TextScratch` that comes first; or a slice of one of its texts (the first, unless
   * `of` says which), as `from` and `to` of that scratch; or the words of an integer (BIGINT, DECIMAL, TIMESTAMP, INTERVAL DAY
   * TO SECOND), stored at the beginning of the array that comes first. Where it may give null, null stands for it as a value
   * and false else. Where it `takesWords`, such an integer arrives as (words, place) of one of 128 bits.
   */
  | {
      readonly form: 'bytes';
      readonly gives: 'value' | 'text' | 'slice' | 'words';
      readonly kernel: (...args: never[]) => Scalar;
      readonly mayBeNull?: boolean;
      readonly takesWords?: boolean;
      readonly of?: number;
    }
  /** Full control over nulls and order of evaluation (`and`, `coalesce`, `when`). */
  | {
      readonly form: 'generate';
      readonly generate: (args: readonly TypedExpression[], g: CodeContext) => ExpressionCode;
      /** Where the result is an ARRAY or MAP: its items one by one, for whoever does not need it whole. */
      readonly list?: (args: readonly TypedExpression[], g: CodeContext) => ListExpression;
    };

export type BytesCode = Extract<ScalarCode, { form: 'bytes' }>;
export type GenerateCode = Extract<ScalarCode, { form: 'generate' }>;

/** One slot of an aggregate's buffer. */
export interface BufferSlot {
  readonly type: DataType;
  readonly nullable: boolean;
  /** The value of a new group. */
  readonly initial: Scalar;
}

/** A column that Spark's buffer of an aggregate has, and the slot, or the two from it on, that it is made of. */
export interface BufferColumn {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly slot: number;
  /** Left out where the slot is the column. */
  readonly as?: 'negated' | 'run and total' | 'run and carries' | 'sum and lacks';
}

/**
 * With DISTINCT, any aggregate is wrapped (`distinctAggregate`): its first slot holds the arguments seen so far as an
 * ARRAY of STRUCTs, and the wrapped update runs for new ones only. An ARRAY in a slot belongs to its group: updates may
 * change it in place before they store it again.
 *
 * An aggregate keeps a row of buffer slots for each group. `update` is JavaScript statements pasted into the row loop:
 * `slots[i].get` reads slot i of the current group as a scalar (null when unset), `slots[i].set(js)` stores one. One
 * definition serves batch, streaming, windows and restart, because a buffer is plain typed values.
 */
export interface AggregateCode {
  readonly buffer: readonly BufferSlot[];
  update(slots: readonly SlotCode[], args: readonly ExpressionCode[], g: CodeContext): string;
  /**
   * Statements that put what other rows came to, rows that come after this group's own, into the group. They leave `from`
   * as it is, and the two share nothing that may change.
   */
  merge(into: readonly SlotCode[], from: readonly SlotCode[], g: CodeContext): string;
  /** Whether parts may be merged in any order and give the same, but for the last digits of doubles. */
  readonly anyOrder?: true;
  /** Whether a stream folds the rows of a batch by themselves first, as Spark does: the last digits show it. */
  readonly byBatch?: true;
  /** Statements that take a row out again, where an update can be undone to the last bit. */
  readonly remove?: AggregateCode['update'];
  /** The result from the buffer, as a scalar or null. */
  result(buffer: readonly Scalar[]): Scalar;
  /**
   * The result of a DECIMAL from the slots of one row, as a bigint that nobody makes: stores its words, false for NULL.
   * Where it is null, `result` says what it is, or fails.
   */
  readonly resultWords?: (out: Words, slots: readonly VectorData[], row: number) => boolean | null;
  /** What the result is where nothing has to be computed but a division: columns of results are made of it at once. */
  readonly gives?: ResultShape;
  /** Spark's buffer, for who reads the state; left out where it is one slot named like the function, or is not known. */
  readonly shows?: readonly BufferColumn[];
}

/**
 * A slot as it is, one slot of doubles divided by one that counts (NULL where that is 0), or the integers that a slot keeps
 * as words, as an ARRAY (empty where it keeps none).
 */
export type ResultShape =
  { readonly slot: number } | { readonly sum: number; readonly count: number } | { readonly integers: number };

export interface SlotCode {
  /** The value, null where there is none. */
  readonly get: string;
  /** Statements that store a value or null. */
  readonly set: (js: string) => string;
  /** The value where there is one. */
  readonly held: string;
  /** Statements that store a value that is not null. */
  readonly put: (js: string) => string;
  /** Of a DECIMAL of more than 18 digits: where its words lie; to be read and written where there is a value. */
  readonly words?: WordsCode;
  /** Where all rows of a block are of one group: takes statements that run after them. */
  readonly afterRows?: (statements: string) => void;
  /** What says, by 1 and 0, whether there is a value, where that is said apart. */
  readonly flag?: string;
}

/** Turns one row's arguments into output rows. */
export type GeneratorCode = {
  /** Fields of each output row; the name is used unless the user gives aliases. */
  readonly output: readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[];
  /** A row without results still gives one row of nulls (`explode_outer`). */
  readonly outer: boolean;
} & (
  | {
      /** The rows, each an array of scalars. */
      readonly rows: (...args: never[]) => Iterable<readonly Scalar[]>;
      readonly each?: undefined;
    }
  | {
      readonly rows?: undefined;
      /** One for each item of the only argument, an ARRAY or MAP, or its fields; the place comes first if asked for. */
      readonly each: { readonly item: 'element' | 'entry'; readonly position: boolean };
    }
);

/** What a function needs to know of the session when it is bound. */
export interface BindContext {
  readonly timeZone: string;
  /** The name by which the function was called. */
  readonly functionName: string;
  /** The expression cast to another type by an implicit cast (ANSI). */
  cast(e: TypedExpression, type: DataType): TypedExpression;
  /** The call as SQL text, for error messages. */
  sql(args: readonly TypedExpression[]): string;
}

/** Binds parts of a call that are not plain arguments: names, lambdas. */
export interface Binder {
  readonly context: BindContext;
  bind(e: Expression): TypedExpression;
  /** The name that an argument gives to what is made of it (`struct(a, b AS c)`). */
  nameOf(e: Expression): string | undefined;
  /** A lambda whose parameters have these types. */
  lambda(e: Expression, parameters: readonly LambdaParameter[]): LambdaExpression;
  /** Arguments with each star replaced by the columns it stands for. */
  expand(args: readonly Expression[]): readonly Expression[];
}

export interface LambdaParameter {
  readonly type: DataType;
  readonly nullable: boolean;
}

export interface BoundScalar {
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  readonly nullable: boolean;
  readonly code: ScalarCode;
  /** Kept on the call for the planner. */
  readonly data?: unknown;
  /** The text a column is named after, where the arguments alone do not give it. */
  readonly pretty?: string;
}

export interface BoundAggregate {
  readonly args: readonly TypedExpression[];
  readonly type: DataType;
  readonly nullable: boolean;
  readonly code: AggregateCode;
  readonly pretty?: string;
}

export interface BoundGenerator {
  readonly args: readonly TypedExpression[];
  readonly code: GeneratorCode;
}

export interface FunctionExample {
  /** An SQL expression. */
  readonly sql: string;
  /** Of an aggregate: the columns that it is computed of, each with the list of its values as SQL. */
  readonly over?: Readonly<Record<string, string>>;
  /** What `show()` prints for it. */
  readonly result: string;
}

interface FunctionBase {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: FunctionGroup;
  /** One sentence, with the argument names of `arguments`. */
  readonly description: string;
  /** Parameter names as documentation and completion show them: `['str', 'pos', 'len?']`. */
  readonly parameters: readonly string[];
  readonly examples: readonly FunctionExample[];
  /** False when two calls with equal arguments may differ. */
  readonly deterministic?: boolean;
  /** The text a column is named after, where it is not `name(args)`. */
  readonly pretty?: (args: readonly string[], name: string) => string;
}

export type FunctionGroup =
  | 'operator'
  | 'conditional'
  | 'math'
  | 'string'
  | 'date and time'
  | 'array'
  | 'map'
  | 'struct'
  | 'json and csv'
  | 'hash'
  | 'aggregate'
  | 'generator'
  | 'window'
  | 'misc';

export interface ScalarFunction extends FunctionBase {
  readonly kind: 'scalar';
  /** Checks and coerces the arguments, gives the result type and the code. Throws `AnalysisError`. */
  bind(args: readonly TypedExpression[], context: BindContext): BoundScalar;
  /** Instead of `bind`, for functions that see more than their arguments' values (names, lambdas). */
  readonly bindCall?: (args: readonly Expression[], binder: Binder) => BoundScalar;
}

export interface AggregateFunction extends FunctionBase {
  readonly kind: 'aggregate';
  bind(args: readonly TypedExpression[], context: BindContext): BoundAggregate;
  /** For a call with `WITHIN GROUP (ORDER BY ...)`. */
  readonly bindOrdered?: (
    args: readonly TypedExpression[],
    orders: readonly OrderedArgument[],
    context: BindContext,
  ) => BoundAggregate;
}

export interface OrderedArgument {
  readonly expression: TypedExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface GeneratorFunction extends FunctionBase {
  readonly kind: 'generator';
  bind(args: readonly TypedExpression[], context: BindContext): BoundGenerator;
}

export type FunctionDefinition = ScalarFunction | AggregateFunction | GeneratorFunction;

/** Declares a function of one row. */
export const defineFunction = (f: Omit<ScalarFunction, 'kind'>): ScalarFunction => ({ kind: 'scalar', ...f });

/** Declares an aggregate. */
export const defineAggregate = (f: Omit<AggregateFunction, 'kind'>): AggregateFunction => ({ kind: 'aggregate', ...f });

/** Declares a function that makes several rows out of one. */
export const defineGenerator = (f: Omit<GeneratorFunction, 'kind'>): GeneratorFunction => ({ kind: 'generator', ...f });
