import type { Options } from '../../engine/spi/source.ts';
import { refusedOption } from './refused-option.ts';

const NO_CLASSES = 'Classes of Java are not loaded.';

/** Settings that would change rows, or who is trusted, behind the query's back, with the cure. Without `kafka.`. */
export const REFUSED_SETTINGS: Readonly<Record<string, string>> = {
  'auto.offset.reset': 'Set the source option startingOffsets instead.',
  'key.deserializer': 'Keys are always read as bytes; cast the column key.',
  'value.deserializer': 'Values are always read as bytes; cast the column value.',
  'key.serializer': 'Keys are always written as bytes; cast the column key.',
  'value.serializer': 'Values are always written as bytes; cast the column value.',
  'enable.auto.commit': 'No offsets are committed to Kafka: they are kept in the checkpoint.',
  'interceptor.classes': `${NO_CLASSES} Change the rows in the query.`,
  'partitioner.class': `${NO_CLASSES} A column partition chooses the partition of each row.`,
  'transactional.id': 'Leave it out: the sink makes no transactions, in Spark neither (sending fails there).',
  'ssl.cipher.suites': 'Leave it out; kafka.ssl.enabled.protocols bounds the versions of TLS.',
  'ssl.engine.factory.class': `${NO_CLASSES} See kafka.ssl.truststore.location and kafka.ssl.keystore.location.`,
  'sasl.client.callback.handler.class': `${NO_CLASSES} Write user and password into kafka.sasl.jaas.config.`,
  'sasl.login.callback.handler.class': `${NO_CLASSES} Write user and password into kafka.sasl.jaas.config.`,
  'sasl.login.class': `${NO_CLASSES} Write user and password into kafka.sasl.jaas.config.`,
  'config.providers': `${NO_CLASSES} A secret can be named as env:NAME or file:PATH.`,
};

/** @param options their names in lower case @throws ArgumentError INVALID_OPTION */
export function refuseSettings(options: Options): void {
  for (const [name, hint] of Object.entries(REFUSED_SETTINGS)) {
    if (options[`kafka.${name}`] !== undefined) throw refusedOption(`Kafka option '${name}' is not supported`, hint);
  }
  if (options['kafka.enable.idempotence']?.trim().toLowerCase() === 'true')
    throw refusedOption(
      "Kafka option 'enable.idempotence' can only be false here",
      'Leave it out: what a broken connection left unacknowledged is sent again (at-least-once, as Spark promises).',
    );
}
