import { expect, test } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
import { Column } from '../../../engine/api/column.ts';
import { DataFrame } from '../../../engine/api/data-frame.ts';
import { GroupedData } from '../../../engine/api/grouped-data.ts';
import { DataFrameWriter } from '../../../engine/api/data-frame-writer.ts';
import { DataStreamWriter } from '../../../engine/api/data-stream-writer.ts';
import { DataFrameReader } from '../../../engine/api/readers.ts';
import { MillraceSession } from '../../../engine/api/session.ts';
import { StreamingQuery } from '../../../engine/api/streaming-query.ts';
import { repositoryFiles, textOf } from '../../architecture/source-files.ts';

const CLASSES: Readonly<Record<string, { readonly prototype: object }>> = {
  df: DataFrame,
  session: MillraceSession,
  query: StreamingQuery,
  read: DataFrameReader,
  readStream: DataFrameReader,
  write: DataFrameWriter,
  writeStream: DataStreamWriter,
};
/** Fields, which no prototype has. */
const FIELDS = ['session.conf', 'session.streams'];

/** Whether a call without its object may be: `.option("a", "b")`, `.agg(...)`. */
const isCalledSomewhere = (name: string): boolean =>
  name in F || [...Object.values(CLASSES), Column, GroupedData].some(({ prototype }) => name in prototype);

/** The texts that tell a cure. */
const hints = repositoryFiles()
  .filter((path) => /^(engine|connectors)\/.*\.ts$/.test(path))
  .flatMap((path) =>
    [...textOf(path).matchAll(/hint:\s*(?:[^'`"\n]*\?\s*)?(['`"])((?:\\.|(?!\1)[^\\])*)\1/g)].map(
      (match) => [path, match[2]!.replace(/\$\{[^}]*\}/g, '')] as const,
    ),
  );

test('hints name only methods that there are', () => {
  expect(hints.length).toBeGreaterThan(100);
  const wrong = hints.flatMap(([path, hint]) => {
    const named = [...hint.matchAll(/\b(df|session|query|read|readStream|writeStream)\.(\w+)/g)]
      .filter(([text, owner, name]) => !(name! in CLASSES[owner!]!.prototype) && !FIELDS.includes(text))
      .map(([text]) => text);
    const called = [...hint.matchAll(/(?<![\w.])\.(\w+)\(/g)]
      .filter(([, name]) => !isCalledSomewhere(name!))
      .map(([text]) => text);
    return [...named, ...called].map((text) => `${path}: ${text}`);
  });
  expect(wrong).toEqual([]);
});
