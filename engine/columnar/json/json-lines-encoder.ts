import type { DataType } from '../../types/data-type.ts';
import { toBase64 } from '../../types/base64.ts';
import { localMicros } from '../../types/date-text.ts';
import { decimalToText } from '../../types/decimal.ts';
import { doubleToText, floatToText } from '../../types/java-double.ts';
import { timeZone as findZone, type TimeZone } from '../../types/time-zone.ts';
import { scalarToText } from '../../types/to-text.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../vector.ts';

/** Rows as JSON lines, written as Spark's JSON files are. */
export function jsonLines(batches: readonly RecordBatch[], zoneId: string, ignoreNulls: boolean): Uint8Array {
  const zone = findZone(zoneId);
  const lines: string[] = [];
  for (const batch of batches) {
    const { fields } = batch.schema;
    const names = fields.map((f) => `${JSON.stringify(f.name)}:`);
    for (let row = 0; row < batch.length; row++) {
      const parts: string[] = [];
      for (let i = 0; i < fields.length; i++) {
        const value = scalarAt(batch.columns[i]!, row);
        if (value !== null || !ignoreNulls)
          parts.push(names[i]! + jsonText(value, fields[i]!.type, zone, zoneId, ignoreNulls));
      }
      lines.push(`{${parts.join(',')}}\n`);
    }
  }
  return new TextEncoder().encode(lines.join(''));
}

function jsonText(value: Scalar, type: DataType, zone: TimeZone, zoneId: string, ignoreNulls: boolean): string {
  if (value === null) return 'null';
  const nested = (v: Scalar, t: DataType): string => jsonText(v, t, zone, zoneId, ignoreNulls);
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return String(value);
    case 'float':
    case 'double': {
      const number = value as number;
      const text = type.kind === 'float' ? floatToText(number) : doubleToText(number);
      return Number.isFinite(number) ? text : JSON.stringify(text);
    }
    case 'decimal':
      return decimalToText(value as bigint, type.scale);
    case 'string':
      return JSON.stringify(value);
    case 'binary':
      return JSON.stringify(toBase64(value as Uint8Array));
    case 'timestamp':
      return JSON.stringify(timestampText(value as bigint, zone));
    case 'array':
      return `[${(value as Scalar[]).map((v) => nested(v, type.element)).join(',')}]`;
    case 'map':
      return `{${(value as [Scalar, Scalar][])
        .map(([k, v]) => `${JSON.stringify(scalarToText(k, type.key, zoneId))}:${nested(v, type.value)}`)
        .join(',')}}`;
    case 'struct':
      return `{${type.fields
        .map((f, i) => ({ f, v: (value as Scalar[])[i] ?? null }))
        .filter(({ v }) => v !== null || !ignoreNulls)
        .map(({ f, v }) => `${JSON.stringify(f.name)}:${nested(v, f.type)}`)
        .join(',')}}`;
    default:
      return JSON.stringify(scalarToText(value, type, zoneId));
  }
}

/** `2024-02-29T12:34:56.789Z`, or with the zone's offset; at least milliseconds, micros where there are some. */
export function timestampText(micros: bigint, zone: TimeZone): string {
  const local = localMicros(micros, zone);
  const offset = Number((local - micros) / 1_000_000n);
  const millis = Number(local / 1000n) - (local < 0n && local % 1000n !== 0n ? 1 : 0);
  const rest = Number(((local % 1000n) + 1000n) % 1000n);
  const text = new Date(millis).toISOString().slice(0, -1) + (rest === 0 ? '' : String(rest).padStart(3, '0'));
  if (offset === 0) return `${text}Z`;
  const minutes = Math.abs(Math.trunc(offset / 60));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${text}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
