/** The number of characters (code points) of a text, as Spark counts them. */
export const charCount = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
