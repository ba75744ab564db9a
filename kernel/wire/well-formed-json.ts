const LONE = /\\(ud[89a-f][0-9a-f]{2}|[^])/g;

/**
 * A value as JSON that everybody reads. `JSON.stringify` writes half of a surrogate pair as an escape (`\ud83d`): JavaScript reads
 * that, Python reads it and then cannot save it. It becomes U+FFFD, in texts and in names.
 */
export function wellFormedJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  // whole pairs are written as they are, so that what is escaped is half of one
  return json.includes('\\ud')
    ? json.replace(LONE, (escape, code: string) => (code.length > 1 ? '\ufffd' : escape))
    : json;
}
