import type { Span } from '../../views/protocol.ts';

/** An element with a class and a text; the text is never read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element with its attributes. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

/** Sets a text only when it differs, so that a selection in it survives. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows or hides an element and keeps the attribute quiet when nothing changes. */
export function setHidden(node: HTMLElement, hidden: boolean): void {
  if (node.hidden !== hidden) node.hidden = hidden;
}

/** Puts spans into a node, patching those that are there. */
export function setSpans(node: HTMLElement, spans: readonly Span[]): void {
  spans.forEach((span, index) => {
    const tag = span.tone === 'code' ? 'CODE' : 'SPAN';
    let child = node.children[index] as HTMLElement | undefined;
    if (child?.tagName !== tag) {
      const fresh = element(tag === 'CODE' ? 'code' : 'span');
      if (child) child.replaceWith(fresh);
      else node.append(fresh);
      child = fresh;
    }
    const className = span.tone ? `mr-${span.tone}` : '';
    if (child.className !== className) child.className = className;
    setText(child, span.text);
  });
  while (node.children.length > spans.length) node.lastElementChild?.remove();
}

/** A small button. */
export function button(label: string, title: string, click: () => void, className = 'mr-button'): HTMLButtonElement {
  const node = element('button', className, label);
  node.type = 'button';
  node.title = title;
  node.addEventListener('click', click);
  return node;
}

const widest = new WeakMap<HTMLElement, number>();

/** Lets an inline box grow with its text but never shrink, so that what follows it stays where it is. */
export function keepWidth(node: HTMLElement): void {
  const digits = [...(node.textContent ?? '')].reduce(
    (sum, character) => sum + (/[.,· ]/.test(character) ? 0.45 : /[a-z]/.test(character) ? 0.85 : 1),
    0,
  );
  if (digits <= (widest.get(node) ?? 0)) return;
  widest.set(node, digits);
  node.style.minWidth = `${digits}ch`;
}
