const CSS = `
.mr-view {
  --mr-bg: var(--jp-layout-color0, #fff); --mr-ink: var(--jp-content-font-color1, #1c2026);
  --mr-soft: #5f6873; --mr-faint: #8d96a1; --mr-line: var(--jp-border-color2, #e3e6ea);
  --mr-wash: #f6f7f9; --mr-hover: #eef2f7; --mr-accent: var(--jp-brand-color1, #0a66c2);
  --mr-ok: #1a8f5a; --mr-warn-ink: #b26a00; --mr-bad-ink: #c0362c; --mr-flash-ink: #fff3c4;
  --mr-c1: #0072b2; --mr-c2: #d55e00; --mr-c3: #009e73; --mr-c4: #cc79a7;
  --mr-c5: #7b61c9; --mr-c6: #b08900; --mr-c7: #4d8fac; --mr-c8: #6b7280;
  color: var(--mr-ink); font: 13px/1.45 var(--jp-ui-font-family, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  container-type: inline-size; margin: 2px 0 4px; max-width: 1100px;
}
body[data-jp-theme-light="false"] .mr-view {
  --mr-bg: var(--jp-layout-color0, #16191d); --mr-ink: var(--jp-content-font-color1, #e6e9ed);
  --mr-soft: #a2abb6; --mr-faint: #76808c; --mr-line: var(--jp-border-color2, #2c3138);
  --mr-wash: #1d2126; --mr-hover: #242a31; --mr-accent: var(--jp-brand-color1, #6cb2ff);
  --mr-ok: #4cc38a; --mr-warn-ink: #e0a33e; --mr-bad-ink: #f0716a; --mr-flash-ink: #4a3f12;
  --mr-c1: #56b4e9; --mr-c2: #e69f00; --mr-c3: #4cc38a; --mr-c4: #e39ac4;
  --mr-c5: #a99bf0; --mr-c6: #d8c04c; --mr-c7: #7fc4d6; --mr-c8: #a3adb8;
}
.mr-view [hidden] { display: none !important; }
.mr-card { border: 1px solid var(--mr-line); border-radius: 8px; overflow: hidden; background: var(--mr-bg); }
.mr-card.mr-behind { border-color: var(--mr-warn-ink); }
.mr-card.mr-failed { border-color: var(--mr-bad-ink); }
.mr-bar { display: flex; align-items: center; gap: 10px; padding: 6px 12px; min-height: 26px; border-bottom: 1px solid var(--mr-line); }
.mr-dot { width: 8px; height: 8px; border-radius: 50%; background: var(--mr-faint); flex: none; }
.mr-view[data-kind="table"] .mr-dot { display: none; }
.mr-dot[data-tone="ok"] { background: var(--mr-ok); }
.mr-dot[data-tone="warn"] { background: var(--mr-warn-ink); }
.mr-dot[data-tone="bad"] { background: var(--mr-bad-ink); }
.mr-texts { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; column-gap: 10px; }
.mr-name { font-weight: 600; overflow-wrap: anywhere; }
.mr-name:empty { display: none; }
.mr-line { color: var(--mr-soft); font-variant-numeric: tabular-nums; }
.mr-warning { color: var(--mr-warn-ink); font-variant-numeric: tabular-nums; }
.mr-actions { display: flex; gap: 8px; flex: none; }
.mr-view button { font: inherit; color: inherit; background: transparent; border: 0; padding: 0; margin: 0; cursor: pointer; }
.mr-view button.mr-button { font-size: 12px; border: 1px solid var(--mr-line); border-radius: 5px; padding: 0 9px; height: 24px; white-space: nowrap; }
.mr-view button.mr-button:hover { background: var(--mr-hover); }
.mr-view button:focus-visible, .mr-batch:focus-visible { outline: 2px solid var(--mr-accent); outline-offset: 1px; }
.mr-metrics { display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)) minmax(max-content, 1fr); background: var(--mr-wash); border-bottom: 1px solid var(--mr-line); }
.mr-metric { position: relative; padding: 6px 12px; border-right: 1px solid var(--mr-line); white-space: nowrap; min-width: 0; overflow: hidden; }
.mr-metric:last-child { border-right: 0; }
.mr-metric-label { display: block; font-size: 11px; color: var(--mr-soft); }
.mr-metric-value { font-size: 11px; color: var(--mr-soft); font-variant-numeric: tabular-nums; }
.mr-metric-value .mr-strong { font-size: 14px; font-weight: 600; color: var(--mr-ink); }
.mr-metric-value .mr-bad { font-size: 14px; font-weight: 600; color: var(--mr-bad-ink); }
.mr-metric-value .mr-warn { font-size: 14px; font-weight: 600; color: var(--mr-warn-ink); }
.mr-metric-value > span, .mr-range { display: inline-block; white-space: pre; }
.mr-pages { min-width: 6ch; text-align: center; }
.mr-spark { position: absolute; right: 10px; top: 5px; }
.mr-spark polyline { stroke: var(--mr-c1); }
.mr-metric[data-metric="out"] .mr-spark polyline { stroke: var(--mr-c3); }
.mr-metric[data-metric="batch"] .mr-spark polyline { stroke: var(--mr-c8); }
.mr-detached .mr-metrics, .mr-ended .mr-metrics { color: var(--mr-soft); opacity: .65; }
.mr-why { padding: 6px 12px; font-size: 12px; color: var(--mr-soft); border-bottom: 1px solid var(--mr-line); font-variant-numeric: tabular-nums; white-space: pre-wrap; }
.mr-why .mr-strong { color: var(--mr-ink); font-weight: 600; }
.mr-warn { color: var(--mr-warn-ink); }
.mr-bad { color: var(--mr-bad-ink); }
.mr-view code, .mr-error pre { font: 12px/1.5 var(--jp-code-font-family, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace); color: inherit; background: transparent; padding: 0; }
.mr-error { padding: 10px 12px; border-bottom: 1px solid var(--mr-line); }
.mr-card > .mr-error:last-of-type { border-bottom: 1px solid var(--mr-line); }
.mr-error p { margin: 0 0 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.mr-error p.mr-hint { margin: 0; color: var(--mr-soft); }
.mr-error pre { margin: 0 0 8px; padding: 8px 10px; background: var(--mr-wash); border-radius: 5px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 160px; overflow-y: auto; }
.mr-tabs { display: flex; gap: 18px; padding: 0 12px; border-bottom: 1px solid var(--mr-line); font-size: 12px; }
.mr-view button.mr-tab { padding: 7px 0 5px; color: var(--mr-soft); border-bottom: 2px solid transparent; }
.mr-view button.mr-tab::after { content: attr(data-name); font-weight: 600; height: 0; visibility: hidden; display: block; }
.mr-view button.mr-tab:hover { color: var(--mr-ink); }
.mr-view button.mr-tab[aria-selected="true"] { color: var(--mr-ink); border-color: var(--mr-accent); font-weight: 600; }
.mr-scroll { overflow-x: auto; }
.mr-live .mr-scroll { min-height: calc(46px + var(--mr-rows, 10) * 26.4px); }
.mr-live .mr-chart, .mr-live .mr-batches { min-height: 310px; }
.mr-view table.mr-table { border-collapse: collapse; border: 0; width: 100%; margin: 0; table-layout: fixed; font-size: 12.5px; color: inherit; }
.mr-view .mr-table tr, .mr-view .mr-table tbody tr:nth-child(odd), .mr-view .mr-table tbody tr:nth-child(even) { background: transparent; }
.mr-view .mr-table th { text-align: left; font-weight: 600; padding: 5px 12px 4px; border: 0; border-bottom: 1px solid var(--mr-line); vertical-align: bottom; overflow: hidden; }
.mr-view .mr-table th small { display: block; font-weight: 400; font-size: 10.5px; color: var(--mr-faint); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.mr-view .mr-table th .mr-column { font-weight: 600; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: bottom; }
.mr-view .mr-table th[aria-sort="ascending"] .mr-column::after { content: " ▲"; font-size: 9px; color: var(--mr-accent); }
.mr-view .mr-table th[aria-sort="descending"] .mr-column::after { content: " ▼"; font-size: 9px; color: var(--mr-accent); }
.mr-view .mr-table td { text-align: left; padding: 0 12px; height: 25.4px; line-height: 18px; border: 0; border-bottom: 1px solid var(--mr-line); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; max-width: none; }
.mr-view .mr-table tbody tr:last-child td { border-bottom: 0; }
.mr-view .mr-table .mr-n { text-align: right; }
.mr-view .mr-table tbody tr:hover td { background: var(--mr-hover); }
.mr-view .mr-table td.mr-null { color: var(--mr-faint); font-style: italic; }
.mr-view .mr-table td { transition: background-color .5s ease-out; }
.mr-view .mr-table td.mr-flash { background: var(--mr-flash-ink); transition: none; }
@media (prefers-reduced-motion: reduce) { .mr-view .mr-table td { transition: none; } }
.mr-foot { display: flex; flex-wrap: wrap; gap: 4px 14px; padding: 5px 12px; border-top: 1px solid var(--mr-line); font-size: 11.5px; line-height: 20px; color: var(--mr-soft); align-items: center; font-variant-numeric: tabular-nums; }
.mr-foot > * { min-width: 0; overflow-wrap: anywhere; }
.mr-gone-foot { border-top: 0; }
.mr-grow { flex: 1; }
.mr-controls { display: flex; gap: 12px; align-items: center; }
.mr-view button.mr-link { color: var(--mr-soft); border-radius: 3px; }
.mr-view button.mr-link:hover:not(:disabled) { color: var(--mr-accent); }
.mr-view button.mr-link:disabled { color: var(--mr-faint); opacity: .5; cursor: default; }
.mr-view button.mr-turn { font-size: 15px; padding: 0 4px; }
.mr-view input.mr-filter { font: inherit; color: inherit; background: transparent; border: 1px solid var(--mr-line); border-radius: 4px; padding: 0 6px; height: 20px; width: 110px; box-sizing: border-box; }
.mr-pages, .mr-num { font-variant-numeric: tabular-nums; white-space: nowrap; }
.mr-chart { padding: 12px; box-sizing: border-box; overflow: hidden; }
.mr-canvas canvas { display: block; }
.mr-empty { padding: 16px 0; color: var(--mr-soft); font-size: 12px; }
.mr-no-rows { padding: 16px 12px; }
.mr-batches { padding: 6px 12px 8px; box-sizing: border-box; }
.mr-batches svg { display: block; }
.mr-batches text { font-size: 11px; fill: var(--mr-soft); font-variant-numeric: tabular-nums; }
.mr-rule { stroke: var(--mr-line); }
.mr-trigger { stroke: var(--mr-soft); stroke-dasharray: 3 3; }
.mr-batch { cursor: pointer; outline: none; }
.mr-hit { fill: transparent; }
.mr-batch:hover .mr-hit, .mr-chosen .mr-hit { fill: var(--mr-hover); }
.mr-view [data-phase="0"] { fill: var(--mr-c1); background: var(--mr-c1); }
.mr-view [data-phase="1"] { fill: var(--mr-c3); background: var(--mr-c3); }
.mr-view [data-phase="2"] { fill: var(--mr-c2); background: var(--mr-c2); }
.mr-view [data-phase="3"] { fill: var(--mr-c4); background: var(--mr-c4); }
.mr-legend { display: inline-flex; align-items: center; gap: 5px; }
.mr-mark { width: 8px; height: 8px; border-radius: 1px; display: inline-block; }
.mr-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 4px 14px; padding: 4px 0 0; font-size: 12px; min-height: 84px; }
.mr-operator { grid-column: 1 / -1; display: grid; grid-template-columns: minmax(220px, 2fr) minmax(150px, 1fr) minmax(112px, 1fr); gap: 0 14px; }
.mr-figure-name { display: block; font-size: 10.5px; color: var(--mr-soft); line-height: 14px; }
@container (max-width: 760px) {
  .mr-metrics { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .mr-metric:nth-child(3n) { border-right: 0; }
  .mr-metric:nth-child(n+4) { border-top: 1px solid var(--mr-line); }
}
@container (max-width: 420px) {
  .mr-bar { flex-wrap: wrap; align-items: baseline; }
  .mr-texts { flex-basis: calc(100% - 24px); }
  .mr-actions { margin-left: 18px; }
  .mr-metrics { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .mr-metric, .mr-metric:nth-child(3n) { border-right: 1px solid var(--mr-line); }
  .mr-metric:nth-child(2n) { border-right: 0; }
  .mr-metric:nth-child(n+3) { border-top: 1px solid var(--mr-line); }
}
@media print { .mr-actions, .mr-controls { display: none; } }
`;

/** Adds the style sheet of the views to the page, once. */
export function addStyle(): void {
  if (document.getElementById('mr-style')) return;
  const node = document.createElement('style');
  node.id = 'mr-style';
  node.textContent = CSS;
  document.head.append(node);
}
