import { describe, expect, it } from 'vitest';
import { closedAddress } from '../../outgoing/open-addresses.ts';

const CLOSED = { allowPrivate: false, setting: 'messages.privateHosts' };
const OPEN = { ...CLOSED, allowPrivate: true };

describe('addresses that are asked', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.31.255.1', '192.168.1.1', '169.254.1.1', '100.64.0.1', '0.0.0.0', '::1', 'fe80::1', 'fd12::1'])(
    '%s is inside the network: only where the settings allow it',
    (address) => {
      expect(closedAddress(address, CLOSED)).toEqual({
        closure: 'inside',
        words: `${address} is an address inside the network; messages.privateHosts allows it`,
      });
      expect(closedAddress(address, OPEN)).toBeUndefined();
    },
  );

  it.each(['169.254.169.254', '100.100.100.200', '::ffff:169.254.169.254', 'fd00:ec2::254'])('%s never', (address) => {
    expect(closedAddress(address, OPEN)).toMatchObject({ closure: 'never' });
  });

  it.each(['94.130.142.35', '172.32.0.1', '2a01:4f8:10a:1::2', '::ffff:94.130.142.35'])('%s is outside', (address) => {
    expect(closedAddress(address, CLOSED)).toBeUndefined();
  });
});
