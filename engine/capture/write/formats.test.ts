// Every format of an opened network, as a file: the page downloads these, the command line prints them.
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario/schema.ts';
import { createEngine } from '../../serve.ts';
import { FORMATS, type Format, write } from './formats.ts';

const LARGE: Scenario = {
  version: 1,
  title: 'many nodes',
  machines: {},
  cluster: {
    kubernetes: '1.28',
    objects: '',
    scale: { nodes: 500, podsPerNode: 10, services: 100, endpoints: 3 },
    network: { kind: 'flannel', conf: { Network: '10.240.0.0/12', Backend: { Type: 'vxlan' } } },
  },
  probe: { in: 'node-001', run: 'ping -c 1 10.240.1.1' },
};

async function opened(run?: string) {
  const engine = createEngine();
  const probe = run === undefined ? null : { in: 'node-a/pod-a', run };
  const answer = await engine.open({ scenario: 'flannel-host-gw', probe });
  if (!answer.ok) throw new Error(answer.problem.what);
  return { engine, told: answer.value };
}

async function textOf(format: Format, hops?: number): Promise<string> {
  const { told } = await opened();
  const file = await write(format, told, hops);
  if (!file.ok || typeof file.value !== 'string') throw new Error(`${format} is no text`);
  return file.value;
}

describe('a network as a file', () => {
  it.each(FORMATS)('%s is what the engine writes of the network it has open', async (format) => {
    const { engine, told } = await opened();
    const file = await engine.write(format);
    expect(file).toEqual(await write(format, told));
    expect(file.ok && file.value.length).toBeGreaterThan(100);
  });

  it.each(['text', 'output', 'trace', 'json', 'script'] as const)('%s ends with a line', async (format) => {
    expect(await textOf(format)).toMatch(/\n$/);
  });

  it('json holds the whole trace as plain data', async () => {
    const { told } = await opened();
    const { version, events, ticks, probe } = JSON.parse(await textOf('json'));
    expect({ version, probe, events: events.length }).toEqual({
      version: 1,
      probe: told.probe,
      events: told.trace.events.length,
    });
    expect(ticks).toEqual([...told.trace.ticks]);
  });

  it('text is a line for each hop, up to the hop asked for', async () => {
    const lines = (text: string) => text.trimEnd().split('\n');
    const whole = lines(await textOf('text'));
    expect(whole).toHaveLength(33);
    expect(lines(await textOf('text', 3))).toEqual(whole.slice(0, 3));
  });

  it('a script of what cannot be built is refused with a reason', async () => {
    const { engine } = await opened('curl -o /etc/passwd 10.10.3.4');
    const file = await engine.write('script');
    expect(file).toMatchObject({ ok: false, problem: { where: expect.stringContaining('probe') } });
  });

  it('a cluster whose nodes are not written out has no script', async () => {
    const engine = createEngine();
    await engine.open({ scenario: LARGE, probe: null });
    expect(await engine.write('script')).toMatchObject({ ok: false, problem: { where: 'cluster' } });
  });

  it('an engine that has nothing open has nothing to write', async () => {
    await expect(createEngine().write('text')).rejects.toThrow('no network is open');
  });
});
