export const inspector = {
  nothing: 'No packet is in hand at this step.',
  layers: 'Layers',
  quoted: 'quoted',
  putOn: 'put on',
  takenOff: 'taken off',
  changed: (count: number) => `${count} changed`,
  nameAndSize: (name: string, octets: number) => `${name}, ${octets} octets`,
  octets: 'Octets of the packet; arrow keys move between them',
  octet: (hex: string, index: number, fields: string | null) =>
    `${hex}, octet ${index}: ${fields ?? 'no field'}`,
  /** In milliseconds. */
  at: (time: string) => `at ${time} ms`,
};
