// extensions/libxt_set.h: a set's name and the packet's parts it is asked about, as `-m set` and `-j SET` have them.
import { type Option, OptionError, type RuleHead } from './types.ts';

const IPSET_MAXNAMELEN = 32;
const IPSET_DIM_MAX = 6;

/** `foo src,dst` */
export interface SetFlags {
  readonly name: string;
  /** For each dimension: is it the packet's source? */
  readonly source: readonly boolean[];
}

export function parseSetFlags({ values }: Option, { hasSet }: RuleHead): SetFlags {
  const [name = '', flags = ''] = values;
  if (name.length > IPSET_MAXNAMELEN - 1)
    throw new OptionError(
      `setname \`${name.slice(0, 60)}' too long, max ${IPSET_MAXNAMELEN - 1} characters.`,
    );
  if (!hasSet(name)) throw new OptionError(`Set ${name} doesn't exist.`);
  const words = flags.split(',');
  if (words.length > IPSET_DIM_MAX)
    throw new OptionError(`Can't be more src/dst options than ${IPSET_DIM_MAX}.`);
  if (words.some((word) => word !== 'src' && word !== 'dst'))
    throw new OptionError("You must spefify (the comma separated list of) 'src' or 'dst'.");
  return { name, source: words.map((word) => word === 'src') };
}

export function formatSetFlags({ name, source }: SetFlags): string {
  return `${name} ${source.map((each) => (each ? 'src' : 'dst')).join(',')}`;
}
