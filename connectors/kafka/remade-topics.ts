import { topicRemade } from './data-loss.ts';
import type { KafkaPort, TopicIds } from './kafka-port.ts';
import type { TopicNote, TopicNotes } from './topic-notes.ts';
import { TopicOffsets } from './topic-offsets.ts';

/**
 * Notices topics that were deleted and made again: offsets of the old one mean other records in the new one, and nothing
 * but the topic's id tells them apart once the new one is as long. Without ids (brokers before Kafka 2.8) it notices none.
 */
export class RemadeTopics {
  private readonly port: KafkaPort;
  private readonly notes: TopicNotes;
  private readonly failOnDataLoss: boolean;
  private readonly notice: (text: string) => void;
  private ids: TopicIds = new Map();
  /** Those that the next batch reads from their beginning. */
  private again: ReadonlySet<string> = new Set();

  constructor(port: KafkaPort, notes: TopicNotes, failOnDataLoss: boolean, notice: (text: string) => void) {
    this.port = port;
    this.notes = notes;
    this.failOnDataLoss = failOnDataLoss;
    this.notice = notice;
  }

  /** Asks which topics these are now. */
  async look(topics: readonly string[]): Promise<void> {
    this.ids = topics.length === 0 ? new Map() : await this.port.topicIds(topics);
  }

  /**
   * Where the next batch begins: topics that were made again are left out of `from`, as new ones are.
   *
   * @throws ExternalError KAFKA_DATA_LOSS.TOPIC_RECREATED unless data may be lost
   */
  begin(from: TopicOffsets): TopicOffsets {
    const others = from.topics.filter((topic) => {
      const note = this.notes.all.get(topic);
      const id = this.ids.get(topic);
      return note !== undefined && id !== undefined && note.id !== id;
    });
    if (others.length > 0) {
      if (this.failOnDataLoss) throw topicRemade(others);
      this.notice(`${topicRemade(others).summary} It is read from its beginning, as failOnDataLoss is false.`);
    }
    this.again = new Set([...others, ...from.topics.filter((topic) => this.isFresh(topic, from))]);
    return this.again.size === 0 ? from : from.without(this.again);
  }

  /** A batch from the beginning of a new topic was noted, and it is not known that its offsets were. */
  private isFresh(topic: string, from: TopicOffsets): boolean {
    const fresh = this.notes.all.get(topic)?.fresh;
    return fresh !== undefined && sameOffsets(fresh.from, from.own(topic));
  }

  /**
   * Notes the topics that a batch is about to read, before its offsets are decided.
   *
   * @param from as the offset log has it
   * @param begin where the batch really begins
   * @returns the end, which differs from `from`: the engine would see no batch otherwise
   */
  note(from: TopicOffsets, begin: TopicOffsets, end: TopicOffsets): TopicOffsets {
    const notes = new Map<string, TopicNote>();
    let to = end;
    for (const topic of new Set([...from.topics, ...end.topics])) {
      const id = this.ids.get(topic) ?? this.notes.all.get(topic)?.id;
      if (id === undefined) continue;
      const before = from.own(topic);
      if (before === null || !this.again.has(topic)) {
        notes.set(topic, { id });
        continue;
      }
      if (sameOffsets(before, to.own(topic))) to = to.oneLess(topic, begin);
      notes.set(topic, { id, fresh: { from: before, to: to.own(topic) ?? {}, begin: begin.own(topic) ?? {} } });
    }
    this.notes.keep(notes);
    return to;
  }

  /** Where a range really begins, by what was noted when it was decided. */
  rangeBegin(from: TopicOffsets, to: TopicOffsets): TopicOffsets {
    let begin = from;
    for (const [topic, { fresh }] of this.notes.all) {
      if (fresh === undefined || !sameOffsets(fresh.from, from.own(topic)) || !sameOffsets(fresh.to, to.own(topic)))
        continue;
      begin = begin.without(new Set([topic])).with(topic, fresh.begin);
    }
    return begin;
  }

  /** What was read came from the topics that were noted: else it may have come from another one of that name. */
  async checkRead(topics: readonly string[]): Promise<void> {
    if (!this.failOnDataLoss || topics.length === 0 || this.notes.all.size === 0) return;
    const now = await this.port.topicIds(topics);
    const others = topics.filter((topic) => {
      const note = this.notes.all.get(topic);
      return note !== undefined && now.has(topic) && now.get(topic) !== note.id;
    });
    if (others.length > 0) throw topicRemade(others);
  }
}

function sameOffsets(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>> | null): boolean {
  if (b === null) return false;
  const partitions = Object.keys(a);
  return partitions.length === Object.keys(b).length && partitions.every((partition) => a[partition] === b[partition]);
}
