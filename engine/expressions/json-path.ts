import type { JsonCursor } from '../formats/json/json-cursor.ts';
import { jsonNode, nodeText, type JsonNode } from '../formats/json/json-tree.ts';

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

/** What a path finds, as text: strings without quotes, several finds as an array; null when it finds nothing. */
export function findInJson(c: JsonCursor, steps: readonly PathStep[], at = 0): string | null {
  if (at === steps.length) return c.word('null') ? null : c.startsString() ? c.string() : c.copy();
  const step = steps[at]!;
  if (typeof step === 'string') return queryJson(jsonNode(c), steps.slice(at));
  const byName = 'name' in step;
  if (c.peek() !== (byName ? 123 : 91)) {
    c.skip();
    return null;
  }
  let found: string | null = null;
  let passed = false;
  const look = (place: string | number): void => {
    if (passed || place !== (byName ? step.name : step.index)) c.skip();
    else {
      passed = true;
      found = findInJson(c, steps, at + 1);
    }
  };
  if (byName) c.object(look);
  else c.array(look);
  return found;
}

/** The same in a tree. */
function queryJson(root: JsonNode, steps: readonly PathStep[]): string | null {
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
