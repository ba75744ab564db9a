import { parseType } from '../types/ddl.ts';
import type { DataType } from '../types/data-type.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads a data type at the cursor. */
export function readType(tokens: TokenStream): DataType {
  const start = tokens.peek().start;
  const end = typeEnd(tokens);
  const type = parseType(tokens.sql.slice(start, end));
  tokens.skipTo(end);
  return type;
}

/** What may follow a type of one word. */
const MORE = /^\s+(?:without\s+time\s+zone|with\s+local\s+time\s+zone|collate\s+[a-z0-9_]+)(?!\w)/i;

function typeEnd(tokens: TokenStream): number {
  const end = nameEnd(tokens);
  return end + (MORE.exec(tokens.sql.slice(end))?.[0].length ?? 0);
}

function nameEnd(tokens: TokenStream): number {
  const first = tokens.peek();
  if (first.kind !== 'word') tokens.fail();
  if (first.text === 'interval') return intervalEnd(tokens);
  let end = first.end;
  const { sql } = tokens;
  const opened = /^\s*[(<]/.exec(sql.slice(end));
  if (opened === null) return end;
  end += opened[0].length;
  let depth = 1;
  while (depth > 0 && end < sql.length) {
    const c = sql[end++]!;
    if (c === '(' || c === '<') depth++;
    if (c === ')' || c === '>') depth--;
  }
  return end;
}

const FIELD = /^(?:year|month|day|hour|minute|second)$/;

function intervalEnd(tokens: TokenStream): number {
  const [name, start, to, end] = [0, 1, 2, 3].map((i) => tokens.peek(i));
  if (start!.kind !== 'word' || !FIELD.test(start!.text)) return name!.end;
  return to!.text === 'to' && FIELD.test(end!.text) ? end!.end : start!.end;
}
