import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../../kernel/wire/codec.ts';

const bytes = fc.uint8Array({ maxLength: 8 });

describe('a message', () => {
  test('comes back as it was sent, with its identities and buffers', () => {
    const parts = {
      content: fc.dictionary(fc.string(), fc.jsonValue()),
      identities: fc.array(bytes, { maxLength: 3 }),
      buffers: fc.array(bytes, { maxLength: 3 }),
    };
    fc.assert(
      fc.property(fc.record(parts), ({ content, identities, buffers }) => {
        const sent = { type: 'execute_request', content: JSON.parse(JSON.stringify(content)), identities, buffers };
        const got = createCodec('key').decode(createCodec('key').encode(sent));
        expect(got.content).toEqual(sent.content);
        expect(got.header.msg_type).toBe('execute_request');
        expect(got.parent).toEqual({});
        expect([got.identities, got.buffers].map((list) => list.map((b) => [...b]))).toEqual(
          [identities, buffers].map((list) => list.map((b) => [...b])),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('is refused when any of its signed parts was changed', () => {
    const frames = createCodec('key').encode({ type: 'execute_request', content: { code: '1' } });
    for (let part = 2; part < 6; part++) {
      const changed = frames.map((frame, i) => (i === part ? Buffer.from(`${Buffer.from(frame)} `) : frame));
      expect(() => createCodec('key').decode(changed), `part ${part}`).toThrow(/wrong signature/);
    }
  });

  test('is refused when it comes a second time, unless nothing is signed', () => {
    for (const [key, refused] of [
      ['key', true],
      ['', false],
    ] as const) {
      const codec = createCodec(key);
      const frames = codec.encode({ type: 'execute_request', content: {} });
      codec.decode(frames);
      if (refused) expect(() => codec.decode(frames)).toThrow(/came before/);
      else expect(codec.decode(frames).content).toEqual({});
    }
  });

  test.each([
    ['no delimiter', [Buffer.from('{}')]],
    ['too few parts', [Buffer.from('<IDS|MSG>'), Buffer.from(''), Buffer.from('{}')]],
    ['a part that is no object', ['<IDS|MSG>', '', '{}', '{}', '1', '{}'].map((text) => Buffer.from(text))],
  ])('is refused with %s', (_, frames) => {
    expect(() => createCodec('').decode(frames)).toThrow(/Not a Jupyter message/);
  });
});
