import { col, count, from_json, round, sum, window } from '../../engine/api/functions.ts';
import type { DataFrame } from '../../engine/api/data-frame.ts';

/** Orders of a topic by window of ten seconds and country; the same for a stream and for the topic at rest. */
export const orderWindows = (records: DataFrame): DataFrame =>
  records
    .select(from_json(col('value').cast('string'), 'id BIGINT, ts TIMESTAMP, country STRING, amount DOUBLE').as('o'))
    .select('o.*')
    .withWatermark('ts', '10 seconds')
    .groupBy(window('ts', '10 seconds'), 'country')
    .agg(count('*').as('orders'), round(sum('amount'), 2).as('total'));
