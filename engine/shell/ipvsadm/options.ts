// ipvsadm.c parse_options, generic_opt_check: the options of one command, and how it complains of them.

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

interface Options {
  command: string | null;
  readonly values: Map<string, string>;
}

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

export const ON_SERVICE = ['t', 'u', 'f'];
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

/** Without a command, services are listed. */
export function readCommand(words: readonly string[]): {
  command: string;
  values: ReadonlyMap<string, string>;
} {
  const { command: named, values } = readOptions(words);
  const command = named ?? 'list';
  check(command, values);
  return { command, values };
}
