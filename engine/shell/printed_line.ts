// A line a command prints, and the row of a table it shows, so that a pane can mark it.

export interface PrintedLine {
  /** Key of the row (for iptables: of its counter, `table:chain:0` for a chain's heading); null for headings and blank lines. */
  readonly key: string | null;
  readonly text: string;
}
