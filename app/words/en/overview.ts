const many = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

export const overview = {
  title: 'All nodes',
  picture: (nodes: number, pods: number, visited: readonly string[]) =>
    `${many(nodes, 'node')} with ${many(pods, 'pod')}; the packet comes to ${visited.join(', ') || 'none of them'}`,
  back: 'The packet’s way',
  seek: 'Find a node',
  missing: 'There is no such node.',
  count: (nodes: number, pods: number) => `${many(nodes, 'node')}, ${many(pods, 'pod')}`,
  pods: (count: number) => many(count, 'pod'),
  podsOn: (node: string) => `${node} and its pods`,
  visits: 'The packet comes to',
  drawn: 'in the drawing',
  asleep: 'the packet does not come here',
  show: 'Show it in the drawing',
  pingFrom: (from: string) => `Ping from ${from}`,
  ping: (name: string, address: string) => `Ping ${name}, ${address}`,
  camera: 'Camera',
  zoomOut: 'Zoom out',
  zoomIn: 'Zoom in',
  fit: 'Fit',
};
