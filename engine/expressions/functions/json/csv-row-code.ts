import { isUtf8 } from 'node:buffer';
import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { isInteger, layoutOf } from '../../../columnar/vector.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { PlainRecords } from '../../../formats/csv/plain-records.ts';
import type { TextOptions } from '../../../formats/text-options.ts';
import { setInteger } from '../../../types/int128.ts';
import { STRING, type DataType, type StructType } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';

/**
 * The code of `from_csv`: the values of a plain record stay at hand where they lie, no array and no text is made of them.
 *
 * @param careful reads any record
 * @returns undefined when the syntax needs care in every record
 */
export function csvRowCode(
  type: StructType,
  options: TextOptions,
  zone: string,
  careful: (line: string) => readonly unknown[],
): ScalarCode | undefined {
  const plainRecords = (): PlainRecords | null => PlainRecords.of(type, options, zone);
  if (plainRecords() === null) return undefined;
  return {
    form: 'generate',
    generate([text], g) {
      const part = g.expression(text!);
      if (part.isNull === 'true') return NULL_CODE;
      const { code, bytes } = g.bytesOf(part, STRING);
      const row = new CsvRowValues(type, plainRecords()!, careful);
      const name = g.constant(row);
      const read = `${name}.read(${g.scratch}, ${bytes.arena}, ${bytes.start}, ${bytes.end});`;
      const guarded = part.isNull === 'false' ? read : `if (!${part.isNull}) ${read}`;
      const fields = type.fields.map((f, i) => fieldCode(f.type, i, row, g));
      const struct = structCode(part.isNull, fields);
      return { ...struct, code: `${part.code}\n${code}\n${guarded}\n${struct.code}` };
    },
  };
}

function fieldCode(type: DataType, i: number, row: CsvRowValues, g: CodeContext): ExpressionCode {
  const { starts, ends, numbers, values, integers } = row.records;
  const end = `${g.constant(ends)}[${i}]`;
  const isNull = `(${end} < 0)`;
  const value = `${g.constant(values)}[${i}]`;
  const number = `${g.constant(numbers)}[${i}]`;
  if (isInteger(type)) {
    const { words, long } = integers[i]!;
    const place = { array: g.constant(words), at: '0' };
    if (layoutOf(type) === 'i128') return g.wideInteger('', isNull, place);
    return { code: '', isNull, value: `${g.constant(long)}[0]`, halves: () => place, safe: true };
  }
  switch (type.kind) {
    case 'string': {
      const range = { arena: `${g.constant(row)}.source`, start: `${g.constant(starts)}[${i}]`, end };
      return g.textOfBytes('', isNull, range, type);
    }
    case 'integer':
      // "-0" is no negative zero.
      return { code: '', isNull, value: `(${value} ?? (${number} | 0))` };
    case 'double':
      return { code: '', isNull, value: `(${value} ?? ${number})` };
    default:
      return { code: '', isNull, value };
  }
}

/** The values of the current row's record. */
class CsvRowValues {
  readonly records: PlainRecords;
  /** Where its texts lie. */
  source: Uint8Array = new Uint8Array(0);
  private readonly texts: readonly number[];
  private readonly careful: (line: string) => readonly unknown[];

  constructor(type: StructType, records: PlainRecords, careful: (line: string) => readonly unknown[]) {
    this.texts = type.fields.flatMap((f, i) => (f.type.kind === 'string' ? [i] : []));
    this.records = records;
    this.careful = careful;
  }

  /** Called by generated code. */
  read(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
    if (start < end && this.records.parse(bytes, start, end) && this.hasTexts(bytes)) {
      this.source = bytes;
      return;
    }
    const { starts, ends, values, integers } = this.records;
    const row = this.careful(decodeText(bytes, start, end));
    for (let i = 0; i < values.length; i++) {
      const value = row[i];
      values[i] = value;
      ends[i] = value == null ? -1 : 0;
      if (integers[i] !== null && value != null) setInteger(integers[i]!.words, 0, value as bigint);
    }
    for (const i of this.texts) {
      if (ends[i] === -1) continue;
      starts[i] = out.at;
      out.putText(row[i] as string);
      ends[i] = out.at;
    }
    this.source = out.arena;
  }

  /** Whether the texts may be taken as they are: bytes that are no UTF-8 become U+FFFD. */
  private hasTexts(bytes: Uint8Array): boolean {
    const { starts, ends } = this.records;
    for (const i of this.texts) {
      const [from, to] = [starts[i]!, ends[i]!];
      for (let at = from; at < to; at++) {
        if (bytes[at]! <= LAST_ASCII) continue;
        if (!isUtf8(bytes.subarray(from, to))) return false;
        break;
      }
    }
    return true;
  }
}

const LAST_ASCII = 127;
