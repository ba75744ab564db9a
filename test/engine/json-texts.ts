import fc from 'fast-check';

/** A JSON object as a topic or a file holds them: nearly always of one shape. */
export const regular = fc
  .record({
    id: fc.integer(),
    name: fc.oneof(fc.constantFrom('PT', 'say "hi"', 'ção', '\u2028', ''), fc.string({ maxLength: 8 })),
    amount: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -9, max: 9 })),
    big: fc.boolean(),
    ts: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((d) => d.toISOString()),
  })
  .map((value) => JSON.stringify(value));
/** What comes between them once in a while. */
export const odd = fc.oneof(
  regular.map((text) => text.replace('"id":', '"id" : ')),
  regular.map((text) => text.slice(0, text.length >> 1)),
  regular.map((text) => `${text} `),
  fc.json(),
  fc.constantFrom(
    '',
    ' ',
    '{}',
    '[]',
    'null',
    '{"id":"1"}',
    '{"id":1.5}',
    '{"id":99999999999999999999}',
    '{"name":{"a":1}}',
    '{"id":1}{"id":2}',
  ),
);
