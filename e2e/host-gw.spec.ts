// Flannel host-gw as a reader of the article goes through it: one ping from Pod A to Pod B, step by step.
import { expect, test } from './fixtures.ts';
import type { ZoomName } from './screen.ts';

test.beforeEach(async ({ app }) => {
  await app.open();
});

test.describe('The network', () => {
  test('is drawn with its machines, pods and devices when the page opens', async ({ app }) => {
    await expect(app.page).toHaveTitle('Hopscope');
    await expect(app.topology.getByText('Node A', { exact: true })).toBeVisible();
    await expect(app.topology.getByText('Node B', { exact: true })).toBeVisible();
    for (const name of [
      'Pod A: network namespace node-a/pod-a, show its tables',
      'Pod B: network namespace node-b/pod-b, show its tables',
      'Pod A: eth0, veth, 10.10.2.238/24, up',
      'Node A: vethef2d98bc, veth, up',
      'Node A: cni0, bridge, 10.10.2.1/24, up',
      'Node A: eth0, NIC, 192.168.0.3/28, up',
      'Node B: eth0, NIC, 192.168.0.4/28, up',
      'Node B: cni0, bridge, 10.10.3.1/24, up',
      'Pod B: eth0, veth, 10.10.3.4/24, up',
    ]) {
      await expect(app.topology.getByRole('button', { name })).toBeVisible();
    }
  });

  test('shows nothing of one probe when another is chosen', async ({ app }) => {
    const flagged = () =>
      app.topology
        .locator('[data-walked], [data-current], [data-visited]')
        .evaluateAll((all) => all.map((each) => JSON.stringify({ ...(each as SVGElement).dataset })));
    await app.probe.selectOption('node-a# ping 10.10.3.4 -c 1');
    await expect(app.count).toHaveText('1 / 21');
    const switched = await flagged();
    await app.page.reload();
    await expect(app.count).toHaveText('1 / 21');
    expect(switched).toEqual(await flagged());
  });

  test('shows the tables of a device that is clicked', async ({ app }) => {
    await app.topology.getByRole('button', { name: 'Node B: cni0' }).click();
    await expect(app.namespace).toHaveValue(
      (await app.namespace.getByRole('option', { name: 'node-b', exact: true }).getAttribute('value')) ?? '',
    );
    await expect(app.line('10.10.2.0/24 via 192.168.0.3 dev eth0')).toBeVisible();
  });

  test('keeps the packet in sight of the drawing, with where it is and what it carries', async ({ app }) => {
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await expect(app.topology.getByText('ICMP echo request')).toBeVisible();
    await expect(app.topology).toContainText(/10\.10\.2\.238 *→ *10\.10\.3\.4/);
    await app.button('To end').click();
    await expect(app.topology.getByText('ICMP echo reply')).toBeVisible();
    await expect(app.topology).toContainText(/10\.10\.3\.4 *→ *10\.10\.2\.238/);
  });
});

test.describe('Stepping', () => {
  test('goes forward and back with the buttons, and stops at both ends', async ({ app }) => {
    await expect(app.count).toHaveText('1 / 33');
    await expect(app.current).toHaveText('ping sends echo request seq 1');
    await expect(app.button('Step back')).toHaveAttribute('aria-disabled', 'true');

    await app.button('Step forward').click();
    await expect(app.count).toHaveText('2 / 33');
    await expect(app.current).toHaveText('sends ARP who-has 10.10.2.1');
    await app.button('Step back').click();
    await expect(app.count).toHaveText('1 / 33');

    await app.button('To end').click();
    await expect(app.count).toHaveText('33 / 33');
    await expect(app.button('Step forward')).toHaveAttribute('aria-disabled', 'true');
    await app.button('To start').click();
    await expect(app.count).toHaveText('1 / 33');
  });

  test('has a key for everything the buttons do', async ({ app }) => {
    const { keyboard } = app.page;
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await expect(app.count).toHaveText('3 / 33');
    await keyboard.press('ArrowLeft');
    await expect(app.count).toHaveText('2 / 33');
    await keyboard.press('End');
    await expect(app.count).toHaveText('33 / 33');
    await keyboard.press('Home');
    await expect(app.count).toHaveText('1 / 33');
    await keyboard.press('Space');
    await expect(app.button('Pause')).toBeVisible();
    await keyboard.press('Space');
    await expect(app.button('Play')).toBeVisible();
  });

  test('goes on with the keys after a button was clicked', async ({ app }) => {
    await app.button('Step forward').click();
    await app.pane('FDB').click();
    await app.page.keyboard.press('ArrowRight');
    await expect(app.count).toHaveText('3 / 33');
    await expect(app.pane('FDB')).toHaveAttribute('aria-selected', 'true');
  });

  test('has a slider over all steps, which says where it stands', async ({ app }) => {
    await app.slider.focus();
    await app.page.keyboard.press('ArrowRight');
    await expect(app.slider).toHaveValue('1');
    await expect(app.slider).toHaveAttribute(
      'aria-valuetext',
      'step 2 of 33: Pod A · eth0, sends ARP who-has 10.10.2.1',
    );
    await app.page.keyboard.press('End');
    await expect(app.slider).toHaveValue('32');
    await expect(app.current).toHaveText('receives echo reply seq 1');
    await app.page.keyboard.press('Home');
    await expect(app.slider).toHaveValue('0');
  });

  test('marks the current step in the list, and goes to the one that is clicked', async ({ app }) => {
    await app.goTo('sends ARP who-has 192.168.0.4');
    await expect(app.current).toHaveText('sends ARP who-has 192.168.0.4');
    await expect(app.current).toHaveAttribute('aria-current', 'step');
    await expect(app.current).toHaveCount(1);
    await expect(app.current).toBeInViewport();
    await expect(app.count).toHaveText('11 / 33');
  });

  test('lists its keys on a question mark', async ({ app }) => {
    await app.page.keyboard.press('?');
    const keys = app.page.getByRole('dialog', { name: 'Keys' });
    for (const text of ['Step forward', 'Step back', 'Play or pause', 'To the start', 'To the end']) {
      await expect(keys.getByText(text, { exact: true })).toBeVisible();
    }
    await app.page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
    await app.button('Keys').click();
    await expect(keys).toBeVisible();
    await keys.getByRole('button', { name: 'Close' }).click();
    await expect(keys).toBeHidden();
  });

  test('leaves the network alone while a dialog is open', async ({ app }) => {
    await app.page.keyboard.press('?');
    await expect(app.dialog).toBeVisible();
    await app.page.keyboard.press('End');
    await app.page.keyboard.press('Escape');
    await expect(app.count).toHaveText('1 / 33');
  });

  test('says the step aloud for those who do not see it', async ({ app }) => {
    await app.button('Step forward').click();
    await expect(app.page.locator('[aria-live="polite"]')).toHaveText(
      'Pod A · eth0: sends ARP who-has 10.10.2.1',
    );
  });
});

test.describe('How far one step goes', () => {
  const counts: readonly (readonly [ZoomName, string, string])[] = [
    ['Hop', '1', '/ 33'],
    ['Stage', '2', '/ 112'],
    ['Rule', '3', '/ 194'],
  ];

  test('is chosen by name or with the keys 1, 2 and 3', async ({ app }) => {
    for (const [name, key, of] of counts) {
      await app.zoomTo(name);
      await expect(app.count).toContainText(of);
      await app.page.keyboard.press('1');
      await expect(app.zoom.getByRole('radio', { name: 'Hop' })).toBeChecked();
      await app.page.keyboard.press(key);
      await expect(app.zoom.getByRole('radio', { name })).toBeChecked();
      await expect(app.count).toContainText(of);
    }
  });

  test('does not move the moment on show', async ({ app }) => {
    await app.zoomTo('Rule');
    await app.goTo(/(^| )FORWARD 6: no/);
    await app.zoomTo('Stage');
    await expect(app.current).toHaveText('FORWARD · filter');
    await app.zoomTo('Hop');
    await expect(app.slider).toHaveAttribute('aria-valuetext', /^step 10 of 33: Node A · cni0,/);
  });
});

test.describe('Playing', () => {
  // The page's clock is in the test's hands: nothing here waits for time to pass.
  test.beforeEach(async ({ app }) => {
    await app.page.clock.install();
    await app.open();
    await app.page.clock.pauseAt(Date.now() + 60_000);
  });

  test('takes one step after another until it is paused', async ({ app }) => {
    const { clock } = app.page;
    const pass = async () => {
      await clock.runFor(100);
      return app.count.innerText();
    };
    await app.button('Play').click();
    await expect(app.button('Pause')).toBeVisible();
    await expect.poll(pass).toBe('2 / 33');
    await expect.poll(pass).toBe('3 / 33');
    await app.button('Pause').click();
    await expect(app.button('Play')).toBeVisible();
    await clock.runFor(60_000);
    await expect(app.count).toHaveText('3 / 33');
  });

  test('stops at the end, and starts over from there', async ({ app }) => {
    await app.button('Play').click();
    await expect(app.button('Pause')).toBeVisible();
    await app.page.clock.runFor(120_000);
    await expect(app.count).toHaveText('33 / 33');
    await expect(app.button('Play')).toBeVisible();
    await app.button('Play').click();
    await expect(app.count).toHaveText('1 / 33');
    await expect(app.button('Pause')).toBeVisible();
  });

  test('ends when a person takes a step themselves', async ({ app }) => {
    await app.button('Play').click();
    await app.button('Step forward').click();
    await expect(app.button('Play')).toBeVisible();
    await app.page.clock.runFor(60_000);
    await expect(app.count).toHaveText('2 / 33');
  });
});

test.describe('The tables', () => {
  test('show which route won at Node A, which lost and why', async ({ app }) => {
    await app.zoomTo('Stage');
    await app.goTo(/^route: via 192\.168\.0\.4 dev eth0/);
    await expect(app.pane('Routes')).toHaveAttribute('aria-selected', 'true');
    await expect(app.tables.getByText('node-a# ip route')).toBeVisible();
    await expect(app.output('ip route').getByRole('listitem')).toHaveCount(10);
    await expect(app.line('10.10.3.0/24 via 192.168.0.4 dev eth0')).toContainText('wins');
    await expect(app.line('default via 192.168.0.13 dev eth0')).toContainText('prefix shorter');
    await expect(app.line('10.10.4.0/24 via 192.168.0.5 dev eth0')).toContainText(
      'does not contain 10.10.3.4',
    );
  });

  test('[iptables] mark the rule that is tried at zoom Rule, and what it failed on', async ({ app }) => {
    await app.zoomTo('Rule');
    await app.goTo(/(^| )FORWARD 6: no/);
    await expect(app.pane('iptables')).toHaveAttribute('aria-selected', 'true');
    await expect(app.tables.getByText('node-a# iptables -t filter -nvL')).toBeVisible();
    const marked = app.output('iptables -t filter -nvL').locator('[aria-current="true"]');
    await expect(marked).toHaveCount(1);
    await expect(marked).toContainText(/ACCEPT +all +-- +\* +docker0 .* ctstate RELATED,ESTABLISHED/);
    await expect(marked).toContainText(/no:? -o/);

    await app.goTo(/(^| )FORWARD 10: ACCEPT/);
    await expect(marked).toContainText(/10\.10\.0\.0\/16 +0\.0\.0\.0\/0 .*flanneld forward/);
    await expect(marked).toContainText('matches');
    await expect(marked).toBeInViewport();
  });

  test('[iptables] show another table when it is chosen', async ({ app }) => {
    await app.pane('iptables').click();
    await app.tables.getByRole('radio', { name: 'nat' }).check();
    await app.namespace.selectOption('node-a');
    const printed = app.output('iptables -t nat -nvL');
    await expect(printed.getByText(/^Chain PREROUTING \(policy ACCEPT/)).toBeVisible();
    await expect(printed.getByText(/^Chain KUBE-SERVICES \(/)).toHaveCount(1);
  });

  test('[iptables] count the packet where it has matched', async ({ app }) => {
    await app.namespace.selectOption('node-a');
    await app.pane('iptables').click();
    await app.tables.getByRole('radio', { name: 'nat' }).check();
    await app.tables.getByRole('radio', { name: 'filter' }).check();
    const rule = app
      .output('iptables -t filter -nvL')
      .getByRole('listitem')
      .filter({ hasText: /10\.10\.0\.0\/16 +0\.0\.0\.0\/0 .*flanneld forward/ });
    await expect(rule.locator('code')).toHaveText(/^ *0 +0 ACCEPT/);
    await app.button('To end').click();
    await expect(rule.locator('code')).toHaveText(/^ *1 +84 ACCEPT/);
  });

  test('[neighbours] show which entry gave the MAC address', async ({ app }) => {
    await app.zoomTo('Stage');
    await app.goTo('receives ARP 192.168.0.4 is-at', 'Node A · eth0');
    await app.button('Step forward').click();
    await expect(app.current).toHaveText('learns from ARP');
    const entry = app.line('192.168.0.4 dev eth0 lladdr 00:16:3e:2e:80:3b REACHABLE');
    await expect(app.pane('Neighbours')).toHaveAttribute('aria-selected', 'true');
    await expect(entry).toBeVisible();
    await app.goTo('next hop 192.168.0.4 is known');
    await expect(entry).toContainText('next hop 192.168.0.4');
  });

  test('[FDB] show the port a bridge has learnt, and the one it picks', async ({ app }) => {
    await app.zoomTo('Stage');
    const entry = app.line('86:41:d0:e3:0c:65 dev vethef2d98bc master cni0');
    await app.goTo('cni0 takes it up');
    await expect(app.pane('FDB')).toHaveAttribute('aria-selected', 'true');
    await expect(app.tables.getByText('node-a# bridge fdb show')).toBeVisible();
    await expect(entry).toContainText('new');
    await app.goTo('cni0 forwards to vethef2d98bc');
    await expect(entry).toContainText('to vethef2d98bc');
  });

  test('[conntrack] show the connection when its first packet has passed, and its answer', async ({
    app,
  }) => {
    await app.zoomTo('Stage');
    await app.goTo('conntrack: NEW');
    await expect(app.pane('Conntrack')).toHaveAttribute('aria-selected', 'true');
    await expect(app.tables.getByText('No connection is tracked here.')).toBeVisible();

    await app.goTo('conntrack keeps the connection');
    const entries = app.output('conntrack -L').getByRole('listitem');
    await expect(entries).toHaveCount(1);
    await expect(entries).toContainText(
      /^icmp +1 \d+ src=10\.10\.2\.238 dst=10\.10\.3\.4 type=8 code=0 id=\d+ \[UNREPLIED\] src=10\.10\.3\.4 dst=10\.10\.2\.238 type=0 code=0 id=\d+ mark=0 use=1/,
    );
    await expect(entries).toContainText('confirmed');

    await app.namespace.selectOption('node-a');
    await app.button('To end').click();
    await app.pane('Conntrack').click();
    await expect(entries).toContainText('dst=10.10.3.4');
    await expect(entries).not.toContainText('[UNREPLIED]');
  });

  test('stay with a namespace that is pinned, and follow the packet again', async ({ app }) => {
    const prompt = (text: string) => app.tables.getByText(text, { exact: true });
    await expect(prompt('node-a/pod-a# ip route')).toBeVisible();
    await app.namespace.selectOption('node-b');
    await expect(prompt('node-b# ip route')).toBeVisible();
    await expect(app.line('10.10.3.0/24 dev cni0 proto kernel scope link src 10.10.3.1')).toBeVisible();

    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await expect(app.why).toContainText('Node A · cni0');
    await expect(prompt('node-b# ip route')).toBeVisible();
    await expect(app.namespace.locator('option:checked')).toHaveText('node-b');

    await app.namespace.selectOption({ label: 'Follows the packet: Node A' });
    await expect(prompt('node-a# ip route')).toBeVisible();
  });

  test('stay on a pane that is chosen, until they are let go', async ({ app }) => {
    await app.pane('Conntrack').click();
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await expect(app.pane('Conntrack')).toHaveAttribute('aria-selected', 'true');
    await app.button('Let the table follow the steps').click();
    await expect(app.pane('Routes')).toHaveAttribute('aria-selected', 'true');
    await app.button('Stay on this table').click();
    await app.goTo('receives ARP 192.168.0.4 is-at');
    await expect(app.pane('Routes')).toHaveAttribute('aria-selected', 'true');
  });

  test('copy as a command prints them, without the notes', async ({ app }) => {
    await app.goTo('receives echo request seq 1', 'Node A · cni0');
    await expect(app.line('10.10.3.0/24 via 192.168.0.4 dev eth0')).toContainText('wins');
    await app.button('Copy what ip route prints').click();
    await expect(app.button('Copied')).toBeVisible();
    const copied = await app.page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toEqual([
      'default via 192.168.0.13 dev eth0',
      '10.10.0.0/24 via 192.168.0.1 dev eth0',
      '10.10.1.0/24 via 192.168.0.2 dev eth0',
      '10.10.2.0/24 dev cni0 proto kernel scope link src 10.10.2.1',
      '10.10.3.0/24 via 192.168.0.4 dev eth0',
      '10.10.4.0/24 via 192.168.0.5 dev eth0',
      '10.10.5.0/24 via 192.168.0.6 dev eth0',
      '169.254.0.0/16 dev eth0 scope link metric 1002',
      '172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1',
      '192.168.0.0/28 dev eth0 proto kernel scope link src 192.168.0.3',
    ]);
  });
});

test.describe('The inspector', () => {
  test('marks what forwarding changed in the packet: TTL 64 becomes 63', async ({ app }) => {
    await app.zoomTo('Stage');
    await app.goTo('TTL 64 → 63');
    const ttl = app.field(/^Time to Live/);
    await expect(ttl.getByRole('deletion')).toHaveText('64');
    await expect(ttl.getByRole('insertion')).toHaveText('63');
    const checksum = app.field(/^Header Checksum/);
    await expect(checksum.getByRole('deletion')).toHaveText('0xd6da (good)');
    await expect(checksum.getByRole('insertion')).toHaveText('0xd7da (good)');
    await expect(app.packet.getByText('2 changed')).toBeVisible();

    await app.button('Step forward').click();
    await expect(ttl).toHaveText('Time to Live63');
    await expect(app.packet.getByRole('deletion')).toHaveCount(0);
  });

  test('joins fields with their octets', async ({ app }) => {
    await app.zoomTo('Stage');
    await app.goTo('TTL 64 → 63');
    const octet = app.bytes.getByRole('button', { name: '3f, octet 22: Time to Live' });
    await expect(octet).toHaveAttribute('aria-pressed', 'false');
    await app.field(/^Time to Live/).click();
    await expect(app.field(/^Time to Live/)).toHaveAttribute('aria-pressed', 'true');
    await expect(octet).toHaveAttribute('aria-pressed', 'true');
    await expect(app.bytes.getByRole('button', { pressed: true })).toHaveCount(1);
    await app.field(/^Time to Live/).click();
    await expect(octet).toHaveAttribute('aria-pressed', 'false');
  });

  test('joins octets with their field', async ({ app }) => {
    await app.zoomTo('Stage');
    await app.goTo('TTL 64 → 63');
    const field = app.field(/^Destination Address 10\.10\.3\.4/);
    await app.bytes.getByRole('button', { name: '03, octet 32: Destination Address' }).click();
    await expect(field).toHaveAttribute('aria-pressed', 'true');
    await expect(app.packet.getByRole('button', { pressed: true })).toHaveCount(1);
    await expect(app.bytes.getByRole('button', { pressed: true })).toHaveText(['0a', '0a', '03', '04']);
  });

  test('lights up under the pointer on both sides', async ({ app }) => {
    const lit = (name: 'packet' | 'bytes') => app[name].locator('button[data-lit]');
    await app.goTo('receives echo request seq 1');
    await app.field(/^Identifier/).hover();
    await expect(lit('bytes')).toHaveText(['ea', 'f3']);
    await app.bytes.getByRole('button', { name: 'octet 23: Protocol' }).hover();
    await expect(lit('packet')).toHaveText('Protocol1 (ICMP)');
  });

  test('says why, and which function of the kernel did it', async ({ app }) => {
    await app.zoomTo('Stage');
    await app.goTo('TTL 64 → 63');
    await expect(app.why.getByText('ip_forward()')).toBeVisible();
    await expect(app.why).toContainText('This host forwards the packet');
    await app.button('Step back').click();
    await expect(app.why.getByText('ip_route_input_slow()')).toBeVisible();
    await expect(app.why).toContainText('the longest prefix that contains it');
  });

  test('leads from a sentence to the row it speaks of', async ({ app }) => {
    await app.zoomTo('Rule');
    await app.goTo(/(^| )FORWARD 6: no/);
    await app.pane('Conntrack').click();
    await app.why.getByRole('button', { name: 'Rule 6 of FORWARD' }).click();
    await expect(app.pane('iptables')).toHaveAttribute('aria-selected', 'true');
    const row = app.tables.locator('[data-pointed]');
    await expect(row).toContainText(/ACCEPT +all +-- +\* +docker0/);
    await expect(row).toBeInViewport();
  });
});

test.describe('The answer', () => {
  test('arrives in Pod A with TTL 62', async ({ app }) => {
    await app.page.keyboard.press('End');
    await expect(app.why).toContainText('Pod A · eth0');
    await expect(app.current).toHaveText('receives echo reply seq 1');
    await expect(app.field(/^Time to Live/)).toHaveText('Time to Live62');
    await expect(app.field(/^Type 0/)).toHaveText('Type0 (echo reply)');
    await expect(app.field(/^Source Address 10/)).toHaveText('Source Address10.10.3.4');
  });

  test('is what ping prints', async ({ app }) => {
    await app.button('answered').click();
    const printed = app.page.getByRole('dialog', { name: 'What the command prints' });
    await expect(printed).toContainText('node-a/pod-a# ping 10.10.3.4 -c 1');
    await expect(printed).toContainText('PING 10.10.3.4 (10.10.3.4) 56(84) bytes of data.');
    await expect(printed).toContainText(/64 bytes from 10\.10\.3\.4: icmp_seq=1 ttl=62 time=0\.\d+ ms/);
    await expect(printed).toContainText('1 packets transmitted, 1 received, 0% packet loss');
  });

  test('is another one when another probe is sent', async ({ app }) => {
    await app.probe.selectOption('node-a/pod-a# ping 10.10.2.1 -c 1');
    await expect(app.count).not.toContainText('/ 33');
    await app.button('answered').click();
    await expect(app.dialog).toContainText(/64 bytes from 10\.10\.2\.1: icmp_seq=1 ttl=64 time=/);
  });
});
