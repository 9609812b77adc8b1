// ipvsadm.c process_options: what a command asks of the kernel, or lists.
import type { IpvsRequest } from '../../kernel/ipvs/request.ts';
import { IPPROTO_TCP, type ServiceId } from '../../kernel/ipvs/types.ts';
import { IPPROTO_UDP } from '../../wire/ipv4.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';
import { IpvsadmComplaint, ON_SERVICE, readCommand } from './options.ts';

/** Seconds that `-p` alone means. */
const TEMPLATE_TIMEOUT = 360;
const DEF_SCHED = 'wlc';

export type IpvsadmCommand =
  | { readonly kind: 'request'; readonly request: IpvsRequest }
  | {
      readonly kind: 'list';
      readonly service: ServiceId | null;
      readonly numeric: boolean;
      readonly connections: boolean;
    }
  | { readonly kind: 'save'; readonly numeric: boolean }
  | { readonly kind: 'restore' };

function addressPort(text: string, whose: 'virtual' | 'real'): { address: number; port: number } {
  const [host = '', number, ...more] = text.split(':');
  const address = parseIpv4(host);
  const port = number === undefined ? 0 : Number(number);
  if (address === undefined || more.length > 0 || !/^\d*$/.test(number ?? '') || port > 65535)
    throw new IpvsadmComplaint(`illegal ${whose} server address[:port] specified`);
  return { address, port };
}

function numberIn(text: string, low: number, high: number, complaint: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) throw new IpvsadmComplaint(complaint);
  return value;
}

function serviceOf(values: ReadonlyMap<string, string>): ServiceId {
  const mark = values.get('f');
  if (mark !== undefined) {
    const fwmark = numberIn(mark, 1, 0xffffffff, 'illegal fwmark specified');
    return { protocol: 0, address: 0, port: 0, fwmark };
  }
  const tcp = values.get('t');
  const { address, port } = addressPort(tcp ?? values.get('u') ?? '', 'virtual');
  return { protocol: tcp === undefined ? IPPROTO_UDP : IPPROTO_TCP, address, port, fwmark: 0 };
}

function settingsOf(values: ReadonlyMap<string, string>) {
  const timeout = values.get('p');
  const mask = values.get('M');
  const netmask = mask === undefined ? 0xffffffff : parseIpv4(mask);
  if (netmask === undefined) throw new IpvsadmComplaint('illegal virtual server persistent mask specified');
  const illegal = 'illegal timeout for persistent service';
  const seconds = timeout === '' ? TEMPLATE_TIMEOUT : numberIn(timeout ?? '0', 0, 86400 * 31, illegal);
  return {
    scheduler: values.get('s') ?? DEF_SCHED,
    persistent: timeout === undefined ? null : seconds,
    netmask,
  };
}

function serverOf(command: string, values: ReadonlyMap<string, string>): IpvsRequest {
  const service = serviceOf(values);
  const { address, port } = addressPort(values.get('r')!, 'real');
  const dest = { service, address, port: port || service.port };
  if (command === 'delete-server') return { do: 'ipvs.del-dest', ...dest };
  // The tool's default is -g; a director that only writes the server's MAC, or wraps the packet, is not built.
  if (!values.has('m'))
    throw new IpvsadmComplaint(
      'only masquerading (-m) is supported here, neither gatewaying (-g) nor ipip (-i)',
    );
  const weight = numberIn(values.get('w') ?? '1', 0, 65535, 'illegal weight specified');
  return { do: command === 'add-server' ? 'ipvs.add-dest' : 'ipvs.edit-dest', ...dest, weight };
}

function requestOf(command: string, values: ReadonlyMap<string, string>): IpvsRequest {
  if (command === 'flush') return { do: 'ipvs.flush' };
  if (command.endsWith('-server')) return serverOf(command, values);
  const service = serviceOf(values);
  if (command === 'delete-service') return { do: 'ipvs.del-service', service };
  const settings = settingsOf(values);
  if (service.port === 0 && service.fwmark === 0 && settings.persistent === null)
    throw new IpvsadmComplaint('Zero port specified for non-persistent service');
  return { do: command === 'add-service' ? 'ipvs.add-service' : 'ipvs.edit-service', service, ...settings };
}

export function parseCommand(words: readonly string[]): IpvsadmCommand {
  const { command, values } = readCommand(words);
  const numeric = values.has('n');
  if (command === 'restore') return { kind: 'restore' };
  if (command === 'save') return { kind: 'save', numeric };
  if (command !== 'list') return { kind: 'request', request: requestOf(command, values) };
  const service = ON_SERVICE.some((letter) => values.has(letter)) ? serviceOf(values) : null;
  return { kind: 'list', service, numeric, connections: values.has('c') };
}
