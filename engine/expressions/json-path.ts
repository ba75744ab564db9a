import { JsonCursor, JsonSyntaxError, quoted, numberText, type JsonSyntax } from './json-cursor.ts';

export type PathStep = { readonly name: string } | { readonly index: number } | 'all' | 'anyName';

/** The steps of `$.a['b'][0][*]`; undefined when malformed. */
export function parsePath(path: string): PathStep[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  const step = /\.(\*)|\.([^.[]+)|\['([^']*)'\]|\[(\d+)\]|\[(\*)\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const at = step.lastIndex;
    const match = step.exec(path);
    if (match === null || step.lastIndex === at) return undefined;
    if (match[1] !== undefined) steps.push('anyName');
    else if (match[5] !== undefined) steps.push('all');
    else if (match[4] !== undefined) steps.push({ index: Number(match[4]) });
    else steps.push(match[3] === '*' ? 'anyName' : { name: match[2] ?? match[3]! });
  }
  return steps;
}

/** A JSON value with what is needed to write it again. */
export type JsonNode =
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number' | 'word'; readonly text: string };

/** The tree of a JSON text, undefined when it is none. What follows the value is left unread. */
export function parseJson(text: string, syntax: JsonSyntax): JsonNode | undefined {
  try {
    return node(new JsonCursor(text, syntax));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

function node(c: JsonCursor): JsonNode {
  const code = c.peek();
  if (code === 123) {
    const fields: [string, JsonNode][] = [];
    c.object((name) => fields.push([name, node(c)]));
    return { kind: 'object', fields };
  }
  if (code === 91) {
    const items: JsonNode[] = [];
    c.array(() => items.push(node(c)));
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

/** What a path finds, as text: strings without quotes, several finds as an array; null when it finds nothing. */
export function queryJson(root: JsonNode, steps: readonly PathStep[]): string | null {
  const found = find(root, steps, 0);
  if (found === undefined || (found.kind === 'word' && found.text === 'null')) return null;
  return found.kind === 'string' && !found.quotes ? found.text : nodeText(found);
}

type Found = (JsonNode & { readonly quotes?: boolean }) | undefined;

function find(n: JsonNode, steps: readonly PathStep[], at: number): (Found & { quotes?: boolean }) | undefined {
  if (at === steps.length) return n;
  const step = steps[at]!;
  if (step === 'anyName') return undefined;
  if (step === 'all') return n.kind === 'array' ? findAll(n.items, steps, at + 1) : undefined;
  if ('index' in step) {
    const item = n.kind === 'array' ? n.items[step.index] : undefined;
    return item === undefined ? undefined : find(item, steps, at + 1);
  }
  if (n.kind !== 'object') return undefined;
  const field = n.fields.find(([name]) => name === step.name);
  return field === undefined || (field[1].kind === 'word' && field[1].text === 'null')
    ? undefined
    : find(field[1], steps, at + 1);
}

/** One find stands alone (a text keeps its quotes), several make an array. */
function findAll(items: readonly JsonNode[], steps: readonly PathStep[], at: number): Found {
  const next = steps[at] === 'all' ? items.flatMap((item) => (item.kind === 'array' ? item.items : [])) : items;
  const rest = steps[at] === 'all' ? at + 1 : at;
  const found = next.flatMap((item) => {
    const value = find(item, steps, rest);
    return value === undefined ? [] : [value];
  });
  if (found.length === 0) return undefined;
  return found.length === 1 ? { ...found[0]!, quotes: true } : { kind: 'array', items: found };
}
