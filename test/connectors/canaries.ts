import { sinks, sources } from '../../connectors/index.ts';
import type { SinkDefinition } from '../../engine/spi/sink.ts';
import type { OptionSpec, SourceDefinition } from '../../engine/spi/source.ts';

/** Names that a prefix takes and no declaration lists. */
const BEHIND_PREFIX = ['kafka.apiKey', 'kafka.ssl.truststore.passphrase', 'kafka.sasl.oauthbearer.client.secret'];
/** What a connector needs beside the option that is tried; a port that nobody listens on. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kafka: {
    'kafka.bootstrap.servers': '127.0.0.1:1',
    subscribe: 't',
    topic: 't',
    'fetchOffset.numRetries': '0',
    'kafka.retries': '0',
    'kafka.security.protocol': 'SASL_SSL',
    'kafka.sasl.mechanism': 'PLAIN',
  },
  socket: { host: '127.0.0.1', port: '1' },
};
const ONE_OF = ['subscribe', 'subscribePattern', 'assign'];

/** An option by a name that it can be given, and its declaration. */
export type DeclaredOption = readonly [name: string, spec: OptionSpec];

/** Every source that a reader can name, with its options. */
export const sourceOptions: readonly (readonly [SourceDefinition, readonly DeclaredOption[]])[] = sources
  .filter(({ name }) => name !== 'memory-stream')
  .map((source) => [source, declaredIn(source.options)] as const);

/** Every sink with its options, among them the one that all have. */
export const sinkOptions: readonly (readonly [SinkDefinition, readonly DeclaredOption[]])[] = sinks.map(
  (sink) => [sink, declaredIn([...sink.options, { name: 'checkpointLocation', description: '' }])] as const,
);

function declaredIn(specs: readonly OptionSpec[]): DeclaredOption[] {
  return specs.flatMap((spec) =>
    (spec.prefix === true ? BEHIND_PREFIX : [spec.name]).map((name) => [name, spec] as const),
  );
}

let last = 0;
/** A secret that no other case has. */
export const canary = (): string => `Canary+${++last}"7f`;

/** The mark of every canary as it is, in JSON, in an address, and in base64 wherever it stands among other bytes. */
const FORMS = new RegExp(['Canary\\+\\d', 'Canary%2B\\d', ...[0, 1, 2].map(inBase64)].join('|'));

/** What base64 makes of a canary's mark behind some other bytes, without the characters that it shares with its neighbours. */
function inBase64(before: number): string {
  const text = Buffer.from(`${'-'.repeat(before)}Canary+`)
    .toString('base64')
    .replaceAll('=', '');
  return text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + 7) * 4) / 3));
}

/** Where a text holds a canary in any form, with what stands around it; empty when it holds none. */
export function canaryIn(text: string): string {
  const at = text.search(FORMS);
  return at < 0 ? '' : text.slice(Math.max(0, at - 300), at + 100);
}

/** Whether an option is tried as a secret; else a password stands in an address that it is given. */
export const takesSecret = ({ secret, prefix }: OptionSpec): boolean => secret === true || prefix === true;

/** How a canary is put into an option. */
export const valuesFor = (spec: OptionSpec, text: string): readonly string[] =>
  takesSecret(spec)
    ? [text, `Module required username="u" password="${text}";`]
    : [`user:${text}@host`, `https://user:${text}@host/path`];

/** What a connector needs beside an option that is tried. */
export const neededBeside = (connector: string, option: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(NEEDED[connector] ?? {}).filter(
      ([other]) => other !== option && !(ONE_OF.includes(option) && ONE_OF.includes(other)),
    ),
  );
