import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { isInteger } from '../../../columnar/vector.ts';
import { STRING, type DataType } from '../../../types/data-type.ts';
import { textWriter } from '../../../types/to-text.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { defineFunction } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { invalidParameter } from '../../index-errors.ts';
import { passedValue } from '../../passed-value.ts';
import { accepted } from '../../signature.ts';
import { TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { specifierPutter, textSpecifierPutter } from './format-putters.ts';
import { formatted, illegalFormat, type Specifier } from './format-specifier.ts';

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

/** A text that stands in the pattern, or an argument by its place from 0. */
type Piece = string | { readonly spec: Specifier; readonly at: number };

/** A pattern as what it is made of; what is wrong in it is refused. */
function piecesOf(pattern: string, count: number, functionName: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let next = 0;
  for (const match of pattern.matchAll(SPECIFIER)) {
    const [all, place, flags = '', width = '', precision, letter] = match;
    if (match.index > from) pieces.push(pattern.slice(from, match.index));
    from = match.index + all.length;
    if (letter === '%' || letter === 'n') {
      pieces.push(letter === '%' ? '%' : '\n');
      continue;
    }
    if (letter === undefined) throw illegalFormat(all);
    const at = place === undefined ? next++ : Number(place) - 1;
    if (at < 0)
      throw invalidParameter('ZERO_INDEX', 'strfmt', functionName, 'expects %1$, %2$ and so on, but got %0$.');
    if (at >= count) throw illegalFormat(all);
    pieces.push({ spec: { all, flags, width, precision, letter }, at });
  }
  if (from < pattern.length) pieces.push(pattern.slice(from));
  return pieces;
}

type Write = (value: unknown) => string;

/** What writes the arguments of a call. */
interface Writers {
  readonly types: readonly DataType[];
  readonly writers: readonly Write[];
  readonly zoneId: string;
  readonly functionName: string;
}

/** For a pattern that is known only at the row, or is wrong. */
function byRow({ types, writers, functionName }: Writers): (pattern: string | null, ...values: unknown[]) => unknown {
  let lastPattern: string | undefined;
  let pieces: readonly Piece[] = [];
  return (pattern, ...values) => {
    if (pattern === null) return null;
    if (pattern !== lastPattern) {
      pieces = piecesOf(pattern, values.length, functionName);
      lastPattern = pattern;
    }
    let made = '';
    for (const piece of pieces) {
      made +=
        typeof piece === 'string'
          ? piece
          : formatted(piece.spec, values[piece.at], types[piece.at]!, writers[piece.at]!);
    }
    return made;
  };
}

const utf8 = new TextEncoder();

/** The pieces of a pattern with the bytes of each text in it and of each argument when it is NULL; null where one is wrong. */
function compiled(
  pattern: string,
  { types, writers, functionName }: Writers,
): { piece: Piece; bytes: Uint8Array }[] | null {
  try {
    return piecesOf(pattern, types.length, functionName).map((piece) => ({
      piece,
      bytes: utf8.encode(
        typeof piece === 'string' ? piece : formatted(piece.spec, null, types[piece.at]!, writers[piece.at]!),
      ),
    }));
  } catch {
    return null;
  }
}

/** Statements that append the pieces of a pattern one after the other. */
function patternCode(args: readonly TypedExpression[], call: Writers, g: CodeContext): ExpressionCode | undefined {
  const { literal } = g.expression(args[0]!);
  const pieces = literal === undefined ? null : compiled(literal, call);
  if (pieces === null) return undefined;
  const { scratch } = g;
  const statements: string[] = [];
  const parts = args.slice(1).map((arg) => {
    const direct = arg.type.kind === 'string' || isInteger(arg.type);
    const part = direct ? g.expression(arg) : g.bound(g.expression(arg));
    statements.push(part.code);
    if (part.isNull === 'true') return { ...part, passed: '' };
    const { code, passed } = passedValue(part, arg.type, g);
    statements.push(code);
    return { ...part, passed };
  });
  const put = ({ piece, bytes }: (typeof pieces)[number]): string => {
    const constant = `${scratch}.putAll(${g.constant(bytes)});`;
    if (typeof piece === 'string') return constant;
    const { spec, at } = piece;
    const part = parts[at]!;
    const type = call.types[at]!;
    if (part.isNull === 'true') return constant;
    const ofText = type.kind === 'string' && spec.letter === 's';
    const put = ofText ? textSpecifierPutter(spec) : specifierPutter(spec, type, call.writers[at]!, call.zoneId);
    const passed = type.kind === 'string' && !ofText ? part.value : part.passed;
    const present = `${g.constant(put)}(${scratch}, ${passed});`;
    return part.isNull === 'false' ? present : `if (${part.isNull}) { ${constant} } else { ${present} }`;
  };
  const [start, end] = [g.fresh('s'), g.fresh('e')];
  statements.push(`const ${start} = ${scratch}.at;`, ...pieces.map(put), `const ${end} = ${scratch}.at;`);
  return g.textOfBytes(statements.join('\n'), 'false', { arena: `${scratch}.arena`, start, end }, STRING);
}

export const formatString = defineFunction({
  name: 'format_string',
  aliases: ['printf'],
  group: 'string',
  description: 'A text by a pattern of printf.',
  parameters: ['strfmt', 'obj', '...'],
  examples: [{ sql: "format_string('Hello World %d %s', 100, 'days')", result: 'Hello World 100 days' }],
  bind(given, context) {
    const { functionName, timeZone: zoneId } = context;
    if (given.length === 0) throw wrongArgumentCount(functionName, '> 0', 0);
    const format = accepted(given[0]!, 0, TEXT, given, context);
    const args = [format, ...given.slice(1)];
    const types = given.slice(1).map((arg) => arg.type);
    const writers = types.map((type) => textWriter(type, zoneId) as Write);
    const call = { types, writers, zoneId, functionName };
    const slow = nullKernel(byRow(call) as (...values: never[]) => unknown);
    return {
      args,
      type: STRING,
      nullable: format.nullable,
      code: {
        form: 'generate',
        generate: (parts, g) => patternCode(parts, call, g) ?? slow.generate(parts, g),
      },
    };
  },
});
