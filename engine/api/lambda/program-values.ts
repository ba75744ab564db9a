import type { Expression } from '../../expressions/expression.ts';
import { didYouMean } from '../../types/nearest-names.ts';
import { literalOf } from '../column.ts';
import { refusal } from './refuse.ts';

/** A value of the program that a lambda names, and how it names it: `cfg.min`. */
export interface ProgramValue {
  readonly kind: 'value';
  readonly value: unknown;
  /** Null for what stands in the lambda itself. */
  readonly path: string | null;
  /** Why `value` is undefined, thrown when somebody needs it. */
  readonly missing?: Missing;
}

interface Missing {
  readonly why: string;
  readonly hint: string;
  readonly cause?: unknown;
}

/** What is known of the code around a lambda. */
export interface Surroundings {
  /** Reads a name from around the lambda; undefined when it does not take that name from there. @throws while it has no value */
  read(name: string): { readonly value: unknown } | undefined;
  /** Every name that it might have used; null in a program, where nobody can tell. */
  readonly names: readonly string[] | null;
}

const PLAIN = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** What stands in the lambda: a number, a text. */
export const written = (value: unknown): ProgramValue => ({ kind: 'value', value, path: null });

/**
 * The value of a name from around the lambda; null when it does not take that name from there.
 *
 * @throws ArgumentError UNRESOLVED_LAMBDA_NAME where JavaScript would throw a ReferenceError
 */
export function valueAround(name: string, around: Surroundings, source: string): ProgramValue | null {
  let found: { readonly value: unknown } | undefined;
  try {
    found = around.read(name);
  } catch (cause) {
    const hint = 'Its declaration stands further down: move it before this call.';
    throw unresolved({ why: `${name} has no value yet`, hint, cause }, source);
  }
  if (found === undefined) return null;
  if (found.value !== undefined) return { kind: 'value', value: found.value, path: name };
  if (around.names?.includes(name) === true) {
    return { kind: 'value', value: undefined, path: name, missing: holdsNothing(name) };
  }
  const hint = nearest(name, around.names ?? []) ?? 'Declare it in this cell or an earlier one.';
  throw unresolved({ why: `there is no ${name}`, hint }, source);
}

/** A member of a value of the program. */
export function memberOf(object: ProgramValue, key: unknown, source: string): ProgramValue {
  if (object.value === undefined && object.missing !== undefined) throw lost(object, source);
  const name = String(key);
  const path =
    object.path === null
      ? null
      : PLAIN.test(name)
        ? `${object.path}.${name}`
        : `${object.path}[${JSON.stringify(key)}]`;
  const shown = object.path ?? 'The value';
  const gone = (missing: Missing): ProgramValue => ({ kind: 'value', value: undefined, path, missing });
  if (object.value === null || object.value === undefined) {
    return gone({
      why: `${shown} is ${object.value} and has no ${name}`,
      hint: `Give ${shown} a value before this call.`,
    });
  }
  const holder = Object(object.value) as Record<PropertyKey, unknown>;
  try {
    const value = holder[key as PropertyKey];
    if (value !== undefined) return { kind: 'value', value, path };
    if ((key as PropertyKey) in holder) return gone(holdsNothing(path ?? name));
    return gone({ why: `${shown} has no ${name}`, hint: whatItHas(name, holder) });
  } catch (cause) {
    return gone(unreadable(path ?? name, cause));
  }
}

/** A value of the program as a literal. @throws ArgumentError that names it when it is none */
export function literalFrom(given: ProgramValue, source: string): Expression {
  if (given.value === undefined && given.missing !== undefined) throw lost(given, source);
  const path = given.path ?? 'the value';
  let wrong: Missing | null;
  try {
    wrong = unfit(given.value, path, new Set());
  } catch (cause) {
    wrong = unreadable(path, cause);
  }
  if (wrong !== null) throw refusal(source, { condition: 'UNSUPPORTED_FEATURE.LITERAL_TYPE', ...wrong });
  return literalOf(given.value);
}

/** The error of a value that is not there. */
export const lost = ({ missing }: ProgramValue, source: string): Error => unresolved(missing!, source);

const unresolved = (missing: Missing, source: string): Error =>
  refusal(source, { condition: 'UNRESOLVED_LAMBDA_NAME', ...missing });

const holdsNothing = (path: string): Missing => ({
  why: `${path} holds undefined`,
  hint: `Give it a value before this call, or say in the lambda what stands in for it: (${path} ?? 0).`,
});

const unreadable = (path: string, cause: unknown): Missing => ({
  why: `reading ${path} fails${cause instanceof Error ? ` (${String(cause.message)})` : ''}`,
  hint: 'Read it into a variable before this call.',
  cause,
});

const nearest = (name: string, candidates: readonly string[]): string | null => {
  const hint = didYouMean(name, candidates);
  return hint === '' ? null : hint;
};

function whatItHas(name: string, holder: object): string {
  if (Array.isArray(holder) || holder instanceof String) return `It has ${holder.length} of them, counted from 0.`;
  const known = Object.keys(holder);
  return nearest(name, known) ?? 'It has no members at all.';
}

/** Why a value cannot be a literal, null when it can. */
function unfit(value: unknown, path: string, around: Set<unknown>): { why: string; hint: string } | null {
  switch (typeof value) {
    case 'undefined':
      return holdsNothing(path);
    case 'function':
      return { why: `${path} is a function`, hint: 'Call it before, and use what it gives.' };
    case 'symbol':
      return { why: `${path} is a symbol`, hint: 'Use a text.' };
    case 'bigint':
      return value === BigInt.asIntN(64, value)
        ? null
        : { why: `${path} is ${value}, beyond BIGINT`, hint: 'Use lit("...").cast("decimal(38,0)").' };
    case 'object':
      return value === null ? null : unfitObject(value, path, around);
    default:
      return null;
  }
}

function unfitObject(value: object, path: string, around: Set<unknown>): { why: string; hint: string } | null {
  if (around.has(value)) return { why: `${path} holds itself`, hint: 'Use the part of it that is a value.' };
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    return { why: `${path} is an invalid date`, hint: 'Look at what it was made from.' };
  }
  const inside = new Set(around).add(value);
  const first = (items: Iterable<readonly [name: string, item: unknown]>) => {
    for (const [name, item] of items) {
      const wrong = unfit(item, `${path}${name}`, inside);
      if (wrong !== null) return wrong;
    }
    return null;
  };
  if (Array.isArray(value)) return first(Array.from(value, (item, i) => [`[${i}]`, item] as const));
  if (value instanceof Map) {
    return first(
      [...value].flatMap(([key, item]) => [[' has a key that', key] as const, [`.get(${String(key)})`, item] as const]),
    );
  }
  if (value instanceof Date || value instanceof Uint8Array || isSqlValue(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) {
    return first(Object.entries(value).map(([name, item]) => [`.${name}`, item] as const));
  }
  return {
    why: `${path} is ${kindOf(value)}`,
    hint: CURES[kindOf(value)] ?? 'Take the part of it that is a number, a text, a date or a plain object.',
  };
}

/** Decimals, dates and times of our own. */
const isSqlValue = (value: object): boolean =>
  ('unscaled' in value && 'scale' in value) ||
  'epochDay' in value ||
  ('micros' in value && Object.keys(value).length === 1);

function kindOf(value: object): string {
  const name: unknown = (value.constructor as { name?: unknown } | undefined)?.name;
  if (typeof name !== 'string' || name === '') return 'an object of a class';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

const CURES: Readonly<Record<string, string>> = {
  'a Promise': 'Await it before: const value = await ...',
  'a Set': 'Make an array of it: [...values].includes(o.name).',
  'a DataFrame': 'Join the two: df.join(other, "id").',
};
