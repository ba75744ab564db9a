import { INSPECT } from './inspected.ts';

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

const BRAND: unique symbol = Symbol.for('millrace.error') as never;

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

  constructor(phase: ErrorPhase, detail: ErrorDetail) {
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
  return typeof error === 'object' && error !== null && (error as Record<PropertyKey, unknown>)[BRAND] === true;
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

/** Any thrown value as parts that can cross a thread. */
export function errorDetail(error: unknown): ErrorDetail & { phase: ErrorPhase } {
  if (isMillraceError(error)) return error.detail();
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : 'Error';
  return { phase: 'external', condition: name, message };
}

function render(detail: ErrorDetail): string {
  const state = detail.sqlState === undefined ? '' : ` SQLSTATE: ${detail.sqlState}`;
  const where =
    detail.where === undefined ? '' : `\n  at ${detail.where}${detail.code ? `: ${detail.code.trim()}` : ''}`;
  const input = detail.input === undefined ? '' : `\n  ${detail.input}`;
  const hint = detail.hint === undefined ? '' : `\n${detail.hint}`;
  return `[${detail.condition}] ${detail.message}${state}${where}${input}${hint}`;
}

function definedOnly<T extends object>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, v]) => v !== undefined)) as Partial<T>;
}

/** The candidates nearest to a misspelt name, best first. */
export const nearestNames = (name: string, candidates: Iterable<string>, most = 5): string[] =>
  byDistance(name, candidates)
    .slice(0, most)
    .map((entry) => entry.candidate);

/** `Did you mean "upper"?`: the nearest candidate and those nearly as near; nothing when there are no candidates. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = byDistance(name, candidates).slice(0, 3);
  const meant = near.filter(({ distance }) => distance <= near[0]!.distance + 1).map((entry) => entry.candidate);
  return meant.length === 0 ? '' : `Did you mean ${meant.join(' or ')}?`;
}

function byDistance(name: string, candidates: Iterable<string>): { candidate: string; distance: number }[] {
  const wanted = name.toLowerCase();
  return [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
}

/** Levenshtein's distance of two texts, in UTF-16 units. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitute, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
