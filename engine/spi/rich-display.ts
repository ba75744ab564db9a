/** One method for each kind of content that a notebook shows, as in tslab. */
export interface RichDisplay {
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  raw(contentType: string, data: string | Uint8Array): void;
}

/** These methods over whatever shows a MIME type's data. */
export function richDisplay(put: (type: string, data: string | Uint8Array) => void): RichDisplay {
  return {
    javascript: (text) => put('text/javascript', text),
    html: (text) => put('text/html', text),
    markdown: (text) => put('text/markdown', text),
    latex: (text) => put('text/latex', text),
    svg: (text) => put('image/svg+xml', text),
    png: (bytes) => put('image/png', bytes),
    jpeg: (bytes) => put('image/jpeg', bytes),
    gif: (bytes) => put('image/gif', bytes),
    pdf: (bytes) => put('application/pdf', bytes),
    text: (text) => put('text/plain', text),
    raw: put,
  };
}
