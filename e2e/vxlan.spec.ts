// Flannel VXLAN: the frame that travels inside a UDP datagram, and what traceroute makes of the way.
import { expect, test } from './fixtures.ts';

test.beforeEach(async ({ app }) => {
  await app.open();
  await app.choose('Flannel VXLAN');
  await expect(app.topology.getByRole('button', { name: 'master: flannel.1, VXLAN' })).toBeVisible();
});

test('the library tells the networks apart and marks the one on show', async ({ app }) => {
  await app.page.getByTitle('Choose another network').click();
  const library = app.page.getByRole('dialog', { name: 'Library' });
  const entries = library.getByRole('list', { name: 'Library' }).getByRole('button');
  await expect(entries.first()).toHaveText(/^A veth pair/);
  await expect(entries.filter({ hasText: /^Flannel VXLAN/ })).toHaveCount(1);
  await expect(library.locator('[aria-current="true"]')).toHaveText(/^Flannel VXLAN/);
  await expect(library.getByRole('heading', { name: /^On show: Flannel VXLAN/ })).toBeVisible();
});

test('the drawing has three machines and a VXLAN device on each', async ({ app }) => {
  for (const machine of ['master', 'node1', 'node2']) {
    await expect(app.topology.getByText(machine, { exact: true }).first()).toBeVisible();
    await expect(app.topology.getByRole('button', { name: `${machine}: flannel.1, VXLAN` })).toBeVisible();
  }
});

test.describe('The tunnel', () => {
  test('puts the frame into UDP 8472 with VNI 1, from node to node', async ({ app }) => {
    await expect(app.layer('Virtual eXtensible Local Area Network')).toHaveCount(0);
    await app.goTo('sends VXLAN [echo request seq 0]');
    const field = (title: string, nth: number, name: RegExp) =>
      app.layer(title).nth(nth).getByRole('button', { name });
    const ip = 'Internet Protocol version 4';

    await expect(app.layer('Ethernet II')).toHaveCount(2);
    await expect(app.layer(ip)).toHaveCount(2);
    await expect(field(ip, 0, /^Source Address/)).toHaveText('Source Address192.168.205.4');
    await expect(field(ip, 0, /^Destination Address/)).toHaveText('Destination Address192.168.205.3');
    await expect(field('User Datagram Protocol', 0, /^Destination Port/)).toContainText('8472');
    await expect(field('Virtual eXtensible Local Area Network', 0, /\(VNI\)/)).toHaveText(
      'VXLAN Network Identifier (VNI)1',
    );
    await expect(field('Ethernet II', 1, /^Destination Address/)).toHaveText(
      'Destination Address62:c8:a9:ce:ca:4e',
    );
    await expect(field(ip, 1, /^Source Address/)).toHaveText('Source Address10.42.0.65');
    await expect(field(ip, 1, /^Destination Address/)).toHaveText('Destination Address10.42.1.9');
    await expect(field(ip, 1, /^Time to Live/)).toHaveText('Time to Live63');
  });

  test('is the work of the FDB: the entry of the inner MAC names the other node', async ({ app }) => {
    await app.goTo('sends echo request seq 0', 'master · flannel.1');
    await expect(app.why).toContainText('master · flannel.1');
    await expect(app.pane('FDB')).toHaveAttribute('aria-selected', 'true');
    await expect(app.tables.getByText('master# bridge fdb show')).toBeVisible();
    const entry = app.line('62:c8:a9:ce:ca:4e dev flannel.1 dst 192.168.205.3 self permanent');
    await expect(entry).toContainText('remote 192.168.205.3');
    await expect(app.output('bridge fdb show').locator('[data-look="decided"]')).toHaveCount(1);
    await expect(
      app.line('ee:87:b2:4a:fd:62 dev flannel.1 dst 192.168.205.5 self permanent'),
    ).not.toContainText('remote');
  });

  test('wears its headers outside the frame, which is marked as they come and go', async ({ app }) => {
    await app.goTo('sends echo request seq 0', 'master · flannel.1');
    await expect(app.layer('Virtual eXtensible Local Area Network')).toContainText('put on');
    await expect(app.layer('User Datagram Protocol')).toContainText('put on');
    await app.goTo('receives VXLAN [echo request seq 0]');
    await expect(app.packet.getByRole('deletion')).toHaveText([
      'Ethernet II',
      'Internet Protocol version 4',
      'User Datagram Protocol',
      'Virtual eXtensible Local Area Network',
    ]);
    await expect(app.layer('Virtual eXtensible Local Area Network')).toHaveCount(0);
  });
});

test.describe('The probe', () => {
  test('is a ping of three, each answered with TTL 62', async ({ app }) => {
    await app.button('answered').click();
    await expect(app.dialog).toContainText('master/nginx-n8s9s# ping -c 3 10.42.1.9');
    for (const seq of [0, 1, 2]) {
      await expect(app.dialog).toContainText(
        new RegExp(`64 bytes from 10\\.42\\.1\\.9: seq=${seq} ttl=62 time=\\d+\\.\\d+ ms`),
      );
    }
    await expect(app.dialog).toContainText('3 packets transmitted, 3 packets received, 0% packet loss');
  });

  test('may be a traceroute: cni0, then flannel.1 of the other node, then the pod', async ({ app }) => {
    await app.probe.selectOption('master/nginx-n8s9s# traceroute -n 10.42.1.9');
    await expect(app.steps.getByRole('button').first()).toContainText('traceroute');
    await app.button('answered').click();
    const printed = await app.dialog.locator('pre').innerText();
    const hops = printed
      .split('\n')
      .flatMap((line) => /^ *(\d+) +(\S+) /.exec(line)?.slice(1, 3).join(' ') ?? []);
    expect(hops).toEqual(['1 10.42.0.1', '2 10.42.1.0', '3 10.42.1.9']);
  });

  test('may get no answer, and the trace says where the packet was lost', async ({ app }) => {
    await app.probe.selectOption('master/nginx-n8s9s# ping -c 1 -W 1 10.42.2.6');
    await app.button('no answer').click();
    await expect(app.dialog).toContainText('1 packets transmitted, 0 packets received, 100% packet loss');
    await app.dialog.getByRole('button', { name: 'Close' }).click();
    await app.zoomTo('Stage');
    await app.goTo('dropped: NO_TX_TARGET');
    await expect(app.why).toContainText('vxlan_xmit()');
    await expect(app.why).toContainText('ca:cb:1f:99:10:97');
  });

  test('may start on the node itself', async ({ app }) => {
    await app.probe.selectOption('master# ping -c 1 10.42.1.9');
    await expect(app.steps.getByRole('listitem').first()).toContainText('master');
    await app.button('answered').click();
    await expect(app.dialog).toContainText(/64 bytes from 10\.42\.1\.9: icmp_seq=1 ttl=63 time=/);
  });
});

test.describe('Another network', () => {
  test('is drawn from its first step, whatever was looked at in the one before', async ({ app }) => {
    await app.namespace.selectOption('node2/busybox-k7x2d');
    await app.button('To end').click();
    await app.choose('Flannel host-gw');
    await expect(app.current).toHaveText('ping sends echo request seq 1');
    await expect(app.namespace).toHaveValue('follow');
    await expect(app.tables).toContainText('node-a/pod-a#');
    await expect(app.topology.locator('[data-current]')).toHaveCount(0);
    await expect(app.topology.locator('[data-here]')).toHaveCount(1);
  });
});
