import { array, STRING } from '../../../types/data-type.ts';
import { soundex as code } from '../../bytes/soundex.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes, kernel } from '../../function-code.ts';
import { TEXT } from '../../type-pattern.ts';

export const soundex = defineScalar({
  name: 'soundex',
  group: 'string',
  description: 'The Soundex code.',
  parameters: ['str'],
  examples: [{ sql: "soundex('Miller')", result: 'M460' }],
  args: [TEXT],
  returns: STRING,
  code: bytes('text', code),
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
