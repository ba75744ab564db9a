/** What happens around an output. */
export interface SurroundingsListener {
  visible(visible: boolean): void;
  theme(): void;
  resized(): void;
}

/** Watches whether a node can be seen, JupyterLab's theme, and the node's width; returns a function that stops it. */
export function watchSurroundings(node: HTMLElement, listener: SurroundingsListener): () => void {
  let onScreen = true;
  let told = true;
  const tell = () => {
    const visible = onScreen && !document.hidden;
    if (visible !== told) listener.visible(visible);
    told = visible;
  };
  const intersection = new IntersectionObserver(
    (entries) => {
      onScreen = entries.at(-1)?.isIntersecting ?? onScreen;
      tell();
    },
    { rootMargin: '200px' },
  );
  intersection.observe(node);
  document.addEventListener('visibilitychange', tell);

  const theme = new MutationObserver(() => listener.theme());
  theme.observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-name', 'data-jp-theme-light'] });

  let width = 0;
  const size = new ResizeObserver(() => {
    if (node.clientWidth === width) return;
    width = node.clientWidth;
    listener.resized();
  });
  size.observe(node);

  return () => {
    intersection.disconnect();
    document.removeEventListener('visibilitychange', tell);
    theme.disconnect();
    size.disconnect();
  };
}
