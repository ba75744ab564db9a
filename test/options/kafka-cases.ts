import type { Options } from './kafka-runs.ts';

/** Options, and what they make of a read that would give ALL without them. */
export interface Case {
  readonly in: 'batch' | 'stream' | 'both';
  readonly options: Options;
  readonly shows: string | RegExp;
  /** What the one notice says. */
  readonly notice?: RegExp;
}

export const both = (options: Options, shows: string | RegExp, notice?: RegExp): Case => ({
  in: 'both',
  options,
  shows,
  ...(notice && { notice }),
});
export const batch = (options: Options, shows: string | RegExp, notice?: RegExp): Case => ({
  ...both(options, shows, notice),
  in: 'batch',
});
export const stream = (options: Options, shows: string | RegExp): Case => ({ ...both(options, shows), in: 'stream' });

export const REFUSED = /^INVALID_OPTION: /;
export const nobody = (options: Options): Options => ({ 'kafka.bootstrap.servers': '$NOBODY', ...options });
export const LOGIN = {
  'kafka.bootstrap.servers': '$SASL',
  'kafka.security.protocol': 'SASL_PLAINTEXT',
  'kafka.sasl.mechanism': 'PLAIN',
};
export const login = (options: Options): Options => ({ ...LOGIN, subscribe: '$OTHER', ...options });
export const jaas = (user: string, password: string): string => `x username="${user}" password="${password}";`;
