import { describe, expect, test } from 'vitest';
import { circles } from './circles.ts';
import { layers } from './layers.ts';
import { importsOf, repositoryFiles, textOf, type Import } from './source-files.ts';

const PARTS = /^(engine|connectors|kernel)\/|^[\w-]+\.ts$/;
const files = repositoryFiles().filter((path) => path.endsWith('.ts') && PARTS.test(path));
const imports = files.flatMap(importsOf);
const layerOf = (path: string): string => {
  const folders = path.split('/').slice(0, -1);
  const place = folders.slice(0, 2).join('/');
  return folders[0] === 'connectors' && layers[place] === undefined ? 'connectors' : place;
};

describe('imports', () => {
  test('of files end in .ts or .json', () => {
    expect(imports.filter(({ specifier }) => !/\.(ts|json)$/.test(specifier))).toEqual([]);
  });

  test('go in the allowed direction', () => {
    const wrong = imports.filter(({ from, to, typesOnly }) => {
      const [a, b] = [layerOf(from), layerOf(to)];
      if (a === b) return false;
      const layer = layers[a];
      const named = (list: readonly string[] | undefined): boolean => list?.some((n) => n === b || n === to) === true;
      return layer === undefined || !(named(layer.sees) || (typesOnly && named(layer.types)));
    });
    expect(wrong.map(describeImport)).toEqual([]);
  });

  test('form no cycle of code', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typesOnly } of imports) {
      if (!typesOnly) next.set(from, [...(next.get(from) ?? []), to]);
    }
    expect(findCycle(next)).toBeNull();
  });

  test('form no circle of types but those of the list', () => {
    const known = circles.map(({ files }) => [...files].sort());
    expect(circlesOf(imports)).toEqual(known.sort(([a], [b]) => (a! < b! ? -1 : 1)));
  });
});

test('a connector that talks to a system is loaded when it is first used', () => {
  const loaded = new Set(['connectors/index.ts']);
  for (const file of loaded) {
    for (const { to, typesOnly, lazy } of importsOf(file)) if (!typesOnly && !lazy) loaded.add(to);
  }
  const talks = /^import (?!type).*(kafkajs|node:net|node:tls|node:http)/m;
  expect([...loaded].filter((file) => talks.test(textOf(file)))).toEqual([]);
  expect(loaded).not.toContain('connectors/kafka/readers.ts');
  expect(loaded).not.toContain('connectors/kafka/writer.ts');
});

const describeImport = ({ from, to, typesOnly }: Import): string => `${from} -> ${to}${typesOnly ? ' (types)' : ''}`;

/** The first cycle, as the files along it. */
function findCycle(next: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const each of next.get(file) ?? []) {
      const cycle = visit(each);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const cycle = visit(file);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Files that reach each other by imports of any kind, sorted (Tarjan's algorithm). */
function circlesOf(all: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of all) next.set(from, [...(next.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    open.push(file);
    for (const to of next.get(file) ?? []) {
      if (!order.has(to)) lowest.set(file, Math.min(lowest.get(file)!, visit(to)));
      else if (open.includes(to)) lowest.set(file, Math.min(lowest.get(file)!, order.get(to)!));
    }
    if (lowest.get(file) === order.get(file)) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return lowest.get(file)!;
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found.sort(([a], [b]) => (a! < b! ? -1 : 1));
}
