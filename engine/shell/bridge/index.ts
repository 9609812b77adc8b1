// iproute2 bridge/bridge.c: options, then an object and what is to be done with it.
import { EXIT_USAGE, Words } from '../ip/words.ts';
import { Exit, openNetns, siteIn, type Tool, unsupported } from '../tool.ts';
import { bridgeFdb } from './fdb.ts';
import { bridgeLink } from './link.ts';

const USAGE = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
       bridge [ -force ] -batch filename
where  OBJECT := { link | fdb | mdb | vlan | monitor }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -o[neline] | -t[imestamp] | -n[etns] name |
                    -c[ompressvlans] -color -p[retty] -j[son] }`;

export const bridge: Tool = (given, site) => {
  const words = new Words(given);
  let where = site;
  let details = false;
  for (; words.word?.startsWith('-'); words.skip()) {
    const option = words.word.replace(/^--?/, '');
    if (option !== '' && 'details'.startsWith(option)) details = true;
    else if (option !== '' && 'netns'.startsWith(option))
      where = siteIn(site, openNetns(site, words.value()));
    else if (['s', 'j', 'p', 'o', 't', 'c', 'force', 'batch'].includes(option))
      unsupported(`bridge -${option}`);
    else throw new Exit(EXIT_USAGE, `Option "${words.word}" is unknown, try "bridge help".`);
  }
  const { word } = words;
  if (word === undefined || word === 'help') throw new Exit(EXIT_USAGE, USAGE);
  words.skip();
  if ('link'.startsWith(word)) return bridgeLink(words, where, details);
  if ('fdb'.startsWith(word)) return bridgeFdb(words, where);
  if (['mdb', 'vlan', 'monitor', 'vni'].some((object) => object.startsWith(word)))
    unsupported(`bridge ${word}`);
  throw new Exit(EXIT_USAGE, `Object "${word}" is unknown, try "bridge help".`);
};
