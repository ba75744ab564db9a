/** The files that a one-broker Kafka in KRaft mode is made of. */
import { TLS_FILES } from './kafka-tls.ts';

export interface KafkaPorts {
  /** Plain text, for everything. */
  readonly plain: number;
  readonly controller: number;
  /** SASL over plain text, for tests of logins: PLAIN u1/p1, SCRAM-SHA-256 u2/p2. */
  readonly sasl: number;
  /** TLS with a certificate of its own, for localhost only; see kafka-tls.ts. Null where none can be made. */
  readonly tls: number | null;
  /** Plain text too, but it sends its clients to `proxy`, where a test of network faults listens. */
  readonly proxied: number;
  readonly proxy: number;
}

const dependency = (group: string, artifact: string, version: string): string =>
  `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

/** What Maven resolves: the broker and the log binding it does not bring along. */
export const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace</groupId>
  <artifactId>kafka-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${dependency('org.apache.kafka', 'kafka_2.13', '4.2.0')}
${dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', '2.25.3')}
${dependency('org.apache.logging.log4j', 'log4j-core', '2.25.3')}
  </dependencies>
</project>
`;

export const LOG_PROPERTIES = `status=error
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=%d{HH:mm:ss.SSS} %p %c{1} %m%n
rootLogger.level=warn
rootLogger.appenderRef.c.ref=c
logger.s.name=kafka.server.KafkaRaftServer
logger.s.level=info
`;

export const SCRAM_USER = 'SCRAM-SHA-256=[name=u2,password=p2]';

const tlsAt = (port: number | null): string => (port === null ? '' : `SSL://127.0.0.1:${port},`);

const TLS_PROPERTIES = `ssl.keystore.type=PEM
ssl.keystore.location=${TLS_FILES.broker}
ssl.truststore.type=PEM
ssl.truststore.location=${TLS_FILES.clientCertificate}
ssl.client.auth=requested
`;

export const serverProperties = ({
  plain,
  controller,
  sasl,
  tls,
  proxied,
  proxy,
}: KafkaPorts): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${plain},SASL_PLAINTEXT://127.0.0.1:${sasl},PROXIED://127.0.0.1:${proxied},${tlsAt(tls)}CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${plain},SASL_PLAINTEXT://127.0.0.1:${sasl},PROXIED://127.0.0.1:${proxy}${tls === null ? '' : `,SSL://localhost:${tls}`}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,PROXIED:PLAINTEXT,SSL:SSL
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_u1="p1";
listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
${tls === null ? '' : TLS_PROPERTIES}log.dirs=./data
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
offsets.topic.num.partitions=1
transaction.state.log.num.partitions=1
auto.create.topics.enable=false
log.retention.hours=-1
`;
