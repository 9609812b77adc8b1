// pkg/proxy/ipvs/proxier.go syncService, syncEndpoint: what IPVS balances, as `ipvsadm -S -n` prints it.
import type { PortEndpoint, ServicePortInfo } from '../service_ports.ts';

const SERVICE_OPTION = { tcp: '-t', udp: '-u', sctp: '--sctp-service' } as const;

/** Virtual servers by address, port and protocol; of two services with the same, the first one's is there. */
export class VirtualServers {
  private readonly servers = new Map<string, string[]>();
  private readonly scheduler: string;

  constructor(scheduler: string) {
    this.scheduler = scheduler;
  }

  add(info: ServicePortInfo, address: string, port: number, endpoints: readonly PortEndpoint[]): void {
    const server = `${SERVICE_OPTION[info.protocol]} ${address}:${port}`;
    if (this.servers.has(server)) return;
    const persistent = info.stickyMaxAgeSeconds === null ? '' : ` -p ${info.stickyMaxAgeSeconds}`;
    // Maglev looks at the source's port too only where it is told to.
    const flags = this.scheduler === 'mh' ? ' -b mh-port' : '';
    this.servers.set(server, [
      `-A ${server} -s ${this.scheduler}${persistent}${flags}`,
      ...endpoints.map((endpoint) => `-a ${server} -r ${endpoint.address} -m -w 1`),
    ]);
  }

  toText(): string {
    return [...this.servers.values()].flatMap((lines) => lines.map((line) => `${line}\n`)).join('');
  }
}
