import type { ObservedMetrics } from '../operators/physical-node.ts';
import { toUserValue } from '../types/to-user-value.ts';

/** What a progress report says of observed metrics: values of JSON, by name; a number that JavaScript cannot hold is a text. */
export const observedMetrics = (observed: readonly ObservedMetrics[]): Record<string, Record<string, unknown>> =>
  Object.fromEntries(observed.map(({ name, schema, row }) => [name, jsonOf(schema, row)]));

function jsonOf({ fields }: ObservedMetrics['schema'], row: ObservedMetrics['row']): Record<string, unknown> {
  const values = fields.map(({ name, type }, i) => [name, toUserValue(type, { bigint: true })(row[i])] as const);
  return JSON.parse(JSON.stringify(Object.fromEntries(values), plain)) as Record<string, unknown>;
}

function plain(_: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
