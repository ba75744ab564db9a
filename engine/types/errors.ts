import { INSPECT } from './inspected.ts';
import { starred, starredValues } from './secrets.ts';
import { systemReason } from './system-reason.ts';

/**
 * Every error of the engine: Spark's condition and SQLSTATE, what happened, and the cure. The class says in which phase
 * Spark raises it; two copies of the package recognise each other's errors by the brand, never by `instanceof`.
 */

export interface ErrorDetail {
  /** Spark's error condition, e.g. `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly condition: string;
  readonly sqlState?: string;
  /** What happened, one sentence, without condition and SQLSTATE. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** The user's code that built the failing part: `cell [7], line 4`. */
  readonly where?: string;
  readonly code?: string;
  /** The data that it is about: `row {"id":7,"amount":"12,50"}`. */
  readonly input?: string;
  readonly cause?: unknown;
}

export type ErrorPhase = 'analysis' | 'runtime' | 'query' | 'argument' | 'external';

const BRAND: unique symbol = Symbol.for('millrace.error');

/** The root of the engine's errors. */
export class MillraceError extends Error {
  readonly condition: string;
  readonly sqlState: string | undefined;
  readonly hint: string | undefined;
  readonly where: string | undefined;
  readonly code: string | undefined;
  readonly input: string | undefined;
  readonly phase: ErrorPhase;
  /** The message without condition, SQLSTATE and cure. */
  readonly summary: string;

  constructor(phase: ErrorPhase, told: ErrorDetail) {
    const detail = withoutSecrets(phase, told);
    super(render(detail), detail.cause === undefined ? undefined : { cause: detail.cause });
    this.phase = phase;
    this.condition = detail.condition;
    this.sqlState = detail.sqlState;
    this.hint = detail.hint;
    this.where = detail.where;
    this.code = detail.code;
    this.input = detail.input;
    this.summary = detail.message;
    (this as Record<PropertyKey, unknown>)[BRAND] = true;
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** Printed, it is what it says: its stack is the engine's, and its parts stand in the message. */
  [INSPECT](): string {
    return `${this.name}: ${this.message}`;
  }

  /** The parts, for crossing a thread. */
  detail(): ErrorDetail & { phase: ErrorPhase } {
    const { phase, condition, sqlState, hint, where, code, input, summary } = this;
    const parts = { phase, condition, message: summary };
    return Object.assign(parts, definedOnly({ sqlState, hint, where, code, input }));
  }
}

/** A query or an expression that Spark refuses before anything runs. */
export class AnalysisError extends MillraceError {
  constructor(detail: ErrorDetail) {
    super('analysis', detail);
  }
}

/** A row that cannot be computed (ANSI overflow, a malformed cast, division by zero). */
export class RuntimeError extends MillraceError {
  constructor(detail: ErrorDetail) {
    super('runtime', detail);
  }
}

/** A running query that ended by an error. */
export class StreamingQueryError extends MillraceError {
  constructor(detail: ErrorDetail) {
    super('query', detail);
  }
}

/** A call with arguments that make no sense. */
export class ArgumentError extends MillraceError {
  constructor(detail: ErrorDetail) {
    super('argument', detail);
  }
}

/** A system outside (broker, disk, socket) that does not do what it should. */
export class ExternalError extends MillraceError {
  constructor(detail: ErrorDetail) {
    super('external', detail);
  }
}

/** Whether a value is an error of the engine, of whichever copy of the package. */
export function isMillraceError(error: unknown): error is MillraceError {
  try {
    return typeof error === 'object' && error !== null && (error as Record<PropertyKey, unknown>)[BRAND] === true;
  } catch {
    // a proxy of the user's that throws
    return false;
  }
}

/** Builds the error again on the other side of a thread. */
export function errorFromDetail(detail: ErrorDetail & { phase: ErrorPhase }): MillraceError {
  const classes = {
    analysis: AnalysisError,
    runtime: RuntimeError,
    query: StreamingQueryError,
    argument: ArgumentError,
    external: ExternalError,
  } as const;
  return new classes[detail.phase](detail);
}

/**
 * Any thrown value as an error of the engine: one of the operating system says what it means, anything else is a fault of
 * ours and says so.
 */
export function engineError(error: unknown): MillraceError {
  if (isMillraceError(error)) return error;
  const reason = systemReason(error);
  if (reason === null) return limitReached(error) ?? internalError(error);
  const { path, address, port } = error as { path?: string; address?: string; port?: number };
  const subject = path ?? (address === undefined ? 'The system' : `${address}${port === undefined ? '' : `:${port}`}`);
  const message = `${subject}: ${reason.cause} (${reason.code}).`;
  return new ExternalError({ condition: reason.condition, message, hint: reason.cure, cause: error });
}

/** What V8 says of values that it cannot hold, and what that means to the user. */
const LIMITS: readonly (readonly [words: RegExp, condition: string, message: string, hint: string])[] = [
  [
    /^Invalid (string|array|typed array) length|^a block of texts|Cannot create a string longer|Array buffer allocation failed|Maximum BigInt size exceeded/,
    'COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION',
    'A value grew longer than the engine can hold (about half a billion characters).',
    'Make shorter texts and arrays, or take a part of them.',
  ],
  [
    /^Maximum call stack size exceeded/,
    'NESTED_TOO_DEEPLY',
    'The query or a value of it is nested too deeply.',
    'Break the expression into several columns, or the data into flatter ones.',
  ],
];

function limitReached(error: unknown): MillraceError | null {
  if (!(error instanceof Error)) return null;
  const found = LIMITS.find(([words]) => words.test(error.message));
  if (found === undefined) return null;
  const [, condition, message, hint] = found;
  return new RuntimeError({ condition, sqlState: '54000', message, hint, cause: error });
}

const internalError = (error: unknown): MillraceError =>
  new ExternalError({
    condition: 'INTERNAL_ERROR',
    sqlState: 'XX000',
    message: `The engine failed where it should not: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    hint: 'This is a fault of Millrace and not of your query: please report it with the lines that led to it.',
    cause: error,
  });

/** Any thrown value as parts that can cross a thread. */
export const errorDetail = (error: unknown): ErrorDetail & { phase: ErrorPhase } => engineError(error).detail();

/** No error shows a secret, nor does what caused it. The data that a row brings is shown as it is. */
function withoutSecrets(phase: ErrorPhase, { condition, sqlState, cause, ...texts }: ErrorDetail): ErrorDetail {
  const shown = Object.entries(texts).flatMap(([part, text]) => {
    if (part === 'hint' && text.trim() === '') return [];
    const isData = part === 'input' || (part === 'message' && phase === 'runtime');
    const safe = isData ? starredValues(text) : starred(text);
    return [[part, part === 'hint' ? safe.trim() : safe]];
  });
  return {
    ...(Object.fromEntries(shown) as Pick<ErrorDetail, 'message'>),
    condition,
    ...(sqlState === undefined ? {} : { sqlState }),
    ...(cause === undefined ? {} : { cause: causeWithoutSecrets(cause) }),
  };
}

function causeWithoutSecrets(cause: unknown): unknown {
  try {
    return starredCause(cause);
  } catch {
    // What throws when it is looked at shows nothing, to anybody.
    return cause;
  }
}

function starredCause(cause: unknown): unknown {
  if (!(cause instanceof Error) || isMillraceError(cause)) return cause;
  const { name, message, stack = '' } = cause;
  if (starred(message) === message && starred(stack) === stack && cause.cause === undefined) return cause;
  const shown = new Error(
    starred(message),
    cause.cause === undefined ? undefined : { cause: causeWithoutSecrets(cause.cause) },
  );
  return Object.assign(shown, { name, stack: starred(stack) });
}

function render(detail: ErrorDetail): string {
  const state = detail.sqlState === undefined ? '' : ` SQLSTATE: ${detail.sqlState}`;
  const where =
    detail.where === undefined ? '' : `\n  at ${detail.where}${detail.code ? `: ${detail.code.trim()}` : ''}`;
  const input = detail.input === undefined ? '' : `\n  ${detail.input}`;
  const hint = detail.hint === undefined ? '' : `\n${detail.hint}`;
  return `[${detail.condition}] ${detail.message}${state}${where}${input}${hint}`;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const definedOnly = <T extends object>(parts: T): Defined<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, v]) => v !== undefined)) as Defined<T>;
