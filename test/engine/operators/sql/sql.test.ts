import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'is a SQL to Spark Connect': {
    query: ({ session }) => session.sql('SELECT 1'),
    message: { sql: { query: 'SELECT 1' } },
  },
});

refuses({
  'a statement': { query: ({ session }) => session.sql('SELECT 1'), condition: 'UNSUPPORTED_FEATURE.SQL_STATEMENT' },
});
