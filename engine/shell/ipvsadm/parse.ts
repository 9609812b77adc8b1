// ipvsadm.c parse_options: the words of one command, and how it complains of them.
import type { IpvsRequest } from '../../kernel/ipvs/request.ts';
import { IPPROTO_TCP, type ServiceId } from '../../kernel/ipvs/types.ts';
import { IPPROTO_UDP } from '../../wire/ipv4.ts';
import { parseIpv4 } from '../../wire/parse_address.ts';

/** What `ipvsadm` does not accept; it exits with 2. */
export class IpvsadmComplaint extends Error {}

const COMMANDS: Readonly<Record<string, string>> = {
  A: 'add-service',
  E: 'edit-service',
  D: 'delete-service',
  C: 'flush',
  R: 'restore',
  S: 'save',
  a: 'add-server',
  e: 'edit-server',
  d: 'delete-server',
  L: 'list',
  l: 'list',
};

/** Long names of what has a letter. */
const LONG: Readonly<Record<string, string>> = {
  'add-service': 'A',
  'edit-service': 'E',
  'delete-service': 'D',
  clear: 'C',
  restore: 'R',
  save: 'S',
  'add-server': 'a',
  'edit-server': 'e',
  'delete-server': 'd',
  list: 'L',
  'tcp-service': 't',
  'udp-service': 'u',
  'fwmark-service': 'f',
  scheduler: 's',
  persistent: 'p',
  netmask: 'M',
  'real-server': 'r',
  gatewaying: 'g',
  ipip: 'i',
  masquerading: 'm',
  weight: 'w',
  numeric: 'n',
  connection: 'c',
};
const TAKES = 'tufsMrw';
const FLAGS = 'nmgic';

/** Seconds that `-p` alone means. */
const TEMPLATE_TIMEOUT = 360;
const DEF_SCHED = 'wlc';

interface Options {
  command: string | null;
  readonly values: Map<string, string>;
}

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

function lettersOf(word: string): string[] {
  if (!word.startsWith('--')) return [...word.slice(1)];
  const letter = LONG[word.slice(2)];
  if (letter === undefined) throw new IpvsadmComplaint(`${word}: unknown option`);
  return [letter];
}

function setCommand(options: Options, command: string): void {
  if (options.command !== null) throw new IpvsadmComplaint('multiple commands specified');
  options.command = command;
}

/** popt: letters may stand together; the value is the rest of the word, or the next one. `-p` may go without. */
function readOptions(words: readonly string[]): Options {
  const options: Options = { command: null, values: new Map() };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!/^-./.test(word)) throw new IpvsadmComplaint(`unexpected argument ${word}`);
    const letters = lettersOf(word);
    for (const [index, letter] of letters.entries()) {
      if (COMMANDS[letter] !== undefined) setCommand(options, COMMANDS[letter]);
      else if (FLAGS.includes(letter)) options.values.set(letter, '');
      else if (TAKES.includes(letter) || letter === 'p') {
        const rest = letters.slice(index + 1).join('');
        const optional = letter === 'p' && !/^\d/.test(words[at + 1] ?? '');
        const value = rest || (optional ? '' : words[++at]);
        if (value === undefined) throw new IpvsadmComplaint(`-${letter}: missing argument`);
        setOption(options, letter, value);
        break;
      } else throw new IpvsadmComplaint(`-${letter}: unknown option`);
    }
  }
  return options;
}

const OPTION_NAMES: Readonly<Record<string, string>> = {
  t: 'service-address',
  u: 'service-address',
  f: 'service-address',
  s: 'scheduler',
  p: 'persistent',
  M: 'netmask',
  r: 'real-server',
  m: 'forwarding-method',
  g: 'forwarding-method',
  i: 'forwarding-method',
  w: 'weight',
  c: 'connection',
};

function setOption({ values }: Options, letter: string, value: string): void {
  const name = OPTION_NAMES[letter];
  if ([...values.keys()].some((each) => OPTION_NAMES[each] === name))
    throw new IpvsadmComplaint(`multiple '${name}' options specified`);
  values.set(letter, value);
}

const ON_SERVICE = ['t', 'u', 'f'];
const ON_SERVER = [...ON_SERVICE, 'r'];
/** commands_v_options: what a command may be told. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'add-service': [...ON_SERVICE, 's', 'p', 'M'],
  'edit-service': [...ON_SERVICE, 's', 'p', 'M'],
  'delete-service': ON_SERVICE,
  'add-server': [...ON_SERVER, 'm', 'g', 'i', 'w'],
  'edit-server': [...ON_SERVER, 'm', 'g', 'i', 'w'],
  'delete-server': ON_SERVER,
  flush: [],
  restore: [],
  save: ['n'],
  list: [...ON_SERVICE, 'n', 'c'],
};

/** generic_opt_check */
function check(command: string, values: ReadonlyMap<string, string>): void {
  const needs = (letters: readonly string[], name: string) => {
    if (!letters.some((letter) => values.has(letter)))
      throw new IpvsadmComplaint(`You need to supply the '${name}' option for the '${command}' command`);
  };
  if (command.endsWith('-service') || command.endsWith('-server')) needs(ON_SERVICE, 'service-address');
  if (command.endsWith('-server')) needs(['r'], 'real-server');
  const illegal = [...values.keys()].find((letter) => !ALLOWED[command]!.includes(letter));
  if (illegal !== undefined)
    throw new IpvsadmComplaint(
      `Illegal '${OPTION_NAMES[illegal] ?? 'numeric'}' option with the '${command}' command`,
    );
}

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

/** Without a command, services are listed. */
export function parseCommand(words: readonly string[]): IpvsadmCommand {
  const { command: named, values } = readOptions(words);
  const command = named ?? 'list';
  check(command, values);
  const numeric = values.has('n');
  if (command === 'restore') return { kind: 'restore' };
  if (command === 'save') return { kind: 'save', numeric };
  if (command !== 'list') return { kind: 'request', request: requestOf(command, values) };
  const service = ON_SERVICE.some((letter) => values.has(letter)) ? serviceOf(values) : null;
  return { kind: 'list', service, numeric, connections: values.has('c') };
}
