// The smallest case that still fails, as far as so many tries find it: without earlier packets, rules, routes, namespaces.
import type { Scenario, ScenarioNetns } from '../../scenario/schema.ts';
import type { FuzzCase } from './generate.ts';

type Attempt = (candidate: FuzzCase) => Promise<boolean>;

/** Namespaces of a scenario with what is in each changed, or a namespace left out (null). */
function mapped(
  scenario: Scenario,
  change: (name: string, content: ScenarioNetns) => ScenarioNetns | null,
): Scenario {
  const machines = Object.entries(scenario.machines).map(([machine, content]) => {
    const inner = Object.entries(content.netns ?? {}).flatMap(([netns, each]) => {
      const changed = change(`${machine}/${netns}`, each);
      return changed ? [[netns, changed] as const] : [];
    });
    return [machine, { ...content, ...change(machine, content), netns: Object.fromEntries(inner) }] as const;
  });
  return { ...scenario, machines: Object.fromEntries(machines) };
}

const TEXTS = ['iptables', 'ipset', 'rules', 'routes', 'neigh', 'fdb'] as const;
const isRemovable = (line: string) => line !== '' && !/^(\*|:[A-Z]+ (ACCEPT|DROP)|COMMIT)/.test(line);

/** Candidates, the boldest first. */
function* candidates({ scenario, packets }: FuzzCase): Generator<FuzzCase> {
  if (packets.length > 1) {
    yield { scenario, packets: packets.slice(-1) };
    for (let index = 0; index < packets.length - 1; index++)
      yield { scenario, packets: packets.filter((_, at) => at !== index) };
  }
  const spaces: [string, ScenarioNetns][] = [];
  mapped(scenario, (name, content) => {
    spaces.push([name, content]);
    return content;
  });
  const only = (wanted: string, change: (content: ScenarioNetns) => ScenarioNetns | null) => ({
    scenario: mapped(scenario, (name, content) => (name === wanted ? change(content) : content)),
    packets,
  });
  for (const [name] of spaces)
    if (name.includes('/') && packets.every((packet) => packet.in !== name)) yield only(name, () => null);
  for (const [name, content] of spaces)
    if (content.listeners?.length) yield only(name, (each) => ({ ...each, listeners: [] }));
  for (const text of TEXTS)
    for (const [name, content] of spaces)
      if (content[text]) yield only(name, (each) => ({ ...each, [text]: '' }));
  for (const text of TEXTS)
    for (const [name, content] of spaces)
      for (const [number, line] of (content[text] ?? '').split('\n').entries())
        if (isRemovable(line))
          yield only(name, (each) => ({ ...each, [text]: withoutLine(each[text]!, number) }));
  for (const [name, content] of spaces)
    for (const key of Object.keys(content.sysctl ?? {}))
      yield only(name, (each) => ({
        ...each,
        sysctl: Object.fromEntries(Object.entries(each.sysctl!).filter(([other]) => other !== key)),
      }));
}

function withoutLine(text: string, number: number): string {
  return text
    .split('\n')
    .filter((_, index) => index !== number)
    .join('\n');
}

/** Takes away while `fails` says that it still fails; at most so many tries. */
export async function shrink(found: FuzzCase, fails: Attempt, tries: number): Promise<FuzzCase> {
  let smallest = found;
  let left = tries;
  let again = true;
  while (again) {
    again = false;
    for (const candidate of candidates(smallest)) {
      if (left-- <= 0) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      again = true;
      break;
    }
  }
  return smallest;
}
