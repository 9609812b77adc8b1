// The page says nothing but by its words: no text of a component is written where it stands, and each language says it in its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { zh } from './zh/index.ts';

/** The page's own name, a command as it is typed, terms of the field, and what stands on keys. */
const SAME_EVERYWHERE = new Set([
  'Hopscope',
  'ip route del default',
  'TCP',
  'UDP',
  'SCTP',
  'iptables',
  'IPVS',
  'Enter',
  'Shift',
]);

/** Properties by which something is seen or heard. */
const SAID = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'aside',
  'empty',
  'hint',
  'label',
  'placeholder',
  'title',
]);

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const inside = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

const everyNode = (node: Node): Node[] => [node, ...inside(node).flatMap(everyNode)];

/** The texts an expression may come to, as far as they stand in it. */
function texts(node: unknown): string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'ConditionalExpression':
      return [...texts(node.consequent), ...texts(node.alternate)];
    case 'LogicalExpression':
      return [...texts(node.left), ...texts(node.right)];
    case 'BinaryExpression':
      return node.operator === '+' ? [...texts(node.left), ...texts(node.right)] : [];
    case 'JSXExpressionContainer':
      return texts(node.expression);
    case 'JSXText':
      return [node.value as string];
    default:
      return [];
  }
}

const nameOf = (node: unknown) => (isNode(node) ? (node.name as string) : '');

/** Texts for people that stand in a source file. */
function written(path: string, source: string): string[] {
  const found = everyNode(parseSync(path, source).program as unknown as Node).flatMap((node) => {
    switch (node.type) {
      case 'JSXElement':
      case 'JSXFragment':
        return (node.children as unknown[]).flatMap(texts);
      case 'JSXAttribute':
        return SAID.has(nameOf(node.name)) ? texts(node.value) : [];
      case 'AssignmentExpression': {
        const { left, right } = node;
        const property = isNode(left) && left.type === 'MemberExpression' ? nameOf(left.property) : '';
        return ['textContent', 'title', 'ariaLabel'].includes(property) ? texts(right) : [];
      }
      default:
        return [];
    }
  });
  return found
    .map((text) => text.trim())
    .filter((text) => /[a-z]{2}/i.test(text) && !SAME_EVERYWHERE.has(text));
}

const APP = join(import.meta.dirname, '..');
const sources = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.tsx?$/.test(path) && !/\.(test|fixture)\.tsx?$/.test(path),
);

describe('what the page says', () => {
  it.each(sources)('%s has no words of its own', (path) => {
    expect(written(path, readFileSync(join(APP, path), 'utf8'))).toEqual([]);
  });

  it.each([
    ['<p>Nothing here</p>', 'Nothing here'],
    ["<p>{open ? 'Open' : ''}</p>", 'Open'],
    ['<Button label="Close" />', 'Close'],
    ['<b title={`Take back`} />', 'Take back'],
    ["text.textContent = 'waits';", 'waits'],
  ])('is found in %s', (line, text) => {
    expect(written('A.tsx', line)).toEqual([text]);
  });

  it.each(['<p>{words.nothing}</p>', '<i className="on" data-kind="wide" />', "<b>{kind === 'new'}</b>"])(
    'is not in %s',
    (line) => expect(written('A.tsx', line)).toEqual([]),
  );
});

/** Terms of the field, as people who write Chinese write them. */
const TERMS = new Set([
  '',
  'Kubernetes',
  'flannel，VXLAN',
  'flannel，VXLAN + DirectRouting',
  'flannel，host-gw',
  'flannel，IPIP',
  'flannel，UDP',
  'Calico，IPIP',
  'kube-proxy',
  'Pod CIDR',
  'Service CIDR',
  'YAML',
  'Pod',
  'clusterIP',
  'targetPort',
  'nodePort',
  'Deployment',
  'NodePort',
  'Netfilter',
  'ARP',
  'TCP',
  'UDP',
  'Docker',
  'Flannel',
  'Service',
  'ClusterIP',
  'Endpoints',
  'Calico',
  'iptables',
  'Netfilter',
  'sysctl',
  'FDB',
  'Conntrack',
  'veth',
  'veth pair',
  'ifindex',
  'MAC',
  'MTU',
  'TTL',
  'master',
  'VXLAN',
  'IPIP',
  'echo request',
  'echo reply',
  'SVG',
  'PNG',
  'JSON',
  'pcapng',
  'HTML',
]);

/** Every text of a catalogue with its path; functions are the compiler's to compare. */
function said(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]): [string, string][] => {
    const here = `${path}${name}`;
    if (typeof value === 'string') return [[here, value]];
    return typeof value === 'object' ? said(value as object, `${here}.`) : [];
  });
}

describe('Chinese', () => {
  it.each(said(zh))('says %s in Chinese, or by a term of the field: %s', (_path, text) => {
    if (!TERMS.has(text)) expect(text).toMatch(/[\u4e00-\u9fff]/);
  });
});
