import { JsonCursor, JsonSyntaxError, numberText, quoted, type JsonSyntax } from './json-cursor.ts';

/** A JSON value with what is needed to write it again. */
export type JsonNode =
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number' | 'word'; readonly text: string };

/** The tree of a JSON text, undefined when it is none. What follows the value is left unread. */
export const parseJson = (text: string, syntax: JsonSyntax): JsonNode | undefined =>
  readJsonText(text, syntax, jsonNode);

/** What a function reads at the beginning of a JSON text, undefined when that is none. */
export function readJsonText<T>(text: string, syntax: JsonSyntax, read: (c: JsonCursor) => T): T | undefined {
  try {
    return read(new JsonCursor(text, syntax));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** The tree of the value at a cursor. @throws JsonSyntaxError */
export function jsonNode(c: JsonCursor): JsonNode {
  const code = c.peek();
  if (code === 123) {
    const fields: [string, JsonNode][] = [];
    c.object((name) => fields.push([name, jsonNode(c)]));
    return { kind: 'object', fields };
  }
  if (code === 91) {
    const items: JsonNode[] = [];
    c.array(() => items.push(jsonNode(c)));
    return { kind: 'array', items };
  }
  if (c.startsString()) return { kind: 'string', text: c.string() };
  for (const word of ['true', 'false', 'null']) if (c.word(word)) return { kind: 'word', text: word };
  const number = c.number();
  return number === undefined ? c.fail() : { kind: 'number', text: number };
}

/** Compact JSON text of a value. */
export function nodeText(n: JsonNode): string {
  switch (n.kind) {
    case 'object':
      return `{${n.fields.map(([name, value]) => `${quoted(name)}:${nodeText(value)}`).join(',')}}`;
    case 'array':
      return `[${n.items.map(nodeText).join(',')}]`;
    case 'string':
      return quoted(n.text);
    case 'number':
      return numberText(n.text);
    case 'word':
      return n.text;
  }
}
