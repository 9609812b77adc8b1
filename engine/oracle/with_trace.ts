// A scenario made ready for its judge: every packet traced (TRACE in raw PREROUTING and OUTPUT), no lots where that matters, and its release of Linux.
import type { Scenario, ScenarioMachine } from '../scenario/schema.ts';

const EMPTY_RAW = '*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';

/** An iptables-save text with TRACE added; one that traces already is left as it is. */
export function traced(iptables = ''): string {
  if (/-j TRACE\b/.test(iptables)) return iptables;
  const text = /^\*raw$/m.test(iptables) ? iptables : EMPTY_RAW + iptables;
  return text.replace(/^(\*raw\n[\s\S]*?)^COMMIT$/m, '$1-A PREROUTING -j TRACE\n-A OUTPUT -j TRACE\nCOMMIT');
}

function tracedMachine(machine: ScenarioMachine): ScenarioMachine {
  const inner = Object.entries(machine.netns ?? {}).map(
    ([name, netns]) => [name, { ...netns, iptables: traced(netns.iptables) }] as const,
  );
  return { ...machine, iptables: traced(machine.iptables), netns: Object.fromEntries(inner) };
}

export function withTrace(scenario: Scenario): Scenario {
  const machines = Object.entries(scenario.machines).map(
    ([name, machine]) => [name, tracedMachine(machine)] as const,
  );
  return { ...scenario, machines: Object.fromEntries(machines) };
}

/**
 * What each side would draw for itself is decided for both: of endpoints that dice choose from it is the last, and who is
 * masqueraded keeps his port.
 */
export function withoutLots(scenario: Scenario): Scenario {
  const decided = (text: string) =>
    text.replaceAll(/--probability \S+/g, '--probability 0.00000000000').replaceAll(' --random-fully', '');
  const machines = Object.entries(scenario.machines).map(
    ([name, machine]) =>
      [name, machine.iptables ? { ...machine, iptables: decided(machine.iptables) } : machine] as const,
  );
  return { ...scenario, machines: Object.fromEntries(machines) };
}

/** What Linux prints depends on its release: the engine has to play the one that judges. */
export function onKernel(scenario: Scenario, kernel: string): Scenario {
  const machines = Object.entries(scenario.machines).map(
    ([name, machine]) => [name, { ...machine, kernel }] as const,
  );
  return { ...scenario, machines: Object.fromEntries(machines) };
}
