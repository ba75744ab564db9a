import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createCodec } from '../../kernel/wire/codec.ts';
import { readConnection } from '../../kernel/wire/connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-connection-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WHOLE = {
  transport: 'tcp',
  ip: '127.0.0.1',
  key: 'a key',
  signature_scheme: 'hmac-sha256',
  shell_port: 1,
  control_port: 2,
  stdin_port: 3,
  iopub_port: 4,
  hb_port: 5,
};

function read(text: string): unknown {
  const file = join(folder, 'connection.json');
  writeFileSync(file, text);
  return readConnection(file);
}

const without = (name: string): string => JSON.stringify({ ...WHOLE, [name]: undefined });

const DAMAGED: readonly (readonly [text: string, says: RegExp])[] = [
  ...['shell_port', 'control_port', 'stdin_port', 'iopub_port', 'hb_port'].map(
    (name) => [without(name), new RegExp(`lacks the number "${name}"`)] as const,
  ),
  ...['transport', 'ip'].map((name) => [without(name), new RegExp(`lacks the text "${name}"`)] as const),
  [without('key'), /lacks the text "key"; an empty one means that messages are not signed/],
  [JSON.stringify({ ...WHOLE, key: null }), /lacks the text "key"/],
  [JSON.stringify(WHOLE).slice(0, -1), /lacks JSON/],
  ['', /lacks JSON/],
  ['[]', /lacks a JSON object/],
  ['null', /lacks a JSON object/],
];

test.each(DAMAGED)('%s is refused by name, with the cure', (text, says) => {
  expect(() => read(text)).toThrow(says);
  expect(() => read(text)).toThrow(/connection\.json.*Start the kernel from Jupyter/);
});

test('an empty key means that messages are not signed, and the scheme may be left out', () => {
  expect(read(JSON.stringify({ ...WHOLE, key: '' }))).toEqual({ ...WHOLE, key: '' });
  expect(read(without('signature_scheme'))).toEqual(WHOLE);
  expect(createCodec('').encode).toBeTypeOf('function');
});
