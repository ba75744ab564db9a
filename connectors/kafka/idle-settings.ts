/** Who uses a client. */
export type ClientRole = 'source' | 'sink';

/** Settings of Kafka's own clients that change nothing here, and why. */
export interface IdleSettings {
  /** Whose settings they are: both of Kafka's clients have those of `both`. */
  readonly of: ClientRole | 'both';
  readonly reason: string;
  /** Without `kafka.`. */
  readonly names: readonly string[];
}

/** Of Kafka 3.9 to 4.2, `ConsumerConfig` and `ProducerConfig`: all that is neither done nor refused. */
export const IDLE_SETTINGS: readonly IdleSettings[] = [
  {
    of: 'source',
    reason: 'no consumer group is made',
    names: [
      'group.id',
      'group.instance.id',
      'group.protocol',
      'group.remote.assignor',
      'session.timeout.ms',
      'heartbeat.interval.ms',
      'partition.assignment.strategy',
      'max.poll.interval.ms',
      'share.acknowledgement.mode',
      'share.acquire.mode',
    ],
  },
  {
    of: 'source',
    reason: 'no offsets are committed to Kafka',
    names: ['auto.commit.interval.ms', 'internal.throw.on.fetch.stable.offset.unsupported'],
  },
  { of: 'source', reason: 'rows are handed on in blocks, not by polls', names: ['max.poll.records'] },
  { of: 'source', reason: 'kafkaConsumer.pollTimeoutMs bounds it', names: ['default.api.timeout.ms'] },
  { of: 'source', reason: 'fetchOffset.retryIntervalMs says so', names: ['retry.backoff.ms', 'retry.backoff.max.ms'] },
  { of: 'source', reason: "a pattern never finds Kafka's own topics, as in Spark", names: ['exclude.internal.topics'] },
  { of: 'source', reason: 'topics are never made by reading', names: ['allow.auto.create.topics'] },
  { of: 'source', reason: 'the leader of a partition is read', names: ['client.rack'] },
  { of: 'source', reason: 'partitions are looked for every second', names: ['metadata.max.age.ms'] },
  { of: 'sink', reason: 'the rows of a batch are all there: nothing is waited for', names: ['linger.ms'] },
  {
    of: 'sink',
    reason: 'a batch is in memory when it is written, and kafka.delivery.timeout.ms bounds how long it waits',
    names: ['buffer.memory', 'max.block.ms'],
  },
  {
    of: 'sink',
    reason: 'one request is under way at a time, which keeps the order',
    names: ['max.in.flight.requests.per.connection'],
  },
  {
    of: 'sink',
    reason: 'records without a key go to the partitions in turn',
    names: ['partitioner.adaptive.partitioning.enable', 'partitioner.availability.timeout.ms'],
  },
  {
    of: 'sink',
    reason: 'no transactions are made',
    names: ['transaction.timeout.ms', 'transaction.two.phase.commit.enable'],
  },
  { of: 'sink', reason: 'lz4 is packed at one level', names: ['compression.lz4.level'] },
  {
    of: 'both',
    reason: 'each try makes a new connection, and tries are spaced and bounded as above',
    names: ['reconnect.backoff.ms', 'reconnect.backoff.max.ms', 'socket.connection.setup.timeout.max.ms'],
  },
  {
    of: 'both',
    reason: 'metadata is asked for again after each failure',
    names: ['metadata.max.idle.ms', 'metadata.recovery.strategy', 'metadata.recovery.rebootstrap.trigger.ms'],
  },
  { of: 'both', reason: 'connections stay open while the query runs', names: ['connections.max.idle.ms'] },
  {
    of: 'both',
    reason: 'the system resolves names and sizes buffers',
    names: ['client.dns.lookup', 'send.buffer.bytes', 'receive.buffer.bytes'],
  },
  {
    of: 'both',
    reason: 'the metrics are those of the query',
    names: [
      'enable.metrics.push',
      'metric.reporters',
      'metrics.num.samples',
      'metrics.recording.level',
      'metrics.sample.window.ms',
      'auto.include.jmx.reporter',
    ],
  },
  {
    of: 'both',
    reason: "TLS is Node's, which takes the newest version that is allowed",
    names: [
      'ssl.protocol',
      'ssl.provider',
      'ssl.keymanager.algorithm',
      'ssl.trustmanager.algorithm',
      'ssl.secure.random.implementation',
      'security.providers',
    ],
  },
  {
    of: 'both',
    reason: "there are passwords of Java's stores only, and these are not read",
    names: ['ssl.keystore.password', 'ssl.truststore.password'],
  },
  {
    of: 'both',
    reason: 'GSSAPI and OAUTHBEARER are refused, and other logins are not renewed',
    names: [
      'sasl.kerberos.service.name',
      'sasl.kerberos.kinit.cmd',
      'sasl.kerberos.ticket.renew.window.factor',
      'sasl.kerberos.ticket.renew.jitter',
      'sasl.kerberos.min.time.before.relogin',
      'sasl.login.refresh.window.factor',
      'sasl.login.refresh.window.jitter',
      'sasl.login.refresh.min.period.seconds',
      'sasl.login.refresh.buffer.seconds',
      'sasl.login.connect.timeout.ms',
      'sasl.login.read.timeout.ms',
      'sasl.login.retry.backoff.ms',
      'sasl.login.retry.backoff.max.ms',
      'sasl.oauthbearer.assertion.algorithm',
      'sasl.oauthbearer.assertion.claim.aud',
      'sasl.oauthbearer.assertion.claim.exp.seconds',
      'sasl.oauthbearer.assertion.claim.iss',
      'sasl.oauthbearer.assertion.claim.jti.include',
      'sasl.oauthbearer.assertion.claim.nbf.seconds',
      'sasl.oauthbearer.assertion.claim.sub',
      'sasl.oauthbearer.assertion.file',
      'sasl.oauthbearer.assertion.private.key.file',
      'sasl.oauthbearer.assertion.private.key.passphrase',
      'sasl.oauthbearer.assertion.template.file',
      'sasl.oauthbearer.client.credentials.client.id',
      'sasl.oauthbearer.client.credentials.client.secret',
      'sasl.oauthbearer.clock.skew.seconds',
      'sasl.oauthbearer.expected.audience',
      'sasl.oauthbearer.expected.issuer',
      'sasl.oauthbearer.header.urlencode',
      'sasl.oauthbearer.jwks.endpoint.refresh.ms',
      'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms',
      'sasl.oauthbearer.jwks.endpoint.retry.backoff.ms',
      'sasl.oauthbearer.jwks.endpoint.url',
      'sasl.oauthbearer.jwt.retriever.class',
      'sasl.oauthbearer.jwt.validator.class',
      'sasl.oauthbearer.scope',
      'sasl.oauthbearer.scope.claim.name',
      'sasl.oauthbearer.sub.claim.name',
      'sasl.oauthbearer.token.endpoint.url',
    ],
  },
];

const REASONS: Readonly<Record<ClientRole, ReadonlyMap<string, string>>> = {
  source: reasons('source'),
  sink: reasons('sink'),
};

function reasons(role: ClientRole): ReadonlyMap<string, string> {
  const own = IDLE_SETTINGS.filter(({ of }) => of === role || of === 'both');
  return new Map(own.flatMap(({ names, reason }) => names.map((name) => [`kafka.${name}`, reason] as const)));
}

/** Why a setting changes nothing; undefined for one that is not in the list. */
export const idleReason = (role: ClientRole, option: string): string | undefined => REASONS[role].get(option);
