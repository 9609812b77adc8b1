// The chains of nat: those of all services, and behind them those of each, which are written when somebody asks for one.
import type { WrittenChain } from '../../../kernel/netfilter/written_table.ts';
import type { RuleSet } from '../../host/rule_set.ts';
import { TableText } from '../../restore_text.ts';
import { serviceChains } from './service_chains.ts';
import { serviceChains1_23 } from './service_chains_1_23.ts';
import type { ServicePort, Sync } from './sync.ts';

const HASH = 16;

export class ServiceRules implements RuleSet {
  readonly table = 'nat';
  private readonly shared: TableText;
  private readonly sync: Sync;
  private readonly ports: readonly ServicePort[];
  /** Those whose chains are not written yet, by the hash in their names. */
  private readonly unwritten: Map<string, ServicePort>;
  private readonly written = new Map<string, WrittenChain>();

  constructor(shared: TableText, sync: Sync, ports: readonly ServicePort[]) {
    this.shared = shared;
    this.sync = sync;
    this.ports = ports;
    this.unwritten = new Map(ports.map((port) => [port.hash, port]));
  }

  get inserts() {
    return this.shared.inserts;
  }

  /** A rule goes only to chains that are there: to know that one is, its service need not be written. */
  has(name: string): boolean {
    const isService = this.unwritten.has(name.slice(-HASH)) && name.startsWith('KUBE-');
    return isService || this.chain(name) !== undefined;
  }

  chain(name: string): WrittenChain | undefined {
    const known = this.shared.chain(name) ?? this.written.get(name);
    if (known || !name.startsWith('KUBE-')) return known;
    const port = this.unwritten.get(name.slice(-HASH));
    if (port) this.write(port);
    // Who names the chain of an endpoint has not come by way of its service.
    else if (name.startsWith('KUBE-SEP-')) this.writeAll();
    return this.written.get(name);
  }

  *names(): Generator<string> {
    this.writeAll();
    yield* this.shared.names();
    yield* this.written.keys();
  }

  /** Written for who asks, and forgotten. */
  *chains(): Generator<readonly [string, WrittenChain]> {
    yield* this.shared.chains();
    for (const port of this.ports) yield* this.chainsOf(port);
  }

  private writeAll(): void {
    for (const port of this.unwritten.values()) this.write(port);
  }

  private write(port: ServicePort): void {
    this.unwritten.delete(port.hash);
    for (const [name, chain] of this.chainsOf(port)) this.written.set(name, chain);
  }

  private chainsOf(port: ServicePort): Iterable<readonly [string, WrittenChain]> {
    const own = new TableText('nat');
    const write = this.sync.dialect.externalChains ? serviceChains : serviceChains1_23;
    write({ ...this.sync, nat: own }, port);
    return own.chains();
  }
}
