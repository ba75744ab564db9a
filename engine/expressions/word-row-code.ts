import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { layoutOf } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import { doubleOfHalves, WordWriter } from './word-writer.ts';

/** Whether values of a type can be written as words, so that equal ones are the same words. */
export const hasWords = (type: DataType): boolean => {
  const layout = layoutOf(type);
  return layout !== 'object' && layout !== 'struct' && layout !== 'list';
};

/** Statements that write values that are not null as one row: into `words[0 .. length)` of a writer. */
export function writeRow(
  parts: readonly ExpressionCode[],
  types: readonly DataType[],
  g: CodeContext,
): { readonly code: string; readonly writer: string } {
  const writer = g.constant(new WordWriter());
  const written = parts.map((part, i) => writePart(part, types[i]!, writer, g));
  return { code: `${writer}.length = 0;\n${written.join('\n')}`, writer };
}

function writePart(part: ExpressionCode, type: DataType, writer: string, g: CodeContext): string {
  switch (layoutOf(type)) {
    case 'string':
    case 'binary': {
      const { code, bytes } = g.bytesOf(part, type);
      return `${code}\n${writer}.bytes(${bytes.arena}, ${bytes.start}, ${bytes.end});`;
    }
    case 'i64':
    case 'i128': {
      const { code, words } = g.wordsOf(part, type);
      const width = layoutOf(type) === 'i64' ? 2 : 4;
      return `${code}\n${writer}.integer(${words.array}, ${words.at}, ${width});`;
    }
    case 'f32':
    case 'f64':
      return `${writer}.double(${part.value});`;
    case 'bool':
      return `${writer}.word(${part.value} ? 1 : 0);`;
    default:
      return `${writer}.word(${part.value});`;
  }
}

/** The values of a row that `writeRow` wrote, read one after the other. @param words an array @param at a variable, its place */
export function readRow(types: readonly DataType[], words: string, at: string, g: CodeContext): ExpressionCode[] {
  return types.map((type) => readPart(type, words, at, g));
}

function readPart(type: DataType, words: string, at: string, g: CodeContext): ExpressionCode {
  const value = g.fresh();
  const read = (js: string): ExpressionCode => ({ code: `const ${value} = ${js};`, isNull: 'false', value });
  switch (layoutOf(type)) {
    case 'string':
    case 'binary': {
      const [arena, start, end] = [g.fresh('a'), g.fresh('s'), g.fresh('e')];
      const code = `const ${arena} = new Uint8Array(${words}.buffer, ${words}.byteOffset, ${words}.byteLength);
const ${start} = 4 * ${at} + 4, ${end} = ${start} + ${words}[${at}];
${at} += 1 + ((${words}[${at}] + 3) >> 2);`;
      return g.textOfBytes(code, 'false', { arena, start, end }, type);
    }
    case 'i64':
    case 'i128': {
      const width = layoutOf(type) === 'i64' ? 2 : 4;
      return g.storedInteger(type, ({ array, at: place }) => ({
        code: `for (let k = 0; k < ${width}; k++) ${array}[${place} + k] = ${words}[${at}++];`,
        isNull: 'false',
      }));
    }
    case 'f32':
    case 'f64':
      return read(`${g.constant(doubleOfHalves)}(${words}[${at}++], ${words}[${at}++])`);
    case 'bool':
      return read(`${words}[${at}++] === 1`);
    default:
      return read(`${words}[${at}++]`);
  }
}
