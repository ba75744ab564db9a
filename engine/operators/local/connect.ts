import { type ConnectMessages } from '../../plan/connect-json.ts';
import { simpleString } from '../../types/data-type.ts';

export const localMessages: ConnectMessages<'local'> = {
  local: ({ schema }) => ({ localRelation: { schema: simpleString(schema) } }),
};
