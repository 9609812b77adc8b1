// `ip neigh replace`, `ip neigh del`: a neighbour is known by its address and its device.
import type { NeighRow } from '../../../engine/trace/rows.ts';
import { formatIpv4 } from '../../../engine/wire/address.ts';
import { devicesOf, type Form, type Forms, line, type Place, pair, type Values } from './form.ts';

/** States in which a person may leave an entry. */
const STATES = ['permanent', 'reachable', 'stale', 'noarp'];

const replace = ({ address, lladdr, device, state }: Values) =>
  line('ip neigh replace', address, pair('lladdr', lladdr), pair('dev', device), `nud ${state}`);

const remove = ({ address, dev }: NeighRow) => `ip neigh del ${formatIpv4(address)} dev ${dev}`;

function form(place: Place, values: Values, commands: Form['commands']): Form {
  const devices = devicesOf(place);
  return {
    values,
    fields: () => [
      { name: 'address' },
      { name: 'lladdr' },
      { name: 'device', options: devices },
      { name: 'state', options: STATES },
    ],
    commands,
  };
}

export const neigh: Forms<NeighRow> = {
  edit(row, key, place) {
    const address = formatIpv4(row.address);
    const state = row.state.toLowerCase();
    const values = {
      address,
      lladdr: row.lladdr ?? '',
      device: row.dev,
      state: STATES.includes(state) ? state : 'permanent',
    };
    return form(place, values, (now) => {
      const same = now.address === address && now.device === row.dev;
      return [...(same || !place.had('neigh', key) ? [] : [remove(row)]), replace(now)];
    });
  },
  add(place) {
    const device = devicesOf(place).find((name) => name !== 'lo') ?? '';
    const values = { address: '', lladdr: '', device, state: 'permanent' };
    return form(place, values, (now) => (now.address === '' ? [] : [replace(now)]));
  },
  delete: (row) => [remove(row)],
};
