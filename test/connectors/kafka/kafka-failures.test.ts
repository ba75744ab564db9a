import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import {
  failureOf,
  isGone,
  isTransient,
  isUnknownTopic,
  PartitionError,
  SilentBroker,
  whyOf,
} from '../../../connectors/kafka/kafka-failures.ts';
import { ArgumentError, MillraceError } from '../../../engine/types/errors.ts';

/** The errors as kafkajs makes them; its types know neither all of them nor what they are made of. */
const {
  KafkaJSConnectionClosedError,
  KafkaJSConnectionError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSSASLAuthenticationError,
} = createRequire(import.meta.url)('kafkajs') as Record<
  | 'KafkaJSConnectionClosedError'
  | 'KafkaJSConnectionError'
  | 'KafkaJSNumberOfRetriesExceeded'
  | 'KafkaJSProtocolError'
  | 'KafkaJSSASLAuthenticationError',
  new (...of: unknown[]) => Error
>;

const protocol = (type: string, retriable: boolean): Error =>
  new KafkaJSProtocolError(Object.assign(new Error(`answered ${type}`), { type, code: 1, retriable }));
const wrapped = (error: Error): Error => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 5, retryTime: 1000 });
const named = (code: string, message: string): Error => Object.assign(new Error(message), { code });
const partition = (code: number): Error => new PartitionError({ topic: 'orders', partition: 3 }, code);

const KINDS: readonly (readonly [what: string, error: Error, transient: boolean, condition: string])[] = [
  ['nothing listens', new KafkaJSConnectionError('connect ECONNREFUSED 127.0.0.1:1'), true, 'KAFKA_BROKER_UNREACHABLE'],
  [
    'the same, wrapped',
    wrapped(new KafkaJSConnectionError('connect ECONNREFUSED 127.0.0.1:1')),
    true,
    'KAFKA_BROKER_UNREACHABLE',
  ],
  [
    'a connection that was closed',
    new KafkaJSConnectionClosedError('Closed connection', { host: 'a', port: 1 }),
    true,
    'KAFKA_BROKER_UNREACHABLE',
  ],
  ['silence', new SilentBroker(12_345, 12_400), true, 'KAFKA_BROKER_UNREACHABLE'],
  [
    'a login that broke off',
    new KafkaJSSASLAuthenticationError('SASL: Connection closed'),
    true,
    'KAFKA_BROKER_UNREACHABLE',
  ],
  [
    'a login that was refused',
    new KafkaJSSASLAuthenticationError('SASL: no such user'),
    false,
    'KAFKA_AUTHENTICATION_FAILED',
  ],
  [
    'the same, wrapped',
    wrapped(new KafkaJSSASLAuthenticationError('SASL: no such user')),
    false,
    'KAFKA_AUTHENTICATION_FAILED',
  ],
  ['no topic', protocol('UNKNOWN_TOPIC_OR_PARTITION', true), false, 'KAFKA_UNKNOWN_TOPIC'],
  ['no right', protocol('TOPIC_AUTHORIZATION_FAILED', false), false, 'KAFKA_NOT_AUTHORIZED'],
  ['a broker that cannot yet', protocol('COORDINATOR_LOAD_IN_PROGRESS', true), true, 'KAFKA_REQUEST_FAILED'],
  ['a broker that will not', protocol('INVALID_REQUEST', false), false, 'KAFKA_REQUEST_FAILED'],
  [
    'a certificate of an unknown signer',
    named('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify'),
    false,
    'KAFKA_TLS_FAILED',
  ],
  ['its own signer', named('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), false, 'KAFKA_TLS_FAILED'],
  ['a certificate of another host', named('ERR_TLS_CERT_ALTNAME_INVALID', 'altnames'), false, 'KAFKA_TLS_FAILED'],
  [
    'words of OpenSSL',
    new KafkaJSConnectionError('Connection error: 80:error:0A000410:SSL routines:ssl3_read_bytes'),
    false,
    'KAFKA_TLS_FAILED',
  ],
  ['a partition without leader', partition(5), true, 'KAFKA_REQUEST_FAILED'],
  ['a partition that moved', partition(6), true, 'KAFKA_REQUEST_FAILED'],
  ['a damaged record', partition(2), false, 'KAFKA_REQUEST_FAILED'],
  ['an offset out of range', partition(1), false, 'KAFKA_REQUEST_FAILED'],
  ['anything else', new Error('boom'), false, 'KAFKA_REQUEST_FAILED'],
];

test.each(KINDS)('%s', (_, error, transient, condition) => {
  expect(isTransient(error)).toBe(transient);
  const failure = failureOf(error, 'host:9092', ['orders'], null, 'Wait longer.');
  expect(failure).toBeInstanceOf(MillraceError);
  expect(failure.condition).toBe(condition);
  expect(failure.message).toContain('host:9092');
  expect(isUnknownTopic(error)).toBe(condition === 'KAFKA_UNKNOWN_TOPIC');
  expect(isGone(failure)).toBe(condition === 'KAFKA_UNKNOWN_TOPIC');
  expect([failureOf(failure, 'other', [], null, ''), isTransient(failure)]).toEqual([failure, false]);
});

test('errors of ours stay as they are', () => {
  const own = new ArgumentError({ condition: 'INVALID_OPTION', message: 'no.' });
  expect(failureOf(own, 'host:9092', [], null, '')).toBe(own);
  expect([isTransient(own), isGone(own)]).toEqual([false, false]);
});

test.each([
  [new SilentBroker(12_345, 12_400), 'no answer within 12.3 s'],
  [new SilentBroker(40, 60), 'no answer within 0 s'],
  [partition(6), 'partition 3 of topic orders answered with error code 6'],
  [wrapped(new Error('the root')), 'the root'],
  [new KafkaJSConnectionError('Connection error: lost'), 'lost'],
])('%s is why', (error, why) => expect(whyOf(error)).toBe(why));

const tried = (addresses: string[]) => ({ tries: 6, ms: 12_340, addresses });
test.each<[what: string, servers: string, addresses: string[], hint: string]>([
  ['the named broker alone', 'a:1', ['a:1'], 'Check kafka.bootstrap.servers'],
  ['several named brokers', 'a:1, b:2', ['a:1', 'b:2'], 'Check kafka.bootstrap.servers'],
  [
    'those that it sends to',
    'a:1',
    ['a:1', 'inner:2', 'inner:3'],
    'sends its clients to inner:2, inner:3 (its advertised.listeners)',
  ],
])('what was tried is told with the cure: %s', (_, servers, addresses, hint) => {
  const failure = failureOf(new SilentBroker(1000, 1020), servers, [], tried(addresses), 'Wait longer.');
  expect(failure.message).toContain(`${servers}: no answer within 1 s (given up after 6 tries in 12.3 s)`);
  expect(failure.hint).toContain(hint);
  expect(failure.hint).toMatch(/Wait longer\.$/);
});

test('a refused login never shows what the broker said of it', () => {
  const failure = failureOf(new KafkaJSSASLAuthenticationError('user x password hunter2'), 'a:1', [], null, '');
  expect(JSON.stringify([failure.message, failure.hint, String(failure.cause)])).not.toContain('hunter2');
});
