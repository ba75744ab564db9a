/** The DStreams of Spark Streaming, to teach its concepts: batches, windows, state, receivers. */
export { DStream } from './engine/dstreams/dstream.ts';
export type { MapWithStateDStream } from './engine/dstreams/dstream-by-key.ts';
export { Duration, Milliseconds, Minutes, Seconds } from './engine/dstreams/duration.ts';
export type { Pair } from './engine/dstreams/pairs.ts';
export { RDD } from './engine/dstreams/rdd.ts';
export { Receiver } from './engine/dstreams/receiver.ts';
export { SparkContext } from './engine/dstreams/spark-context.ts';
export { State } from './engine/dstreams/state.ts';
export { StateSpec } from './engine/dstreams/state-spec.ts';
export { StreamingContext } from './engine/dstreams/streaming-context.ts';
export { Time } from './engine/dstreams/time.ts';
export { ManualClock } from './engine/runtime/manual-clock.ts';
