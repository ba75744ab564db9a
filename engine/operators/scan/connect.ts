import { filled, type ConnectMessages } from '../../plan/connect-json.ts';
import { starred, starredOptions } from '../../types/secrets.ts';

export const scanMessages: ConnectMessages<'read'> = {
  read({ format, schema, options, paths, streaming }) {
    const source = {
      format,
      schema,
      ...filled('options', starredOptions(options)),
      ...filled('paths', paths.map(starred)),
    };
    return { read: { dataSource: source, ...(streaming ? { isStreaming: true } : {}) } };
  },
};
