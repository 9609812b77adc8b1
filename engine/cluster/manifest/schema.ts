// The words in which the kinds say their fields, and how data is held against them.
import * as v from 'valibot';
import { AN_ADDRESS, isAddress, isCidr, isIpv6 } from './addresses.ts';
import type { Report, Subject } from './report.ts';

/**
 * An object of the API: the fields that are read, and the names of those that are not. A name that is neither is nobody's:
 * it was misspelt. Each message says what was expected.
 */
export function fields<const Read extends v.ObjectEntries>(read: Read, others = '') {
  const known = [...Object.keys(read), ...others.split(' ')];
  const isKnown = new Set(known);
  return v.pipe(
    v.custom<Record<string, unknown>>(isRecord, 'an object'),
    v.rawCheck(({ dataset, addIssue }) => {
      const input = dataset.value as Record<string, unknown>;
      const key = dataset.typed ? Object.keys(input).find((name) => !isKnown.has(name)) : undefined;
      if (key === undefined) return;
      const path = [{ type: 'object', origin: 'key', input, key, value: input[key] }] as const;
      addIssue({ message: meant(key, known), path: [...path] });
    }),
    v.object(read, 'a value'),
  );
}

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** The name that differs in capitals alone, or all of them. */
function meant(key: string, known: readonly string[]): string {
  const alike = known.find((name) => name.toLowerCase() === key.toLowerCase());
  return alike ?? `one of ${known.filter((name) => name !== '').join(', ')}`;
}

/** An object of which anything not read may stand there. */
export const some = <const Read extends v.ObjectEntries>(read: Read) =>
  v.pipe(v.custom<Record<string, unknown>>(isRecord, 'an object'), v.object(read, 'a value'));

/** Kubernetes takes null for a list without elements. */
export const list = <const Item extends v.GenericSchema>(item: Item) =>
  v.nullish(v.array(item, 'a list'), [] as never[]);

const matching = (pattern: RegExp, message: string) => v.pipe(v.string(message), v.regex(pattern, message));

export const Text = v.string('text');
export const Flag = v.boolean('true or false');
export const Texts = v.nullish(v.record(v.string(), Text, 'names with texts'), {});

const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
/** apimachinery IsDNS1123Label, IsDNS1123Subdomain. */
const Label = matching(new RegExp(`^${LABEL}$`), 'at most 63 lower-case letters, digits and dashes');
const SUBDOMAIN = '(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const A_NAME = 'a name of lower-case letters, digits, dashes and dots';
const Name = matching(new RegExp(`^${SUBDOMAIN}$`), A_NAME);
/** Empty: none. */
export const NameOrNone = matching(new RegExp(`^(${SUBDOMAIN})?$`), A_NAME);
/** Empty: none. */
export const PortName = matching(
  new RegExp(`^(${LABEL})?$`),
  'a name of lower-case letters, digits and dashes',
);

export const DeviceName = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/,
  'a device name of at most 15 characters',
);
/** Of a network, as CNI has it (libcni ValidateNetworkName). */
export const NetworkName = matching(
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
  'a name of letters, digits, dots, dashes and underscores',
);

export const number = (least: number, most: number, message: string) =>
  v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));

export const Port = number(1, 65535, 'a port, 1 to 65535');
/** 0: none. */
export const PortOrNone = number(0, 65535, 'a port, 0 to 65535');
export const Seconds = number(1, 86400, '1 to 86400 seconds');
export const Protocol = v.picklist(['TCP', 'UDP', 'SCTP'], 'TCP, UDP or SCTP');

export const Address = v.pipe(v.string(AN_ADDRESS), v.check(isAddress, AN_ADDRESS));
/** Empty: none. */
export const AddressOrNone = v.pipe(
  v.string(AN_ADDRESS),
  v.check((text) => text === '' || isAddress(text), AN_ADDRESS),
);
const isIpv4 = (text: string) => isAddress(text) && !isIpv6(text);
export const Ipv4Address = v.pipe(v.string('an IPv4 address'), v.check(isIpv4, 'an IPv4 address'));
/** As a node has it: with the length of its network, or without. */
export const Ipv4Interface = v.pipe(
  v.string('an IPv4 address'),
  v.check((text) => isIpv4(text) || (isCidr(text) && !isIpv6(text)), 'an IPv4 address'),
);
export const Mac = matching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i, 'a MAC address, aa:bb:cc:dd:ee:ff');
export const Cidr = v.pipe(v.string('a network'), v.check(isCidr, 'a network such as 10.244.0.0/24'));

/** Of those who own an object, whether one of them made it. */
const Owners = list(some({ controller: v.nullish(Flag, false) }));
const metadata = { labels: Texts, deletionTimestamp: v.nullish(Text), ownerReferences: Owners };
const OTHER_METADATA =
  'generateName selfLink uid resourceVersion generation creationTimestamp deletionGracePeriodSeconds finalizers managedFields clusterName';
const metadataOf = <const Kind extends v.GenericSchema<unknown, string>>(name: Kind) =>
  fields({ ...metadata, name, namespace: v.nullish(Label, 'default') }, `annotations ${OTHER_METADATA}`);
export const Metadata = metadataOf(Name);
/** A service's name is part of host names, and so is one label. */
export const ServiceMetadata = metadataOf(Label);
/** Of what gets its name when it is made. */
export const TemplateMetadata = v.nullish(
  fields({ labels: Texts }, `name namespace annotations deletionTimestamp ownerReferences ${OTHER_METADATA}`),
  { labels: {} },
);
/** Of what is in no namespace. */
export const clusterMetadata = <const Annotations extends v.GenericSchema>(annotations: Annotations) =>
  fields({ ...metadata, name: Name, annotations }, `namespace ${OTHER_METADATA}`);

/** The data as the schema has it; the first thing that is not as it should be goes to the report. */
export function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  { value, subject }: { readonly value: unknown; readonly subject: Subject },
  report: Report,
): v.InferOutput<Schema> | null {
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = issue.path?.map(({ key }) => key as string | number) ?? [];
  const what = issue.type === 'raw_check' ? 'there is no such field' : `found ${inWords(issue.received)}`;
  report.error(subject, field, what, issue.message);
  return null;
}

/** valibot writes `undefined`, `Array`, `Object`, `"text"`. */
function inWords(received: string): string {
  const words: Readonly<Record<string, string>> = {
    undefined: 'nothing',
    null: 'nothing',
    Array: 'a list',
    Object: 'an object',
  };
  return Object.hasOwn(words, received) ? words[received]! : received.slice(0, 80);
}
