import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ALL } from './kafka-at-hand.ts';
import { batch, jaas, login, nobody, REFUSED, type Case } from './kafka-cases.ts';
import type { Options } from './kafka-runs.ts';

/** Settings of connections that no listener here has: what is handed to the client. */
const pem = (name: string): string => `-----BEGIN ${name}-----\nx\n-----END ${name}-----\n`;
const folder = mkdtempSync(join(tmpdir(), 'millrace-pem-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const ssl = (options: Options): Options => ({ 'kafka.security.protocol': 'SSL', ...options });
export const CONFIG: Readonly<Record<string, readonly [given: Options, config: object]>> = {
  'kafka.client.id': [{ 'kafka.client.id': 'me' }, { clientId: 'me' }],
  'kafka.security.protocol': [ssl({}), { ssl: {} }],
  'kafka.socket.connection.setup.timeout.ms': [
    { 'kafka.socket.connection.setup.timeout.ms': '700' },
    { connectionTimeout: 700 },
  ],
  'kafka.ssl.enabled.protocols': [
    ssl({ 'kafka.ssl.enabled.protocols': 'TLSv1.3' }),
    { ssl: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } },
  ],
  'kafka.sasl.mechanism': [
    login({ 'kafka.sasl.mechanism': 'scram-sha-512', 'kafka.sasl.username': 'u', 'kafka.sasl.password': 'p' }),
    { sasl: { mechanism: 'scram-sha-512' } },
  ],
  'kafka.sasl.jaas.config': [
    login({ 'kafka.sasl.jaas.config': jaas('u', 'p\\"q') }),
    { sasl: { username: 'u', password: 'p"q' } },
  ],
  'kafka.sasl.username': [
    login({ 'kafka.sasl.jaas.config': jaas('u', 'p'), 'kafka.sasl.username': 'v' }),
    { sasl: { username: 'v', password: 'p' } },
  ],
  'kafka.sasl.password': [
    login({ 'kafka.sasl.jaas.config': jaas('u', 'p'), 'kafka.sasl.password': 'q' }),
    { sasl: { username: 'u', password: 'q' } },
  ],
  'kafka.ssl.truststore.certificates': [
    ssl({ 'kafka.ssl.truststore.certificates': pem('A') }),
    { ssl: { ca: [pem('A')] } },
  ],
  'kafka.ssl.truststore.location': [
    ssl({ 'kafka.ssl.truststore.location': file('trust', pem('B')) }),
    { ssl: { ca: [pem('B')] } },
  ],
  'kafka.ssl.keystore.certificate.chain': [
    ssl({ 'kafka.ssl.keystore.certificate.chain': pem('C') }),
    { ssl: { cert: pem('C') } },
  ],
  'kafka.ssl.keystore.key': [ssl({ 'kafka.ssl.keystore.key': pem('D') }), { ssl: { key: pem('D') } }],
  'kafka.ssl.key.password': [ssl({ 'kafka.ssl.key.password': 'p' }), { ssl: { passphrase: 'p' } }],
  'kafka.ssl.keystore.location': [
    ssl({ 'kafka.ssl.keystore.location': file('own', pem('E')) }),
    { ssl: { cert: pem('E'), key: pem('E') } },
  ],
  'kafka.ssl.endpoint.identification.algorithm': [
    ssl({ 'kafka.ssl.endpoint.identification.algorithm': '' }),
    { ssl: { checkServerIdentity: expect.any(Function) as unknown } },
  ],
};

/** What is refused or named in a notice before any connection is made. */
export const CHECKED: Readonly<Record<string, readonly Case[]>> = {
  'kafka.ssl.truststore.type': [
    batch(nobody(ssl({ 'kafka.ssl.truststore.type': 'JKS' })), /^INVALID_OPTION: .*kafka\.ssl\.truststore\.type/),
    batch(
      { 'kafka.ssl.truststore.type': 'pem' },
      ALL,
      /while kafka.security.protocol is PLAINTEXT: kafka\.ssl\.truststore\.type/,
    ),
  ],
  'kafka.ssl.keystore.type': [
    batch(nobody(ssl({ 'kafka.ssl.keystore.type': 'PKCS12' })), /^INVALID_OPTION: .*kafka\.ssl\.keystore\.type/),
    batch(
      { 'kafka.ssl.keystore.type': 'PEM' },
      ALL,
      /while kafka.security.protocol is PLAINTEXT: kafka\.ssl\.keystore\.type/,
    ),
  ],
  'kafka.ssl.keystore.password': [
    batch({ 'kafka.ssl.keystore.password': 'p' }, ALL, /no effect here .*: kafka\.ssl\.keystore\.password \(/),
  ],
  'kafka.ssl.truststore.password': [
    batch({ 'kafka.ssl.truststore.password': 'p' }, ALL, /no effect here .*: kafka\.ssl\.truststore\.password \(/),
  ],
  'kafka.ssl.enabled.protocols': [batch(ssl({ 'kafka.ssl.enabled.protocols': 'TLSv1.1,TLSv1.2' }), REFUSED)],
  'kafka.ssl.endpoint.identification.algorithm': [
    batch({ 'kafka.ssl.endpoint.identification.algorithm': 'none' }, REFUSED),
  ],
  'kafka.ssl.keystore.location': [batch(ssl({ 'kafka.ssl.keystore.location': file('store.jks', 'binary') }), REFUSED)],
  'kafka.ssl.truststore.location': [batch(ssl({ 'kafka.ssl.truststore.location': join(folder, 'none') }), REFUSED)],
};
