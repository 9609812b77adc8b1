export const inspector = {
  nothing: 'No packet is in hand at this step.',
  layers: 'Layers',
  quoted: 'quoted',
  putOn: 'put on',
  takenOff: 'taken off',
  changed: (count: number) => `${count} changed`,
  nameAndSize: (name: string, octets: number) => `${name}, ${octets} octets`,
  octets: 'Octets of the packet; arrow keys move between them',
  /** Of a field whose text is the same though its octets are not. */
  differs: 'other octets than before',
  octet: (hex: string, index: number, fields: string | null, changed: boolean) =>
    `${hex}, octet ${index}: ${fields ?? 'no field'}${changed ? ', changed' : ''}`,
  /** In milliseconds. */
  at: (time: string) => `at ${time} ms`,
  /** What stands behind the sentences. */
  evidence: {
    different: 'What would have to be different',
    doIt: 'Do it',
    doThis: (command: string) => `Do it: ${command}`,
    kinds: {
      rule: 'The rule, part by part',
      routes: 'The rows of the routing tables',
      fdb: 'The lookup in the FDB',
      neighbours: 'The lookup among the neighbours',
    },
    answers: {
      rule: { yes: 'true', no: 'false', unasked: 'not asked' },
      row: { yes: 'yes', no: 'no', unasked: 'not asked' },
    },
  },
};
