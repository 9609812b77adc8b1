// net/netfilter/xt_LOG.c: a line in the kernel's log, and the packet goes on.
import type { LogLine } from '../../../trace/events.ts';
import { strtoui, textOf } from '../parse/xtoptions.ts';
import { type Option, OptionError, type TargetExtension } from '../types.ts';
import { saveString } from '../words.ts';

/** syslog.h: levels as they are typed, and as they are printed. */
const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'];
const PRIORITY_NAMES = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const ALIASES: Readonly<Record<string, number>> = { panic: 0 };
const DEFAULT_LEVEL = 4;
/** XT_LOG_TCPSEQ and its like: the flags, by their bits. */
const FLAGS = ['tcp-sequence', 'tcp-options', 'ip-options', 'uid', null, 'macdecode'] as const;
const MAX_PREFIX = 29;

interface LogParams {
  readonly level: number;
  readonly prefix: string;
  readonly flags: readonly string[];
}

function readLevel(option: Option | undefined): number {
  if (!option) return DEFAULT_LEVEL;
  const text = textOf(option);
  const level = strtoui(text, 0, 7) ?? ALIASES[text] ?? LEVELS.indexOf(text);
  if (level < 0) throw new OptionError(`log level "${text}" unknown\n`);
  return level;
}

function readPrefix(option: Option | undefined): string {
  if (!option) return '';
  const text = textOf(option);
  if (text === '') throw new OptionError('Argument must have a minimum length of 1 characters\n');
  if (text.includes('\n')) throw new OptionError('Newlines not allowed in --log-prefix');
  return text.slice(0, MAX_PREFIX);
}

const bits = (flags: readonly string[]) =>
  FLAGS.reduce((sum, flag, bit) => (flag && flags.includes(flag) ? sum | (1 << bit) : sum), 0);

function line({ prefix, flags }: LogParams): LogLine {
  return {
    prefix,
    uid: flags.includes('uid'),
    tcpSequence: flags.includes('tcp-sequence'),
    tcpOptions: flags.includes('tcp-options'),
  };
}

const named = FLAGS.filter((flag) => flag !== null);

export const LOG: TargetExtension<LogParams> = {
  options: {
    '--log-level': { takes: 1 },
    '--log-prefix': { takes: 1 },
    ...Object.fromEntries(named.map((flag) => [`--log-${flag}`, { takes: 0 }])),
  },
  parse(options) {
    const find = (name: string) => options.find((option) => option.name === name);
    return {
      level: readLevel(find('--log-level')),
      prefix: readPrefix(find('--log-prefix')),
      flags: named.filter((flag) => find(`--log-${flag}`)),
    };
  },
  act: () => 'CONTINUE',
  log: line,
  save: ({ level, prefix, flags }) =>
    [
      ...(prefix === '' ? [] : [`--log-prefix ${saveString(prefix)}`]),
      ...(level === DEFAULT_LEVEL ? [] : [`--log-level ${level}`]),
      ...flags.map((flag) => `--log-${flag}`),
    ].join(' '),
  list: ({ level, prefix, flags }, numeric) =>
    [
      numeric
        ? `LOG flags ${bits(flags)} level ${level}`
        : ['LOG', `level ${PRIORITY_NAMES[level]}`, ...flags].join(' '),
      ...(prefix === '' ? [] : [`prefix "${prefix}"`]),
    ].join(' '),
};
