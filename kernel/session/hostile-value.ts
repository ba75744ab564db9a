import { inspect, types } from 'node:util';

/** More than a person reads, less than a notebook chokes on. */
const LONGEST = 1_000_000;

/** Reads a member of whatever a cell made: undefined where a getter or a proxy throws. */
export function memberOf(value: unknown, name: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

/** Whether an object has a member, its own or an inherited one; false where a proxy throws. */
export function hasMember(value: unknown, name: PropertyKey): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return name in value;
  } catch {
    return false;
  }
}

/** Whether a value is an error, also one of another realm. */
export function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** Any value as plain text, without colours: never throws, and has an end. */
export function textOf(value: unknown): string {
  for (const customInspect of [true, false]) {
    try {
      return shortened(inspect(value, { colors: false, depth: 4, customInspect }));
    } catch {
      // the value's own code fails: the next try does without it
    }
  }
  return `${isError(value) ? 'An error' : 'A value'} that cannot be shown: looking at it throws`;
}

/** A text with its end cut off where it is too long to be shown. */
export function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}... ${(text.length - LONGEST).toLocaleString('en-US')} more characters`;
}
