import { type ConnectMessages } from '../../plan/connect-json.ts';

export const rangeMessages: ConnectMessages<'range'> = {
  range({ start, end, step, partitions }) {
    const base = { start: String(start), end: String(end), step: String(step) };
    return { range: partitions === undefined ? base : { ...base, numPartitions: partitions } };
  },
};
