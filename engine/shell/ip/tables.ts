// iproute2 lib/rt_names.c: names of routing tables, protocols and scopes.
import type { RouteScope } from '../../trace/rows.ts';
import { unsigned, wrong } from './words.ts';

const TABLES: Readonly<Record<string, number>> = { all: 0, unspec: 0, default: 253, main: 254, local: 255 };
const PROTOCOLS: readonly string[] = ['kernel', 'boot', 'static', 'redirect', 'dhcp', 'bird', 'zebra', 'bgp'];
const SCOPES: Readonly<Record<string, RouteScope>> = {
  global: 'global',
  universe: 'global',
  link: 'link',
  host: 'host',
};

export function tableOf(word: string, complaint: string): number {
  return TABLES[word] ?? unsigned(word) ?? wrong(complaint, word);
}

export function tableName(table: number): string {
  return { 253: 'default', 254: 'main', 255: 'local' }[table] ?? String(table);
}

export function protocolOf(word: string, complaint: string): string {
  return PROTOCOLS.includes(word) || unsigned(word, 255) !== undefined ? word : wrong(complaint, word);
}

export function scopeOf(word: string, complaint: string): RouteScope {
  return SCOPES[word] ?? wrong(complaint, word);
}
