// Links survive the journey; what is no link of ours gets a sentence that says what is wrong, whatever it is.
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemText } from '../problem.ts';
import { createEngine } from '../serve.ts';
import { addressOf } from '../trace/address.ts';
import { BREAKPOINT_KINDS, MAX_BREAKPOINTS } from '../trace/breakpoints.ts';
import { stepsAt } from '../trace/steps.ts';
import { library } from './library/index.ts';
import { type Against, decodeLink, encodeLink, type Moment } from './link.ts';

const text = fc.string({ maxLength: 100 });
const command = fc.record({ in: text, run: text });
const commands = fc.array(command, { maxLength: 5 });
const address = fc.record({ ns: text, dev: text, fn: text, rule: text, nth: fc.nat(1_000_000) });
const zoom = fc.constantFrom('hop', 'stage', 'rule');
const against: fc.Arbitrary<Against> = fc.oneof(
  fc.record({
    kind: fc.constant('library' as const),
    id: fc.constantFrom(...library.map(({ id }) => id)),
    probe: fc.option(command),
  }),
  fc.record({ kind: fc.constant('probe' as const), probe: command }),
  fc.record({ kind: fc.constantFrom('base' as const, 'before' as const) }),
  fc.record({ kind: fc.constant('edits' as const), commands }),
);
const moment: fc.Arbitrary<Moment> = fc.record({
  scenario: text,
  commands,
  probe: fc.option(command),
  at: fc.option(address),
  zoom,
  focus: fc.option(text),
  pane: fc.option(text),
  compared: fc.option(fc.record({ against, at: fc.option(address) })),
  notes: fc.array(fc.record({ at: address, zoom, text: fc.string({ maxLength: 500 }) }), { maxLength: 5 }),
  breakpoints: fc.array(fc.record({ kind: fc.constantFrom(...BREAKPOINT_KINDS), ns: text, at: text }), {
    maxLength: MAX_BREAKPOINTS,
  }),
});

/** A page's address of 60 characters. */
const PAGE = 'https://hopscope.example.org/a/path/of/some/depth/index.html';

const LONGEST: Moment = {
  scenario: 'flannel-host-gw',
  commands: [],
  probe: null,
  at: { ns: 'node-a', dev: 'cni0', fn: 'ipt_do_table', rule: 'filter:DOCKER-ISOLATION-STAGE-1:2', nth: 3 },
  zoom: 'rule',
  focus: 'node-a/pod-a',
  pane: 'neighbours',
  compared: null,
  notes: [],
  breakpoints: [],
};

/** A fragment of version 1 around anything. */
const wrap = (content: string | Uint8Array) => `#s=1.${deflateRawSync(content).toString('base64url')}`;

describe('share links', () => {
  it('[L1] decode undoes encode', async () => {
    await fc.assert(
      fc.asyncProperty(moment, async (each) => {
        expect(await decodeLink(await encodeLink(each))).toEqual({ ok: true, value: each });
      }),
    );
  });

  it('[L2] a library scenario at a long address stays below 300 characters with the page in front', async () => {
    expect(`${PAGE}${await encodeLink(LONGEST)}`.length).toBeLessThan(300);
  });

  it.each(library.map(({ id }) => id))(
    '[L2] and so does half of all positions of %s, panes pinned; none is much longer',
    async (id) => {
      const opened = await createEngine().open({ scenario: id, probe: null });
      if (!opened.ok) throw new Error('a library scenario did not open');
      const { trace, outline, scenario } = opened.value;
      const probe = scenario.alternatives?.[0] ?? null;
      const longest = (texts: string[]) =>
        texts.reduce((best, each) => (each.length > best.length ? each : best), '');
      const focus = longest(outline.namespaces.map(({ name }) => name));
      const addresses = [...stepsAt(trace, 'rule')].map((tick) => addressOf(trace, outline, 'rule', tick));
      const lengths: number[] = [];
      for (const at of addresses) {
        const link = await encodeLink({
          scenario: id,
          probe,
          commands: [],
          at,
          zoom: 'rule',
          focus,
          pane: 'neighbours',
          compared: null,
          notes: [],
          breakpoints: [],
        });
        lengths.push(PAGE.length + link.length);
      }
      const sorted = lengths.sort((a, b) => a - b);
      // Pods of a Deployment have long names, and here one is in the link three times.
      expect(sorted[sorted.length >> 1]).toBeLessThan(300);
      expect(sorted.at(-1)).toBeLessThan(350);
    },
  );

  it('[L2] also where two networks are compared, each at a step of its own', async () => {
    const compared = {
      against: { kind: 'library', id: 'flannel-vxlan', probe: null },
      at: { ns: 'node1', dev: 'flannel.1', fn: 'vxlan_xmit', rule: '', nth: 2 },
    } as const;
    expect(`${PAGE}${await encodeLink({ ...LONGEST, compared })}`.length).toBeLessThan(350);
  });

  it('[L6] no network of the library is called like a comparison', () => {
    const ids = library.map(({ id }) => id);
    expect(ids).not.toContain('base');
    expect(ids).not.toContain('before');
    expect(ids).not.toContain('');
  });

  it('[L3] a link cut anywhere is a problem, or still says the same', async () => {
    const whole = await encodeLink(LONGEST);
    for (let length = 0; length < whole.length; length++) {
      const decoded = await decodeLink(whole.slice(0, length));
      if (decoded.ok) expect(decoded.value).toEqual(LONGEST);
      else expect(decoded.problem.what).not.toBe('');
    }
  });

  const bad: [string, string][] = [
    ['nothing', ''],
    ['a bare hash', '#'],
    ['another key', '#q=1.abcd'],
    ['no version', '#s='],
    ['a version without payload', '#s=1'],
    ['an empty payload', '#s=1.'],
    ['a version of the future', '#s=9.abcd'],
    ['a version that is a property of every object', '#s=constructor.abcd'],
    ['characters of no alphabet', '#s=1.%%%%'],
    ['spaces', '#s=1.ab cd'],
    ['an impossible length', '#s=1.abcde'],
    ['random octets', '#s=1.ZZZZZZZZ'],
    ['a million characters', `#s=1.${'A'.repeat(1_000_000)}`],
    ['ten megabytes of zeros, packed', wrap(new Uint8Array(10_000_000))],
    ['packed text that is not JSON', wrap('hello')],
    ['invalid UTF-8', wrap(Uint8Array.of(0xff, 0xfe, 0x80))],
    ['null', wrap('null')],
    ['an array', wrap('[]')],
    ['a number', wrap('42')],
    ['no scenario', wrap('{}')],
    ['an unknown key', wrap('{"s":"flannel-vxlan","evil":1}')],
    ['a prototype', wrap('{"s":"flannel-vxlan","__proto__":{"z":1}}')],
    ['an address of the wrong shape', wrap('{"s":"flannel-vxlan","a":["node"]}')],
    ['an occurrence beyond bounds', wrap('{"s":"flannel-vxlan","a":["n","d","f","",1e308]}')],
    ['a negative occurrence', wrap('{"s":"flannel-vxlan","a":["n","d","f","",-1]}')],
    ['a zoom there is not', wrap('{"s":"flannel-vxlan","z":7}')],
    ['a comparison with a number', wrap('{"s":"flannel-vxlan","x":4}')],
    ['a comparison with half a command', wrap('{"s":"flannel-vxlan","x":[["node1"]]}')],
    [
      'a comparison with more edits than a link may have',
      wrap(JSON.stringify({ s: 'x', x: Array(1001).fill(['', '']) })),
    ],
    ['a position in the comparison of the wrong shape', wrap('{"s":"flannel-vxlan","x":"base","y":[1]}')],
    ['a scenario that is no scenario', wrap('{"s":{"version":1}}')],
    [
      'a scenario of another version',
      wrap('{"s":{"version":99,"title":"x","machines":{},"probe":{"in":"a","run":"b"}}}'),
    ],
    ['a probe of numbers', wrap('{"s":"flannel-vxlan","p":[1,2]}')],
    ['a note that is no text', wrap('{"s":"flannel-vxlan","n":[[0,"n","d","f","",0,{}]]}')],
    ['a note without a place', wrap('{"s":"flannel-vxlan","n":["look here"]}')],
    [
      'a note far too long',
      wrap(JSON.stringify({ s: 'flannel-vxlan', n: [[0, '', '', '', '', 0, 'x'.repeat(501)]] })),
    ],
    [
      'notes without end',
      wrap(JSON.stringify({ s: 'flannel-vxlan', n: Array(51).fill([0, '', '', '', '', 0, '']) })),
    ],
    ['a name far too long', wrap(JSON.stringify({ s: 'x'.repeat(5000) }))],
    ['breakpoints that are no list', wrap('{"s":"flannel-vxlan","b":{"0":["drop","",""]}}')],
    ['a breakpoint of a kind there is not', wrap('{"s":"flannel-vxlan","b":[["full-moon","",""]]}')],
    ['a breakpoint of the wrong shape', wrap('{"s":"flannel-vxlan","b":[["drop"]]}')],
    [
      'more breakpoints than anybody sets',
      wrap(JSON.stringify({ s: 'flannel-vxlan', b: Array(MAX_BREAKPOINTS + 1).fill(['drop', '', '']) })),
    ],
    ['deep nesting', wrap(`{"s":${'['.repeat(5000)}${']'.repeat(5000)}}`)],
  ];

  it.each([
    ['#s=7.abcd', 'the link: found version "7"; expected version 1'],
    [wrap('null'), 'the link: what it holds is no moment of ours; expected the whole link, as it was copied'],
    [wrap('{}'), "the link's scenario: found nothing; expected scenario"],
    [
      wrap('{"s":"x","evil":1}'),
      'the link: it holds "evil"; expected scenario, probe, commands, position, zoom, namespace, pane, notes, comparison, position in the comparison, breakpoints',
    ],
    [
      wrap('{"s":"x","b":[["moon","",""]]}'),
      `the link's breakpoints, part 1.1: found "moon"; expected ${BREAKPOINT_KINDS.map((kind) => `"${kind}"`).join(' or ')}`,
    ],
    [wrap('{"s":"x","a":["n","d","f","",-1]}'), "the link's position, part 5: found -1; expected at least 0"],
    [wrap('{"s":7}'), "the link's scenario: found 7; expected text or object"],
    [wrap('{"s":{"version":99}}'), "the link's scenario, at version: found 99; expected 1"],
  ])('[L4] says what is wrong with %s', async (fragment, text) => {
    const decoded = await decodeLink(fragment);
    expect(decoded.ok ? '' : problemText(decoded.problem)).toBe(text);
  });

  it.each(bad)('[L4] refuses %s', async (_name, fragment) => {
    const decoded = await decodeLink(fragment);
    expect(decoded.ok).toBe(false);
    if (!decoded.ok) expect(decoded.problem.where).toContain('link');
  });

  it('[L5] any text at all is answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (payload) => {
        expect(typeof (await decodeLink(`#s=1.${payload}`)).ok).toBe('boolean');
      }),
    );
  });
});
