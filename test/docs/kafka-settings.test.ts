import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { doneSettings } from '../../connectors/kafka/client-option-specs.ts';
import { IDLE_SETTINGS, type ClientRole } from '../../connectors/kafka/idle-settings.ts';
import { REFUSED_SETTINGS } from '../../connectors/kafka/refused-settings.ts';
import { isSecret } from '../../engine/types/secrets.ts';
import { hasKafkaJars, kafkaJars } from '../../kernel/cli/servers/kafka-server.ts';

const ROLES = ['source', 'sink'] as const;
const named = (name: string): string => `\`kafka.${name.replace(/^kafka\./, '')}\``;

/** Every setting of Kafka's clients, from the declarations. */
function table(): string {
  const [source, sink] = ROLES.map((role) => doneSettings(role)) as [
    ReturnType<typeof doneSettings>,
    ReturnType<typeof doneSettings>,
  ];
  const own = (specs: typeof source, others: typeof source): typeof source =>
    specs.filter(({ name }) => !others.some((other) => other.name === name));
  const done = [
    ...source.filter((spec) => sink.includes(spec)).map((spec) => [spec, 'both'] as const),
    ...own(source, sink).map((spec) => [spec, 'source'] as const),
    ...own(sink, source).map((spec) => [spec, 'sink'] as const),
  ];
  return [
    '| setting | of | what it does |',
    '| --- | --- | --- |',
    ...done.map(([{ name, description, default: usual }, of]) => {
      const unless = usual === undefined ? '' : ` (default: ${usual})`;
      return `| ${named(name)} | ${of} | ${description}${unless} |`;
    }),
    ...Object.entries(REFUSED_SETTINGS).map(([name, cure]) => `| ${named(name)} | both | refused. ${cure} |`),
    ...IDLE_SETTINGS.map(({ of, names, reason }) => `| ${names.map(named).join(', ')} | ${of} | nothing: ${reason} |`),
  ].join('\n');
}

test('the page of Kafka says of every setting of its clients what becomes of it', () => {
  const page = readFileSync(join(import.meta.dirname, '../../connectors/kafka/README.md'), 'utf8');
  expect(page).toContain(`\n${table()}\n`);
});

/** What is declared for a role, each once. */
const declared = (role: ClientRole): string[] => [
  ...doneSettings(role).map(({ name }) => name.slice('kafka.'.length)),
  ...Object.keys(REFUSED_SETTINGS),
  ...IDLE_SETTINGS.flatMap(({ of, names }) => (of === role || of === 'both' ? names : [])),
];

test.each(ROLES)('no setting of the %s is declared twice', (role) => {
  const names = declared(role);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('a setting that holds a password is a secret, also where it does nothing', () => {
  const holds = /password|secret$|passphrase|keystore\.key$|jaas/;
  const names = ROLES.flatMap(declared).filter((name) => holds.test(name));
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !isSecret(`kafka.${name}`))).toEqual([]);
});

/** Prints the settings of Kafka's own clients. */
const PROGRAM = `
public class Settings {
  public static void main(String[] none) {
    org.apache.kafka.clients.consumer.ConsumerConfig.configNames().forEach(n -> System.out.println("source " + n));
    org.apache.kafka.clients.producer.ProducerConfig.configNames().forEach(n -> System.out.println("sink " + n));
  }
}`;
const missing = hasKafkaJars() ? '' : " (skipped: Kafka's jars are not here)";

test.skipIf(missing !== '')(`all settings of Kafka's own clients are declared${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-settings-'));
  const program = join(folder, 'Settings.java');
  writeFileSync(program, PROGRAM);
  const printed = execFileSync('java', ['-cp', kafkaJars(), program], { encoding: 'utf8', stdio: 'pipe' });
  rmSync(folder, { recursive: true });
  const settings = printed.split('\n').flatMap((line) => /^(source|sink) (\S+)$/.exec(line)?.slice(1) ?? []);
  expect(settings.length).toBeGreaterThan(200);
  for (const role of ROLES) {
    const known = new Set(declared(role));
    const theirs = settings.filter((_, i) => i % 2 === 1 && settings[i - 1] === role);
    expect(
      theirs.filter((name) => !known.has(name)),
      role,
    ).toEqual([]);
  }
});
