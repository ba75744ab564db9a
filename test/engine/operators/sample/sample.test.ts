import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'is a Sample to Spark Connect': {
    query: ({ orders }) => orders.sample(0.5, 3),
    message: { sample: { upperBound: 0.5, withReplacement: false, seed: '3' } },
  },
});

refuses({
  'a choice by chance': { query: ({ orders }) => orders.sample(0.5), condition: 'UNSUPPORTED_FEATURE.SAMPLE' },
});
