import { type ConnectMessages } from '../../plan/connect-json.ts';

export const sampleMessages: ConnectMessages<'sample'> = {
  sample({ input, lowerBound, upperBound, withReplacement, seed }, json) {
    const bounds = { ...(lowerBound === 0 ? {} : { lowerBound }), upperBound, withReplacement };
    return { sample: { input: json(input), ...bounds, ...(seed === undefined ? {} : { seed: String(seed) }) } };
  },
};
