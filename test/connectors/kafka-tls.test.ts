import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { kafkaPorts, kafkaTlsFile } from '../../kernel/cli/servers/kafka-server.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { readBatch, write, type Options } from '../options/kafka-runs.ts';
import { testBroker } from './kafka-broker.ts';
import { makeTopic, numbered, testClient } from './kafka-topics.ts';

const broker = await testBroker();
const plain = 'address' in broker ? broker.address : '';
const port = 'reason' in broker ? undefined : kafkaPorts()?.['tls'];
const missing =
  'reason' in broker ? broker.reason : port === undefined ? 'the broker has no port for TLS: no openssl?' : null;
const noKeytool = spawnSync('keytool', ['-help']).error === undefined ? null : 'no keytool on the path';
if (missing !== null) console.log(`Tests of Kafka with TLS are skipped: ${missing}.`);
else if (noKeytool !== null) console.log(`The test of Java's keystores is skipped: ${noKeytool}.`);

const folder = mkdtempSync(join(tmpdir(), 'millrace-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The certificate is of localhost, and of no other name. */
const tls = (more: Options): Record<string, string> => ({
  'kafka.bootstrap.servers': `localhost:${port}`,
  'kafka.security.protocol': 'SSL',
  'kafka.ssl.truststore.location': kafkaTlsFile('brokerCertificate'),
  ...more,
});
const ELSEWHERE = { 'kafka.bootstrap.servers': `127.0.0.1:${port}` };
const text = (file: Parameters<typeof kafkaTlsFile>[0]): string =>
  missing === null ? readFileSync(kafkaTlsFile(file), 'utf8') : '';
const part = (name: string): string =>
  new RegExp(`-----BEGIN ${name}-----[^]*-----END ${name}-----`).exec(text('client'))?.[0] ?? '';
const written = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

/** What is set, and what a reader sees: its offsets, or a failure that is told at once. */
const CASES: readonly (readonly [what: string, options: Options, shows: string | RegExp])[] = [
  ['a truststore in a file', {}, '0:0,1,2'],
  [
    'a truststore as text',
    {
      'kafka.ssl.truststore.location': written('none.pem', text('clientCertificate')),
      'kafka.ssl.truststore.certificates': text('brokerCertificate'),
    },
    '0:0,1,2',
  ],
  ['TLS 1.2 only', { 'kafka.ssl.enabled.protocols': 'TLSv1.2' }, '0:0,1,2'],
  ['TLS 1.3 only', { 'kafka.ssl.enabled.protocols': 'TLSv1.3' }, '0:0,1,2'],
  [
    'a certificate of the client that the broker trusts',
    { 'kafka.ssl.keystore.location': kafkaTlsFile('client') },
    '0:0,1,2',
  ],
  [
    'the same as text',
    { 'kafka.ssl.keystore.key': part('PRIVATE KEY'), 'kafka.ssl.keystore.certificate.chain': part('CERTIFICATE') },
    '0:0,1,2',
  ],
  [
    "a certificate of the client that it does not trust: the broker's own",
    { 'kafka.ssl.keystore.location': kafkaTlsFile('broker') },
    /^KAFKA_TLS_FAILED: .*localhost:\d+: .*certificate/,
  ],
  [
    'a truststore with another certificate',
    { 'kafka.ssl.truststore.location': kafkaTlsFile('clientCertificate') },
    /^KAFKA_TLS_FAILED: .*self-signed certificate/,
  ],
  [
    'certificates that are none',
    {
      'kafka.ssl.truststore.location': written(
        'junk.pem',
        '-----BEGIN CERTIFICATE-----\njunk\n-----END CERTIFICATE-----\n',
      ),
    },
    /^KAFKA_TLS_FAILED: /,
  ],
  ['another name of the host', ELSEWHERE, /^KAFKA_TLS_FAILED: .*127\.0\.0\.1/],
  ['any name of the host', { ...ELSEWHERE, 'kafka.ssl.endpoint.identification.algorithm': '' }, '0:0,1,2'],
];

describe.skipIf(missing !== null)(`Kafka with TLS${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  const client = testClient(plain);

  test.each(CASES)('reads with %s', async (_, options, shows) => {
    const subscribe = await makeTopic(client, 1, numbered(0, 3, 1));
    const seen = await readBatch(tls({ subscribe, ...options }));
    if (typeof shows === 'string') expect(seen.text).toBe(shows);
    else {
      expect(seen.text).toMatch(shows);
      expect(seen.text).not.toContain('given up');
    }
    expect(seen.notices).toEqual([]);
  });

  test('writes', async () => {
    const topic = await makeTopic(client, 1);
    expect(await write(tls({ topic }), plain, [topic], topic)).toEqual({ text: '2', notices: [] });
  });

  test.each([
    ['with TLS comes to a port without', { ...tls({}), 'kafka.bootstrap.servers': plain }],
    ['without TLS comes to a port with it', { 'kafka.bootstrap.servers': `localhost:${port}` }],
  ])('names kafka.security.protocol where a client %s', async (_, options) => {
    const session = await sessionOn(systemClock, nodeFileSystem());
    const soon = { 'kafkaConsumer.pollTimeoutMs': '500', 'kafka.request.timeout.ms': '500' };
    const df = session.read
      .format('kafka')
      .options({ subscribe: 'any', ...options, ...soon })
      .load();
    await expect(df.collect()).rejects.toMatchObject({
      condition: 'KAFKA_BROKER_UNREACHABLE',
      hint: expect.stringContaining('kafka.security.protocol') as unknown,
    });
    await session.stop();
  });

  test.skipIf(noKeytool !== null)("refuses a truststore of Java's, and the cure that it names works", async () => {
    const subscribe = await makeTopic(client, 1, numbered(0, 3, 1));
    const keytool = (...args: string[]): unknown => execFileSync('keytool', args, { cwd: folder, stdio: 'pipe' });
    // a secret from now on: no word that other tests of the process print
    const word = 'opens-this-truststore';
    const password = ['-storepass', word];
    const certificate = kafkaTlsFile('brokerCertificate');
    keytool(
      '-importcert',
      '-noprompt',
      '-file',
      certificate,
      '-storetype',
      'JKS',
      '-keystore',
      'trust.jks',
      ...password,
    );
    const jks = {
      'kafka.ssl.truststore.location': join(folder, 'trust.jks'),
      'kafka.ssl.truststore.password': word,
    };
    expect((await readBatch(tls({ subscribe, ...jks, 'kafka.ssl.truststore.type': 'JKS' }))).text).toMatch(
      /^INVALID_OPTION: .*'JKS'/,
    );
    expect((await readBatch(tls({ subscribe, ...jks }))).text).toMatch(
      /^INVALID_OPTION: .*no file with PEM certificates/,
    );
    // prettier-ignore
    keytool('-importkeystore', '-srckeystore', 'trust.jks', '-srcstorepass', word, '-destkeystore', 'trust.p12', '-deststoretype', 'PKCS12', '-deststorepass', word);
    const pem = execFileSync('openssl', ['pkcs12', '-nodes', '-in', 'trust.p12', '-passin', `pass:${word}`], {
      cwd: folder,
    });
    const cured = { 'kafka.ssl.truststore.location': written('cured.pem', pem.toString()) };
    expect((await readBatch(tls({ subscribe, ...cured }))).text).toBe('0:0,1,2');
  });
});
