import { beforeAll, describe, expect, test } from 'vitest';
import { AnalysisError, RuntimeError } from '../../../engine/types/errors.ts';
import {
  declareSecrets,
  isSecret,
  rememberSecret,
  starred,
  starredAbout,
  starredDeep,
  starredOptions,
} from '../../../engine/types/secrets.ts';

const SECRETS = [
  'kafka.sasl.jaas.config',
  'kafka.ssl.keystore.key',
  'kafka.ssl.key.password',
  'kafka.sasl.username',
  'apiKey',
  'api_key',
  'x-api-key',
  'Authorization',
  'authorisation',
  'oauth.token',
  'fs.s3a.access.key',
  'fs.azure.account.key',
  'connectionString',
  'db.pwd',
  'http.auth',
  'passwd',
  // misspelt
  'pasword',
  'kafka.ssl.key.passwrod',
  'credentail',
];
const PLAIN = [
  'kafka.bootstrap.servers',
  'kafka.sasl.mechanism',
  'subscribe',
  'path',
  'header',
  'keyColumn',
  'bypass',
  'author',
  'compass',
  'port',
];

test.each(SECRETS)('%s is a secret', (name) => expect(isSecret(name)).toBe(true));
test.each(PLAIN)('%s is none', (name) => expect(isSecret(name)).toBe(false));

test('an option is a secret when its connector declares it, whatever its name', () => {
  expect(isSecret('door.number')).toBe(false);
  declareSecrets(['door.number']);
  expect(starredOptions({ 'Door.Number': '4711', path: '/a' })).toEqual({
    'Door.Number': '*********(redacted)',
    path: '/a',
  });
});

test('a reference to a secret is shown as it is', () => {
  const options = { password: 'env:DB_PASSWORD', token: 'file:/run/token' };
  expect(starredOptions(options)).toEqual(options);
  expect(starred('.option("password", "env:DB_PASSWORD")')).toBe('.option("password", "env:DB_PASSWORD")');
});

const ADDRESSES: readonly (readonly [text: string, shown: string])[] = [
  ['https://ana:s3cret@host:8080/path', 'https://ana:***@host:8080/path'],
  ['https://ana:s3@cret@host/a@b', 'https://ana:***@host/a@b'],
  ['mongodb://ana:pa/ss@host', 'mongodb://ana:***@host'],
  ['jdbc:postgresql://ana:s3cret@db/x', 'jdbc:postgresql://ana:***@db/x'],
  ['redis://:s3cret@host', 'redis://:***@host'],
  ['file:///tmp/a', 'file:///tmp/a'],
  ["'ana:s3cret@host:9092' in kafka.bootstrap.servers", "'ana:***@host:9092' in kafka.bootstrap.servers"],
  ['ana:s3cret@h1:1,bo:other@h2:2', 'ana:***@h1:1,bo:***@h2:2'],
  ['mail ana@host', 'mail ana@host'],
  ['at 12:30 @ noon', 'at 12:30 @ noon'],
];
test.each(ADDRESSES)('%s', (text, shown) => expect(starred(text)).toBe(shown));

describe('a value that is known', () => {
  const value = 'Kn0wn "value"/9';
  beforeAll(() => {
    rememberSecret(value);
    rememberSecret('M required username="ana" password="in jaas \\"x\\"";');
    rememberSecret('test');
    rememberSecret('ab');
  });

  const forms: readonly (readonly [name: string, text: string])[] = [
    ['plain', value],
    ['as JSON', JSON.stringify(value).slice(1, -1)],
    ['in a URL', encodeURIComponent(value)],
    ['in base64', Buffer.from(value).toString('base64')],
    ['the password of a login', 'in jaas "x"'],
  ];
  test.each(forms)('%s is starred in any text', (_, text) => {
    expect(starred(`before ${text} after`)).toBe('before *** after');
    expect(starredDeep({ a: [{ b: `<${text}>` }], n: 1 })).toEqual({ a: [{ b: '<***>' }], n: 1 });
  });

  test('that is short is starred as a word only, and a very short one not at all', () => {
    expect(starred('the test of testing, contest: test.')).toBe('the *** of testing, contest: ***.');
    expect(starred('ab cab')).toBe('ab cab');
  });

  test('is in no part of an error, nor of what caused it', () => {
    const error = new AnalysisError({
      condition: 'X',
      message: `a ${value}`,
      hint: `b ${value}`,
      code: `f("${value}")`,
      input: `row ${value}`,
      cause: new TypeError(`c ${value}`, { cause: new Error(`d ${value}`) }),
    });
    const cause = error.cause as Error;
    const all = [
      error.message,
      error.stack,
      error.hint,
      error.code,
      error.input,
      error.summary,
      cause.message,
      cause.stack,
    ];
    expect([...all, (cause.cause as Error).message, JSON.stringify(error.detail())].join('\n')).not.toContain('Kn0wn');
    expect(cause.name).toBe('TypeError');
  });
});

test('data that a row brings is not taken for an address', () => {
  const { message, input } = new RuntimeError({ condition: 'X', message: "'a:b@c' is no INT", input: 'row "a:b@c"' });
  expect(message + input).toBe(`[X] 'a:b@c' is no INT\n  row "a:b@c"row "a:b@c"`);
});

test.each([
  ['const settings = { password: "C4nary" }', `'"C4nary"' is not assignable`, `'"***"' is not assignable`],
  [`f('kafka.sasl.password', 'C4nary')`, `Type '"C4nary"'`, `Type '"***"'`],
  ['const mode = "append"', `Type '"append"'`, `Type '"append"'`],
  ['const password = "env:LOGIN"', `Type '"env:LOGIN"'`, `Type '"env:LOGIN"'`],
  ['const password = "C4nary"', 'C4nary is no module', 'C4nary is no module'],
])('a text about %s', (code, text, shown) => {
  expect(starredAbout(code, text)).toBe(shown);
});
