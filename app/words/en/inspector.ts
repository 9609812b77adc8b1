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
};
