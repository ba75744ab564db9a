import ts from 'typescript';
import { isDataFrame } from '../../index.ts';

/** An example cut into its code and what stands in the comment under it. */
export interface Example {
  /** All statements but the last, then the last one's value is returned. */
  readonly body: string;
  readonly expected: string;
}

/** What an example gave: the value of its last expression, what it printed when there is none, or the condition of its error. */
export type Outcome = { readonly printed: string } | { readonly value: unknown } | { readonly thrown: string };

/**
 * An example ends in comment lines that hold what its last expression gives: the rows of a DataFrame or another value as
 * JavaScript, the text that it prints, or `throws CONDITION`.
 */
export function parseExample(text: string): Example {
  const lines = text.trim().split('\n');
  const end = lines.findLastIndex((line) => !line.startsWith('//')) + 1;
  const expected = lines.slice(end).map((line) => line.replace(/^\/\/ ?/, ''));
  if (expected.length === 0) throw new Error(`The example does not end in a comment with its result:\n${text}`);
  const code = lines.slice(0, end).join('\n');
  const last = ts.createSourceFile('example.js', code, ts.ScriptTarget.Latest, true).statements.at(-1);
  if (last === undefined || !ts.isExpressionStatement(last)) {
    throw new Error(`The last line of code of the example is no expression:\n${text}`);
  }
  const body = `${code.slice(0, last.getStart())}return { last: ${last.expression.getText()} };`;
  return { body, expected: expected.join('\n') };
}

/** Runs the code with these names in its scope. */
export async function runExample(body: string, names: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const printed: string[] = [];
  const log = console.log;
  console.log = (text: unknown) => void printed.push(String(text));
  try {
    const { last } = (await evaluate(body, names)) as { last: unknown };
    const result = await last;
    const value = isDataFrame(result) ? await result.collect() : result;
    return value === undefined ? { printed: printed.join('\n').trimEnd() } : { value: plain(value) };
  } catch (error) {
    const { condition } = error as { condition?: string };
    if (condition === undefined) throw error;
    return { thrown: condition };
  } finally {
    console.log = log;
  }
}

/** The comment of an example as the outcome that it describes. */
export async function expectedOutcome(
  text: string,
  like: Outcome,
  names: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const thrown = /^throws (\S+)$/.exec(text);
  if (thrown !== null) return { thrown: thrown[1]! };
  if ('printed' in like) return { printed: text };
  return { value: plain(await evaluate(`return (${text});`, names)) };
}

function evaluate(body: string, names: Readonly<Record<string, unknown>>): Promise<unknown> {
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<unknown>;
  return new AsyncFunction(...Object.keys(names), `"use strict"; { ${body} }`)(...Object.values(names));
}

/** Values as a reader writes them: a Decimal, a Timestamp and their like are the texts that JSON has for them. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [plain(key), plain(item)]));
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON() as unknown;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
