import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { bytesCall } from '../../../codegen/generate-expression.ts';
import { INTEGER, STRING, type DataType } from '../../../types/data-type.ts';
import { AnalysisError, RuntimeError } from '../../../types/errors.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { branches } from '../../../codegen/branches.ts';
import { countCharacters } from '../../bytes/characters.ts';
import { byteLength } from '../../bytes/lengths.ts';
import { masker, maskText } from '../../bytes/mask.ts';
import { overlay as overlaid } from '../../bytes/replace.ts';
import { substring, substringOfBinary } from '../../bytes/substring.ts';
import { defineFunction, type ScalarCode } from '../../define-function.ts';
import { bytes, nullKernel } from '../../function-code.ts';
import { accepted, coerced, literalOf } from '../../signature.ts';
import { anyOf, BYTES, INT, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

const overlayOfText = bytes('text', overlaid(substring, countCharacters));
const overlayOfBinary = bytes('text', overlaid(substringOfBinary, byteLength));

export const overlay = defineFunction({
  name: 'overlay',
  group: 'string',
  description: 'The text with len characters from pos replaced.',
  parameters: ['input', 'replace', 'pos', 'len?'],
  examples: [{ sql: "overlay('Spark SQL', '_', 6)", result: 'Spark_SQL' }],
  pretty: (args) => `overlay(${args.join(', ')})`,
  bind(given, context) {
    const binary = given.length > 1 && given.slice(0, 2).every((arg) => arg.type.kind === 'binary');
    const kind = binary ? BYTES : TEXT;
    const args = coerced(
      { args: [kind, kind, INT, INT], required: 3, defaults: { 3: literalOf(-1, INTEGER) } },
      given,
      context,
    );
    return {
      args,
      type: args[0]!.type,
      nullable: args.some((arg) => arg.nullable),
      code: binary ? overlayOfBinary : overlayOfText,
    };
  },
});

/** Masks by replacements that are the same for all rows, of which some are NULL. */
function maskCode(by: readonly (string | null)[]): ScalarCode {
  const code = bytes('text', masker(by));
  return { form: 'generate', generate: ([text], g) => bytesCall(code, [text!], STRING, g) };
}

export const mask = defineFunction({
  name: 'mask',
  group: 'string',
  description: 'The text with letters and digits replaced; NULL in place of a replacement keeps that kind.',
  parameters: ['input', 'upperChar?', 'lowerChar?', 'digitChar?', 'otherChar?'],
  examples: [{ sql: "mask('abcd-EFGH-8765')", result: 'xxxx-XXXX-nnnn' }],
  bind(given, context) {
    if (given.length === 0) {
      throw new AnalysisError({
        condition: 'REQUIRED_PARAMETER_NOT_FOUND',
        sqlState: '4274K',
        message:
          'Cannot invoke routine `mask` because the parameter named `str` is required, but the call gave no value.',
      });
    }
    const defaults = {
      1: literalOf('X', STRING),
      2: literalOf('x', STRING),
      3: literalOf('n', STRING),
      4: literalOf(null, STRING),
    };
    const args = coerced({ args: [TEXT, TEXT, TEXT, TEXT, TEXT], required: 1, defaults }, given, context);
    const replacements = args.slice(1);
    const code: ScalarCode = replacements.every((arg) => arg.node === 'literal')
      ? maskCode(replacements.map((arg) => arg.value as string | null))
      : nullKernel((given: string | null, ...by: (string | null)[]) => (given === null ? null : maskText(given, by)));
    return { args, type: STRING, nullable: args[0]!.nullable, code };
  },
});

export const elt = defineFunction({
  name: 'elt',
  group: 'string',
  description: 'The argument at a place, counted from 1.',
  parameters: ['n', 'input1', 'input2', '...'],
  examples: [{ sql: "elt(1, 'scala', 'java')", result: 'scala' }],
  bind(given, context) {
    if (given.length < 2) throw wrongArgumentCount('elt', '> 1', given.length);
    const binary = given.slice(1).every((arg) => arg.type.kind === 'binary');
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? INT : binary ? BYTES : anyOf(TEXT), given, context));
    const type = args[1]!.type;
    const code: ScalarCode = { form: 'generate', generate: (parts, g) => pickedCode(parts, type, g) };
    return { args, type, nullable: true, code };
  },
});

function pickedCode([place, ...values]: readonly TypedExpression[], type: DataType, g: CodeContext): ExpressionCode {
  const n = g.bound(g.expression(place!));
  if (n.isNull === 'true') return NULL_CODE;
  const picked = branches(g, type);
  const cases = values.map((value, i) => `case ${i + 1}: {\n${picked.take(g.expression(value))}\nbreak;\n}`);
  const choice = `switch (${n.value}) {\n${cases.join('\n')}\ndefault: ${g.constant(outOfBounds)}(${n.value}, ${values.length});\n}`;
  const guarded = n.isNull === 'false' ? choice : `if (!${n.isNull}) {\n${choice}\n}`;
  return picked.result(`${n.code}\n${picked.declared}\n${guarded}`);
}

function outOfBounds(place: number, size: number): never {
  throw new RuntimeError({
    condition: 'INVALID_ARRAY_INDEX',
    sqlState: '22003',
    message: `The index ${place} is out of bounds. The array has ${size} elements.`,
  });
}
