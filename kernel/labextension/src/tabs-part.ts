import type { Tab } from '../../views/protocol.ts';
import { element, setHidden } from './dom.ts';

const NAMES: Readonly<Record<Tab, string>> = { table: 'Table', chart: 'Chart', batches: 'Batches' };

/** The tabs of a view; arrows move between them. */
export class TabsPart {
  readonly node = element('div', 'mr-tabs');
  private readonly tabs = new Map<Tab, HTMLButtonElement>();

  constructor(choose: (tab: Tab) => void) {
    this.node.setAttribute('role', 'tablist');
    for (const [tab, name] of Object.entries(NAMES) as [Tab, string][]) {
      const node = element('button', 'mr-tab', name);
      node.type = 'button';
      node.dataset['tab'] = tab;
      node.dataset['name'] = name;
      node.setAttribute('role', 'tab');
      node.addEventListener('click', () => choose(tab));
      this.tabs.set(tab, node);
      this.node.append(node);
    }
    this.node.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (step === 0) return;
      const shown = [...this.tabs.values()].filter((node) => !node.hidden);
      const at = shown.indexOf(document.activeElement as HTMLButtonElement);
      const next = shown[(at + step + shown.length) % shown.length];
      next?.focus();
      next?.click();
      event.stopPropagation();
    });
  }

  update(tabs: readonly Tab[], chosen: Tab): void {
    for (const [tab, node] of this.tabs) {
      setHidden(node, !tabs.includes(tab));
      node.setAttribute('aria-selected', String(tab === chosen));
      node.tabIndex = tab === chosen ? 0 : -1;
    }
  }
}
