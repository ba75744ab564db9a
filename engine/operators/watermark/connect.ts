import { type ConnectMessages } from '../../plan/connect-json.ts';

export const watermarkMessages: ConnectMessages<'with_watermark'> = {
  with_watermark: ({ input, column, delay }, json) => ({
    withWatermark: { input: json(input), eventTime: column, delayThreshold: delay },
  }),
};
