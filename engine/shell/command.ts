// A line a person typed in a namespace: which program runs.
import { problem, type Result } from '../problem.ts';
import type { Process } from '../world/process.ts';
import { parseCurl } from './curl.ts';
import { parseDig } from './dig.ts';
import { parseNc } from './nc.ts';
import { parseNslookup } from './nslookup.ts';
import { parsePing, type Tools } from './ping.ts';
import { parseTraceroute } from './traceroute.ts';

const PROGRAMS: Readonly<Record<string, (words: readonly string[], tools: Tools) => Result<Process>>> = {
  curl: parseCurl,
  dig: parseDig,
  nc: parseNc,
  nslookup: parseNslookup,
  ping: parsePing,
  traceroute: parseTraceroute,
};

/** Programs that send a probe. */
const PROBES = Object.keys(PROGRAMS);

export function parseProbe(line: string, tools: Tools): Result<Process> {
  const [program = '', ...words] = line.trim().split(/\s+/);
  if (!Object.hasOwn(PROGRAMS, program)) {
    return problem(
      'probe',
      `${program.slice(0, 60) || 'nothing'}: command not found`,
      `a probe: ${PROBES.join(', ')}`,
    );
  }
  return PROGRAMS[program]!(words, tools);
}
