import { array, STRING } from '../../../types/data-type.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { TEXT } from '../../type-pattern.ts';

const CODES: Readonly<Record<string, string>> = {
  B: '1',
  F: '1',
  P: '1',
  V: '1',
  C: '2',
  G: '2',
  J: '2',
  K: '2',
  Q: '2',
  S: '2',
  X: '2',
  Z: '2',
  D: '3',
  T: '3',
  L: '4',
  M: '5',
  N: '5',
  R: '6',
};

export const soundex = defineScalar({
  name: 'soundex',
  group: 'string',
  description: 'The Soundex code.',
  parameters: ['str'],
  examples: [{ sql: "soundex('Miller')", result: 'M460' }],
  args: [TEXT],
  returns: STRING,
  code: kernel((text: string) => {
    const first = text[0] ?? '';
    if (!/[A-Za-z]/.test(first)) return text;
    let result = first.toUpperCase();
    let last = CODES[result] ?? '0';
    for (const c of text.slice(1).toUpperCase()) {
      if (result.length === 4) break;
      if (!/[A-Z]/.test(c)) {
        last = '0';
        continue;
      }
      if (c === 'H' || c === 'W') continue;
      const code = CODES[c] ?? '0';
      if (code !== '0' && code !== last) result += code;
      last = code;
    }
    return result.padEnd(4, '0');
  }),
});

export const sentences = defineScalar({
  name: 'sentences',
  group: 'string',
  description: 'An array of sentences, each an array of words.',
  parameters: ['str', 'lang?', 'country?'],
  examples: [{ sql: "sentences('Hi there! Good morning.')", result: '[[Hi, there], [Good, morning]]' }],
  pretty: (args) => `sentences(${[...args, '', ''].slice(0, 3).join(', ')})`,
  args: [TEXT, TEXT, TEXT],
  required: 1,
  returns: array(array(STRING, false), false),
  code: kernel((text: string) =>
    (text.match(/[^.!?]+[.!?]*/g) ?? [])
      .map((sentence) => sentence.match(/[\p{L}\p{N}'’]+/gu) ?? [])
      .filter((words) => words.length > 0),
  ),
});
