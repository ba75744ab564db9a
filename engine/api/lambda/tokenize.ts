import { refuse } from './refuse.ts';

export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly text: string; readonly at: number }
  | {
      readonly kind: 'template';
      readonly parts: readonly string[];
      /** Sources of the `${...}` parts, between the texts. */
      readonly holes: readonly string[];
      readonly text: string;
      readonly at: number;
    }
  | { readonly kind: 'symbol'; readonly text: string; readonly at: number };

const SYMBOLS = [
  '===',
  '!==',
  '**',
  '=>',
  '...',
  '&&',
  '||',
  '??',
  '?.',
  '==',
  '!=',
  '<=',
  '>=',
  '++',
  '--',
  '+=',
  '-=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '>',
  '!',
  '=',
  '?',
  ':',
  ',',
  ';',
  '.',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '&',
  '|',
  '^',
  '~',
];

const NUMBER =
  /^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?(?:\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)n?/;

/** White space and comments. */
const BLANK = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/;

/** The tokens of a lambda's source; comments and white space are gone. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const blank = BLANK.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = tokenAt(source, at, rest);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(source: string, at: number, rest: string): Token {
  const name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(rest)?.[0];
  if (name !== undefined) return { kind: 'name', text: name, at };
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return { kind: 'number', text: number, at };
  const quoted = /^(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')/.exec(rest)?.[0];
  if (quoted !== undefined) return { kind: 'string', value: unescape(quoted.slice(1, -1)), text: quoted, at };
  if (rest.startsWith('`')) return template(source, at);
  const symbol = SYMBOLS.find((s) => rest.startsWith(s) && !(s === '?.' && /\d/.test(rest[2] ?? '')));
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, at };
  return refuse(source, `the character ${JSON.stringify(rest[0])}`, 'Leave it out.');
}

function template(source: string, at: number): Token {
  const parts: string[] = [];
  const holes: string[] = [];
  let part = '';
  let i = at + 1;
  while (i < source.length && source[i] !== '`') {
    if (source[i] === '\\') {
      part += source.slice(i, i + 2);
      i += 2;
    } else if (source.startsWith('${', i)) {
      const end = closingBrace(source, i + 2);
      parts.push(unescape(part));
      holes.push(source.slice(i + 2, end));
      part = '';
      i = end + 1;
    } else part += source[i++]!;
  }
  parts.push(unescape(part));
  return { kind: 'template', parts, holes, text: source.slice(at, i + 1), at };
}

/** Where the `}` of a `${` stands; those in texts, comments and templates within are none. */
function closingBrace(source: string, from: number): number {
  let depth = 1;
  let at = from;
  while (at < source.length) {
    const rest = source.slice(at);
    const { text, kind } = BLANK.test(rest) ? { text: BLANK.exec(rest)![0], kind: 'blank' } : tokenAt(source, at, rest);
    if (kind === 'symbol' && text === '{') depth++;
    if (kind === 'symbol' && text === '}' && --depth === 0) return at;
    at += text.length;
  }
  return at;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' };

const unescape = (text: string): string =>
  text.replace(/\\(u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|\r\n|[\s\S])/g, (_, e: string) => {
    if (e.length > 1 && (e[0] === 'u' || e[0] === 'x'))
      return String.fromCodePoint(Number.parseInt(e.replace(/[ux{}]/g, ''), 16));
    if (e === '\n' || e === '\r\n') return '';
    return ESCAPES[e] ?? e;
  });
