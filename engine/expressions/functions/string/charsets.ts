import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { BINARY, STRING } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { DECODERS, ENCODERS, type Transcode } from '../../bytes/charset-bytes.ts';
import { isValidUtf8 } from '../../bytes/validity.ts';
import { equalRanges } from '../../../types/byte-ranges.ts';
import { defineFunction, type ScalarCode } from '../../define-function.ts';
import { putPlainUnbase64 } from '../../encodings/base64-bytes.ts';
import { putUnhexed } from '../../encodings/hex-bytes.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes } from '../../function-code.ts';
import { invalidParameter } from '../../index-errors.ts';
import { coerced } from '../../signature.ts';
import { BYTES, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { bindWhen } from '../conditional/when.ts';
import { bindComparison } from '../operator/comparison.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';

const CHARSETS: readonly string[] = ['US-ASCII', 'ISO-8859-1', 'UTF-8', 'UTF-16BE', 'UTF-16LE', 'UTF-16', 'UTF-32'];

function known(charset: string, functionName: string): string {
  const name = charset.toUpperCase();
  if (!CHARSETS.includes(name)) {
    throw invalidParameter(
      'CHARSET',
      'charset',
      functionName,
      `expects one of the ${CHARSETS.join(', ')}, but got ${charset}.`,
    );
  }
  return name;
}

const malformed = (charset: string, functionName: string): RuntimeError =>
  new RuntimeError({
    condition: 'MALFORMED_CHARACTER_CODING',
    sqlState: '22000',
    message: `Invalid value found when performing \`${functionName}\` with ${charset}.`,
  });

function swapped(bytes: Uint8Array): Uint8Array {
  const made = Uint8Array.from(bytes);
  for (let i = 0; i + 1 < made.length; i += 2) [made[i], made[i + 1]] = [made[i + 1]!, made[i]!];
  return made;
}

/** Two bytes a unit, the higher first unless it is little-endian; UTF-16 begins with a mark where there is something. */
function utf16(text: string, name: string): Uint8Array {
  const first = name === 'UTF-16' && text !== '' ? 2 : 0;
  const made = new Uint8Array(first + 2 * text.length);
  if (first > 0) made.set([0xfe, 0xff]);
  const low = name === 'UTF-16LE' ? 0 : 1;
  for (let i = 0, at = first; i < text.length; i++, at += 2) {
    const unit = text.charCodeAt(i);
    made[at + low] = unit & 255;
    made[at + 1 - low] = unit >>> 8;
  }
  return made;
}

function encoded(text: string, charset: string): Uint8Array {
  const name = known(charset, 'encode');
  switch (name) {
    case 'UTF-8':
      return new TextEncoder().encode(text);
    case 'US-ASCII':
    case 'ISO-8859-1': {
      const limit = name === 'US-ASCII' ? 127 : 255;
      return Uint8Array.from([...text], (c) => {
        const code = c.codePointAt(0)!;
        if (code > limit) throw malformed(charset, 'encode');
        return code;
      });
    }
    case 'UTF-32': {
      const points = [...text].map((c) => c.codePointAt(0)!);
      const view = new DataView(new ArrayBuffer(points.length * 4));
      points.forEach((point, i) => view.setUint32(4 * i, point));
      return new Uint8Array(view.buffer);
    }
    default:
      return utf16(text, name);
  }
}

function decoded(bytes: Uint8Array, charset: string): string {
  const name = known(charset, 'decode');
  switch (name) {
    case 'UTF-8':
      return strict('utf-8', bytes, charset);
    case 'US-ASCII':
      if (bytes.some((b) => b > 127)) throw malformed(charset, 'decode');
      return Buffer.from(bytes).toString('latin1');
    case 'ISO-8859-1':
      return Buffer.from(bytes).toString('latin1');
    case 'UTF-32': {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (bytes.length % 4 !== 0) throw malformed(charset, 'decode');
      const points = Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i));
      if (points.some((point) => point > 0x10ffff)) throw malformed(charset, 'decode');
      return points.map((point) => String.fromCodePoint(point)).join('');
    }
    default: {
      const marked = name === 'UTF-16' && bytes[0] === 0xff && bytes[1] === 0xfe;
      const little = name === 'UTF-16LE' || marked ? bytes : swapped(bytes);
      if (bytes.length % 2 !== 0) throw malformed(charset, 'decode');
      return strict('utf-16le', little, charset).replace(name === 'UTF-16' ? /^\ufeff/ : /^$/, '');
    }
  }
}

function strict(label: string, bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed(charset, 'decode');
  }
}

/** UTF-8 is what a text is made of. */
const copied: Transcode = (out, b, start, end) => {
  if (!isValidUtf8(b, start, end)) return false;
  out.putBytes(b, start, end);
  return true;
};

/** Brings bytes from or to a character set by its tables; what they leave goes the way of strings. */
function transcoder(
  plain: Readonly<Record<string, Transcode>>,
  otherwise: (out: TextScratch, b: Uint8Array, start: number, end: number, charset: string) => void,
): ScalarCode {
  const chosen = (charset: string): { readonly charset: string; readonly transcode: Transcode | undefined } => {
    const name = charset.toUpperCase();
    return { charset, transcode: name === 'UTF-8' ? copied : plain[name] };
  };
  let [held, last] = [new Uint8Array(0), chosen('')];
  return bytes(
    'text',
    (out: TextScratch, b: Uint8Array, start: number, end: number, charset: Uint8Array, from: number, to: number) => {
      if (!equalRanges(held, 0, held.length, charset, from, to)) {
        held = charset.slice(from, to);
        last = chosen(decodeText(charset, from, to));
      }
      if (last.transcode?.(out, b, start, end) !== true) otherwise(out, b, start, end, last.charset);
    },
  );
}

export const encode = defineScalar({
  name: 'encode',
  group: 'string',
  description: 'The bytes of a text in a character set.',
  parameters: ['str', 'charset'],
  examples: [{ sql: "encode('abc', 'utf-8')", result: '[61 62 63]' }],
  args: [TEXT, TEXT],
  returns: BINARY,
  code: () =>
    transcoder(ENCODERS, (out, b, start, end, charset) => out.putAll(encoded(decodeText(b, start, end), charset))),
});

const decoding = (): ScalarCode =>
  transcoder(DECODERS, (out, b, start, end, charset) => out.putText(decoded(b.subarray(start, end), charset)));

/** With two arguments the text of bytes; with more, the result beside the first search value that is equal. */
export const decode = defineFunction({
  name: 'decode',
  group: 'string',
  description:
    'The text of bytes in a character set; with more arguments, the result after the search value that equals expr.',
  parameters: ['bin', 'charset'],
  examples: [{ sql: "decode(X'616263', 'utf-8')", result: 'abc' }],
  bind(given, context) {
    if (given.length < 2) throw wrongArgumentCount('decode', '> 1', given.length);
    if (given.length === 2) {
      const args = coerced({ args: [BYTES, TEXT] }, given, context);
      return { args, type: STRING, nullable: args.some((arg) => arg.nullable), code: decoding() };
    }
    const [subject, ...rest] = given as [TypedExpression, ...TypedExpression[]];
    const branches: TypedExpression[] = [];
    for (let i = 0; i + 1 < rest.length; i += 2) {
      const test: TypedExpression = {
        node: 'call',
        name: '<=>',
        deterministic: true,
        ...bindComparison('<=>', [subject, rest[i]!], context),
      };
      branches.push(test, rest[i + 1]!);
    }
    if (rest.length % 2 === 1) branches.push(rest.at(-1)!);
    return { ...bindWhen(branches, context), pretty: context.sql(given) };
  },
});

export const toBinary = defineFunction({
  name: 'to_binary',
  group: 'misc',
  description: 'The bytes of a text: hex (the default), utf-8 or base64.',
  parameters: ['str', 'fmt?'],
  examples: [{ sql: "to_binary('616263', 'hex')", result: '[61 62 63]' }],
  bind: (given, context) => bindToBinary(given, context, true),
});

export const tryToBinary = defineFunction({
  name: 'try_to_binary',
  group: 'misc',
  description: 'Like to_binary, with NULL in place of an error.',
  parameters: ['str', 'fmt?'],
  examples: [{ sql: "try_to_binary('a!', 'hex')", result: 'NULL' }],
  bind: (given, context) => bindToBinary(given, context, false),
});

function bindToBinary(
  given: readonly TypedExpression[],
  context: Parameters<typeof coerced>[2],
  failing: boolean,
): ReturnType<typeof toBinary.bind> {
  const args = coerced({ args: [TEXT, TEXT], required: 1 }, given, context);
  return { args, type: BINARY, nullable: !failing || args.some((arg) => arg.nullable), code: binaryCode(failing) };
}

type PutBinary = (out: TextScratch, b: Uint8Array, start: number, end: number) => boolean;

const putBase64Text: PutBinary = (out, b, start, end) => {
  if (putPlainUnbase64(out, b, start, end)) return true;
  const compact = decodeText(b, start, end).replace(/\s/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) return false;
  out.putAll(Buffer.from(compact, 'base64'));
  return true;
};

const putUtf8: PutBinary = (out, b, start, end) => {
  if (!copied(out, b, start, end)) out.putText(decodeText(b, start, end));
  return true;
};

const BINARY_FORMATS: Readonly<Record<string, PutBinary>> = {
  hex: putUnhexed,
  'utf-8': putUtf8,
  utf8: putUtf8,
  base64: putBase64Text,
};

const nothing: PutBinary = () => false;

function binaryCode(failing: boolean): ScalarCode {
  let [held, kind, put] = [HEX, 'hex', BINARY_FORMATS['hex']!];
  const convert = (
    out: TextScratch,
    b: Uint8Array,
    start: number,
    end: number,
    format = HEX,
    from = 0,
    to = HEX.length,
  ): boolean => {
    if (!equalRanges(held, 0, held.length, format, from, to)) {
      held = format.slice(from, to);
      kind = decodeText(format, from, to);
      put = BINARY_FORMATS[kind.toLowerCase()] ?? nothing;
    }
    if (put(out, b, start, end)) return true;
    if (!failing) return false;
    throw new RuntimeError({
      condition: 'CONVERSION_INVALID_INPUT',
      sqlState: '22018',
      message: `The value '${decodeText(b, start, end)}' (${kind}) cannot be converted to "BINARY" because it is malformed.`,
    });
  };
  return bytes('text', convert, { mayBeNull: !failing });
}

const HEX = new TextEncoder().encode('hex');
