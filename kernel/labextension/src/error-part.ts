import type { ErrorModel } from '../../views/protocol.ts';
import { element, setHidden, setSpans, setText } from './dom.ts';

/** What failed, where, and the cure. */
export class ErrorPart {
  readonly node = element('div', 'mr-error');
  private readonly condition = element('strong', 'mr-condition');
  private readonly message = element('span');
  private readonly where = element('pre');
  private readonly hint = element('p', 'mr-hint');

  constructor() {
    const first = element('p');
    first.append(this.condition, ' ', this.message);
    this.node.append(first, this.where, this.hint);
    this.node.hidden = true;
  }

  update(error: ErrorModel | null): void {
    setHidden(this.node, error === null);
    if (!error) return;
    setText(this.condition, error.condition);
    setSpans(this.message, error.message);
    setText(this.where, error.where ?? '');
    setHidden(this.where, error.where === null);
    setSpans(this.hint, error.hint);
    setHidden(this.hint, error.hint.length === 0);
  }
}
