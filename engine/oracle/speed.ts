// How fast: first packets of flows to a service, in the engine (everything recorded) and in the kernel.
import { spawn } from 'node:child_process';
import { UdpClient } from '../kernel/ipv4/udp.ts';
import { compile } from '../scenario/compile.ts';
import type { Trace } from '../trace/events.ts';
import type { Outline } from '../trace/outline.ts';
import type { TableSet } from '../trace/rows.ts';
import { parseIpv4 } from '../wire/parse_address.ts';
import { outlineOf } from '../world/outline.ts';
import type { Process } from '../world/process.ts';
import { run } from '../world/run.ts';
import type { Namespace, World } from '../world/world.ts';
import { attempt, inside } from './exec.ts';
import { withLab } from './lab.ts';
import { clusterIp, type Overlay, SERVICE_PORT, serviceNetwork } from './services.ts';
import { withTrace } from './with_trace.ts';

const PAYLOAD = 20;
const WARM_UP = 300;
const PATIENCE = 1_000_000;
const CLIENT = 'n1/pod';

export interface EngineSpeed {
  /** Round trips of new flows, each with everything it did recorded. */
  readonly flowsPerSecond: number;
  readonly eventsPerSecond: number;
}

/** Sends datagrams, each from a port of its own when the one before has its answer, and ends with the last answer. */
function askAgain(address: number, times: number): Process {
  return {
    name: 'ask',
    start(context) {
      let left = times;
      const ask = () => {
        const socket = new UdpClient(context.net, 'ask', null, {
          received() {
            socket.close();
            late();
            if (--left === 0) context.exit(null);
            else context.timer(0, ask);
          },
        });
        const late = context.timer(PATIENCE, () => context.exit('timeout'));
        socket.send(new Uint8Array(PAYLOAD), { address, port: SERVICE_PORT });
      };
      ask();
    },
  };
}

interface Client {
  readonly world: World;
  readonly namespace: Namespace;
  /** The last of the services. */
  readonly address: number;
}

function clientOf(services: number, overlay: Overlay): Client {
  const world = compile(serviceNetwork(services, overlay));
  if (!world.ok) throw new Error(world.problem.what);
  const namespace = world.value.namespaces.find(({ net }) => net.name === CLIENT)!;
  return { world: world.value, namespace, address: parseIpv4(clusterIp(services - 1))! };
}

export function engineSpeed(services: number, overlay: Overlay, flows: number): EngineSpeed {
  const { world, namespace, address } = clientOf(services, overlay);
  const round = () => run(world, namespace, askAgain(address, 1));
  for (let count = 0; count < WARM_UP; count++) round();
  let events = 0;
  const begun = performance.now();
  for (let count = 0; count < flows; count++) {
    const { outcome, events: recorded } = round();
    if (outcome.failure !== null) throw new Error(`flow ${count}: ${outcome.failure}`);
    events += recorded.length;
  }
  const seconds = (performance.now() - begun) / 1000;
  return { flowsPerSecond: flows / seconds, eventsPerSecond: events / seconds };
}

/** A recording of so many events or a few more, of one new flow after the other; and how the network was before it. */
export function longRecording(events: number): { trace: Trace; outline: Outline; tables: TableSet[] } {
  const { world, namespace, address } = clientOf(10, 'vxlan');
  const perFlow = run(world, namespace, askAgain(address, WARM_UP)).events.length / WARM_UP;
  const tables = world.namespaces.map(({ net }) => net.tables());
  const outline = outlineOf(world, 'flow after flow');
  const trace = run(world, namespace, askAgain(address, Math.ceil(events / perFlow)), 2 * events);
  if (trace.outcome.failure !== null) throw new Error(trace.outcome.failure);
  return { trace, outline, tables };
}

/** New sockets one after the other: each sends a datagram and waits for its echo. Prints the seconds it took. */
const KERNEL_FLOWS = `
import socket, sys, time
def ask():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(10)
    s.sendto(bytes(${PAYLOAD}), (sys.argv[1], ${SERVICE_PORT}))
    s.recv(2048)
    s.close()
for _ in range(50): ask()
begun = time.perf_counter()
for _ in range(int(sys.argv[2])): ask()
print(time.perf_counter() - begun)
`;

/** Round trips per second in the kernel; traced: every rule is logged, and somebody reads the log. */
export async function kernelSpeed(
  services: number,
  overlay: Overlay,
  flows: number,
  traced: boolean,
): Promise<number> {
  const scenario = serviceNetwork(services, overlay);
  const asked = traced ? withTrace(scenario) : scenario;
  return withLab(asked, scenario.probe, async ({ spaces }) => {
    const readers = traced
      ? spaces.map(({ netns }) => {
          const [command = '', ...args] = inside(netns, 'tcpdump', '-n', '-i', 'nflog', '-w', '/dev/null');
          return spawn(command, args, { stdio: 'ignore' });
        })
      : [];
    const client = spaces.find(({ name }) => name === CLIENT)!;
    try {
      if (traced) await new Promise((listening) => setTimeout(listening, 1000));
      const words = ['python3', '-c', KERNEL_FLOWS, clusterIp(services - 1), String(flows)];
      const { code, stdout, stderr } = await attempt(inside(client.netns, ...words));
      if (code !== 0) throw new Error(stderr);
      return flows / Number(stdout);
    } finally {
      for (const reader of readers) reader.kill();
    }
  });
}
