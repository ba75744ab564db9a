import { editDistance } from './edit-distance.ts';

/**
 * The one place that knows what must not be shown: options that are declared as secrets or named like one, their values
 * wherever they turn up, and passwords in addresses. Whatever is text for people goes through `starred`.
 */

/** Names that Spark redacts (`spark.redaction.regex`), logins of Kafka, and what keys and passwords are called elsewhere. */
const NAMED =
  /secret|password|passwd|passphrase|token|credential|jaas|authori[sz]ation|sasl[.]user|(access|api|account|shared|private|keystore|encryption)[._-]?key|connection[._-]?string|(^|[._-])(pass|pwd|auth)($|[._-])/i;
/** Words that a misspelt name of a secret is near to. */
const WORDS = ['password', 'passphrase', 'credential', 'credentials', 'authorization'];
const MISSPELT = 2;

const STARS = '***';
/** A secret that is shorter says too little of itself to be found in texts. */
const SHORTEST = 4;
/** A shorter one is found as a word of its own only: `test` is a password and a part of many words. */
const SHORTEST_ANYWHERE = 8;

const declared = new Set<string>();
const values = new Set<string>();
let finder: RegExp | null = null;

/** Options of connectors that are secrets by their declaration. */
export function declareSecrets(names: Iterable<string>): void {
  for (const name of names) declared.add(name.toLowerCase());
}

/** Whether an option of this name holds a secret. */
export function isSecret(name: string): boolean {
  if (declared.has(name.toLowerCase()) || NAMED.test(name)) return true;
  const last = name.toLowerCase().split(/[._-]/).at(-1)!;
  return last.length > 5 && WORDS.some((word) => editDistance(last, word) <= MISSPELT);
}

/** Whether the text of a secret option says where the secret is, instead of being it: `env:NAME`, `file:PATH`. */
export const isReference = (text: string): boolean => /^(env|file):./.test(text);

/** Remembers what must not be shown of an option that somebody set: all of a secret, the password of an address. */
export function rememberOption(name: string, value: string, secret = isSecret(name)): void {
  if (secret) rememberSecret(value);
  else rememberPasswords(value);
}

/** Remembers the passwords of a path or an address. */
export function rememberPasswords(value: string): void {
  for (const [, password] of value.matchAll(PASSWORD)) rememberSecret(password!);
}

/** In a value that is known as a whole, a password may hold quotes. */
const PASSWORD = /(?:^|[\s,;/])[^\s:@/,;]*:(?!\/)([^\s,;/]+|[^\s,;]+?)@(?=[\w[])/g;

/** From now on this value is starred in every text. */
export function rememberSecret(value: string): void {
  if (isReference(value)) return;
  for (const part of [value, value.trim(), ...passwordsIn(value)]) {
    if (part.length < SHORTEST) continue;
    for (const form of [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part), base64(part)])
      values.add(form);
  }
  finder = null;
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** `Module required username="u" password="p";` */
const passwordsIn = (value: string): string[] =>
  [...value.matchAll(/([\w.]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([^\s"';]+))/g)].flatMap(([, name, ...texts]) =>
    isSecret(name!) ? texts.filter((text) => text !== undefined).map((text) => text.replace(/\\(.)/g, '$1')) : [],
  );

/** Options as they may be shown. */
export const starredOptions = (options: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      isSecret(name) && !isReference(value) ? '*********(redacted)' : starred(value),
    ]),
  );

/** A text as it may be shown: no value of a secret, no password of an address, no string given to the name of a secret. */
export const starred = (text: string): string => withoutGiven(withoutPasswords(starredValues(text)));

/** Any text, data among it, without the values of secrets. */
export function starredValues(text: string): string {
  if (values.size === 0) return text;
  finder ??= finderOf(values);
  return text.replace(finder, STARS);
}

/** Plain data with all its texts without the values of secrets. */
export function starredDeep<T>(data: T): T {
  if (values.size === 0) return data;
  if (typeof data === 'string') return starredValues(data) as T;
  if (Array.isArray(data)) return data.map((each: unknown) => starredDeep(each)) as T;
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype) return data;
  return Object.fromEntries(Object.entries(data).map(([key, each]) => [key, starredDeep<unknown>(each)])) as T;
}

function finderOf(all: Iterable<string>): RegExp {
  const longestFirst = [...all].sort((a, b) => b.length - a.length);
  const parts = longestFirst.map((value) => {
    const exact = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return value.length >= SHORTEST_ANYWHERE ? exact : `(?<![\\p{L}\\p{N}_])${exact}(?![\\p{L}\\p{N}_])`;
  });
  return new RegExp(parts.join('|'), 'gu');
}

/** `https://user:password@host`, up to the last @ before the path. */
const IN_URL = /(\b[a-z][a-z0-9+.-]*:\/+[^\s:@/"'`]*:)(?:[^\s"'`/]+|[^\s"'`]+?)@/gi;
/** `user:password@host` */
const IN_ADDRESS = /((?:^|[^\w.+-])[A-Za-z_][\w.+-]*:)(?!\/)[^\s"'`@/,;(){}[\]]+@(?=[\w[])/g;

const withoutPasswords = (text: string): string =>
  text.includes('@') ? text.replace(IN_URL, `$1${STARS}@`).replace(IN_ADDRESS, `$1${STARS}@`) : text;

/** A name, quoted or not, then a comma, colon or equals sign, then a string to its end or the line's. */
const GIVEN = /((['"`]?)([\w.-]+)\2\s*(?::\s*\w+\s*)?[,:=]\s*)(['"`])((?:\\.|(?!\4).)*)(\4|$)/g;

/** A text about code, as it may be shown, without the strings that the code gives to the names of secrets. */
export function starredAbout(code: string, text: string): string {
  const given = [...code.matchAll(GIVEN)].filter(([, , , name, , value]) => isSecret(name!) && !isReference(value!));
  return given.reduce((shown, [, , , , , value]) => shown.replaceAll(`"${value}"`, `"${STARS}"`), starred(text));
}

const withoutGiven = (text: string): string =>
  text.replace(GIVEN, (all, before: string, _, name: string, quote: string, value: string, end: string) =>
    isSecret(name) && !isReference(value) ? `${before}${quote}${STARS}${end}` : all,
  );
