// The page in a person's words: its parts by role and name, and the few things that take more than one gesture.
import { expect, type Locator, type Page } from 'playwright/test';

export type Screen = ReturnType<typeof screenOf>;
export type ZoomName = 'Hop' | 'Stage' | 'Rule';
export type PaneName =
  | 'Routes'
  | 'iptables'
  | 'Netfilter'
  | 'Neighbours'
  | 'FDB'
  | 'Links'
  | 'sysctl'
  | 'Conntrack'
  | 'Cluster';

export function screenOf(page: Page) {
  const region = (name: string) => page.getByRole('region', { name, exact: true });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const [topology, tables, packet, transport] = ['Topology', 'Tables', 'Packet', 'Transport'].map(region) as [
    Locator,
    Locator,
    Locator,
    Locator,
  ];
  const steps = page.getByRole('list', { name: 'Steps' });
  const slider = page.getByRole('slider', { name: 'Step' });
  const zoom = page.getByRole('radiogroup', { name: 'Step by' });

  return {
    page,
    topology,
    tables,
    packet,
    transport,
    steps,
    slider,
    zoom,
    why: region('Why'),
    bytes: region('Bytes'),
    timeline: page.getByRole('slider', { name: 'Timeline', exact: true }),
    lanes: page.getByRole('list', { name: 'Lanes' }),
    alert: page.getByRole('alert'),
    dialog: page.getByRole('dialog'),
    probe: page.getByRole('combobox', { name: 'Probe' }),
    namespace: page.getByRole('combobox', { name: 'Namespace' }),
    current: steps.locator('[aria-current="step"]'),
    count: transport.getByRole('status'),
    button,
    pane: (name: PaneName) => tables.getByRole('tab', { name, exact: true }),
    /** What a command prints. */
    output: (command: string) => tables.getByRole('list', { name: command, exact: true }),
    /** One printed line with what the page notes beside it. */
    line: (text: string) =>
      tables.getByRole('listitem').filter({ has: page.getByText(text, { exact: true }) }),
    /** A button of the toolbar that comes with a row: `Delete: 10.0.0.0/8 via 10.0.0.1`. */
    act: (name: string) => tables.getByRole('toolbar').getByRole('button', { name, exact: true }),
    /** A field of the packet, told by its name and what it holds now. */
    field: (name: string | RegExp) => packet.getByRole('button', { name }),
    /** One header of the packet with its fields, the outermost first. */
    layer: (title: string) =>
      packet
        .getByRole('group', { name: 'Layers' })
        .getByRole('group')
        .filter({ has: page.getByText(title, { exact: true }) }),

    /** Opens the page and waits until a network is on show. */
    async open(path = '/') {
      await page.goto(path);
      await expect(button('Step forward')).toBeVisible();
    },
    async zoomTo(name: ZoomName) {
      await zoom.getByRole('radio', { name }).check();
    },
    /** Goes to the first step of a title in the list; with a place, to the first such that opens a hop there. */
    async goTo(title: string | RegExp, place = '') {
      const items = steps.getByRole('listitem').filter({ hasText: place });
      await items.getByRole('button', { name: title, exact: true }).first().click();
    },
    /** Opens one of the ways to share besides the link. */
    async share(way: 'Export…' | 'Embed…' | 'Presenter’s view') {
      await button('More ways to share').click();
      await page.getByRole('menuitem', { name: way }).click();
    },
    /** Chooses a network from the library in the header. */
    async choose(title: string) {
      await page.getByTitle('Choose another network').click();
      await page
        .getByRole('dialog', { name: 'Library' })
        .getByRole('button', { name: title, exact: true })
        .click();
    },
  };
}
