import type { Backend, EmbeddedTools } from './backend.ts';

/** Methods whose arguments and answers cross a port as they are; rows of columns, and what can be given up, have ways of their own. */
export type PlainCalls = Omit<Backend, 'execute' | 'write' | 'registerLocal' | 'embedded'> & EmbeddedTools;

/** Each of them once: the client calls by this list, the server answers by it. */
const PLAIN: Readonly<Record<keyof PlainCalls, true>> = {
  schemaOf: true,
  isStreaming: true,
  explain: true,
  cancelAll: true,
  createView: true,
  dropView: true,
  releaseLocal: true,
  startQuery: true,
  stopQuery: true,
  processAllAvailable: true,
  explainQuery: true,
  secretOptions: true,
  setConf: true,
  close: true,
  stepQuery: true,
  createMemoryStream: true,
  feed: true,
  threadId: true,
  held: true,
};

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * The plain methods of a backend, each made from its name.
 *
 * @param make gives the function that answers to a name
 */
export function plainCalls(make: (name: keyof PlainCalls) => Call): PlainCalls {
  const names = Object.keys(PLAIN) as (keyof PlainCalls)[];
  // The list has each name, which is all that the type says beyond "a function of these arguments".
  return Object.fromEntries(names.map((name) => [name, make(name)])) as unknown as PlainCalls;
}
