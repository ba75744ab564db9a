import { toBase64 } from '../../types/base64.ts';
import type { DataType } from '../../types/data-type.ts';
import { dateToText } from '../../types/date-text.ts';
import { decimalToText } from '../../types/decimal.ts';
import { doubleToText, floatToText } from '../../types/java-double.ts';
import { textWriter } from '../../types/to-text.ts';
import { MICROS_PER_DAY } from '../../types/calendar.ts';
import { datetimeFormatter } from '../datetime/format-datetime.ts';
import { quoted } from './json-cursor.ts';
import { prettyJson } from './pretty-json.ts';
import type { TextOptions } from '../text-options.ts';

/** A function from scalars of a type (never null) to JSON text as Spark writes it. */
export function jsonWriter(type: DataType, options: TextOptions, zone: string): (value: unknown) => string {
  options.checkLocale();
  const write = writer(type, { options, zone: options.get('timeZone') ?? zone }) as (value: unknown) => string;
  const ascii = options.flag('writeNonAsciiCharacterAsCodePoint', false) ? asCodePoints : unchanged;
  if (!options.flag('pretty', false)) return (value) => ascii(write(value));
  return (value) => ascii(prettyJson(write(value)));
}

const unchanged = (text: string): string => text;

const asCodePoints = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);

interface Setting {
  readonly options: TextOptions;
  readonly zone: string;
}

const numeric = (text: string): string => (/[NI]/.test(text) ? quoted(text) : text);

function writer(type: DataType, setting: Setting): (value: never) => string {
  const part = (t: DataType): ((value: unknown) => string) => {
    const write = writer(t, setting) as (value: unknown) => string;
    return (value) => (value === null || value === undefined ? 'null' : write(value));
  };
  const { options, zone } = setting;
  switch (type.kind) {
    case 'void':
      return () => 'null';
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return String;
    case 'float':
      return (value: number) => numeric(floatToText(value));
    case 'double':
      return (value: number) => numeric(doubleToText(value));
    case 'decimal':
      return (value: bigint) => decimalToText(value, type.scale);
    case 'string':
      return quoted;
    case 'binary':
      return (value: Uint8Array) => `"${toBase64(value)}"`;
    case 'date': {
      const pattern = options.get('dateFormat');
      const format = pattern === undefined ? undefined : datetimeFormatter(pattern, 'UTC');
      return (days: number) => quoted(format === undefined ? dateToText(days) : format(BigInt(days) * MICROS_PER_DAY));
    }
    case 'timestamp': {
      const format = datetimeFormatter(options.get('timestampFormat') ?? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", zone);
      return (value: bigint) => quoted(format(value));
    }
    case 'timestamp_ntz': {
      const format = datetimeFormatter(options.get('timestampNTZFormat') ?? "yyyy-MM-dd'T'HH:mm:ss.SSS", 'UTC');
      return (value: bigint) => quoted(format(value));
    }
    case 'array': {
      const element = part(type.element);
      return (value: unknown[]) => `[${value.map(element).join(',')}]`;
    }
    case 'map': {
      const key = textWriter(type.key, zone) as (value: unknown) => string;
      const item = part(type.value);
      return (value: [unknown, unknown][]) => `{${value.map(([k, v]) => `${quoted(key(k))}:${item(v)}`).join(',')}}`;
    }
    case 'struct': {
      const keepNulls = !options.flag('ignoreNullFields', true);
      const fields = type.fields.map((f, i) => ({ i, name: quoted(f.name), write: part(f.type) }));
      if (options.flag('sortKeys', false)) fields.sort((a, b) => (a.name < b.name ? -1 : 1));
      return (value: unknown[]) => {
        const parts: string[] = [];
        fields.forEach(({ i, name, write }) => {
          if (keepNulls || (value[i] !== null && value[i] !== undefined)) parts.push(`${name}:${write(value[i])}`);
        });
        return `{${parts.join(',')}}`;
      };
    }
    default: {
      const text = textWriter(type, zone) as (value: unknown) => string;
      return (value: unknown) => quoted(text(value));
    }
  }
}
