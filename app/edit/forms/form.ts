// A form: the fields in which a row is said, and the commands that make it so.
import type { EditableRows, EditableTable } from '../../state/rows.ts';
import type { edit } from '../../words/en/edit.ts';

export type Values = Readonly<Record<string, string>>;

export interface Field {
  readonly name: keyof typeof edit.fields;
  /** The values there are; with `free`, those that are likely. */
  readonly options?: readonly string[];
  readonly free?: boolean;
  /** Has its own line. */
  readonly long?: boolean;
}

export interface Form {
  /** What stands in the fields at first. */
  readonly values: Values;
  fields(values: Values): readonly Field[];
  /** Lines to be typed one after the other; none while nothing would change. */
  commands(values: Values): readonly string[];
}

/** The namespace in which a row is, as its forms need to know it. */
export interface Place {
  /** At the step on show. */
  rows<T extends EditableTable>(table: T): ReadonlyMap<string, EditableRows[T]>;
  /** Was there such a row before the probe? */
  had(table: EditableTable, key: string): boolean;
}

/** What can be done with the rows of a table; each is one of the acts of state/editing.ts. */
export interface Forms<Row> {
  readonly edit?: (row: Row, key: string, place: Place) => Form;
  readonly insert?: (row: Row, key: string, place: Place) => Form;
  readonly move?: (row: Row, key: string, place: Place) => Form;
  /** `key`: of a row beside which the new one shall stand. */
  readonly add?: (place: Place, key: string | null) => Form;
  readonly delete?: (row: Row, key: string) => readonly string[];
  readonly toggle?: (row: Row, key: string) => readonly string[];
}

/** Words that have something to say, in one line. */
export const line = (...words: readonly (string | false | undefined)[]) =>
  words.filter((word) => word !== false && word !== undefined && word !== '').join(' ');

/** `name value`, where there is a value. */
export const pair = (name: string, value: string | undefined) => (value ? `${name} ${value}` : '');

export const devicesOf = ({ rows }: Place): string[] => [...rows('link').keys()];

/** The devices of one kind. */
export const devicesOfKind = ({ rows }: Place, kind: EditableRows['link']['kind']): string[] =>
  [...rows('link')].filter(([, row]) => row.kind === kind).map(([name]) => name);
