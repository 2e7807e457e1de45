import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Where cloud machines hand out their secrets: never asked, whatever the settings say. */
const METADATA = new BlockList();
METADATA.addAddress('169.254.169.254');
METADATA.addAddress('100.100.100.200');
METADATA.addAddress('fd00:ec2::254', 'ipv6');

/** This machine and its neighbours: loopback, link-local, private, shared (RFC 1122, 1918, 3927, 4193, 4291, 6598). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('100.64.0.0', 10);
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addAddress('::', 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Why an address must not be asked; undefined when it may. IPv4 addresses in the clothes of IPv6 count as what they are. */
export function closedAddress(address: string, allowPrivate: boolean): string | undefined {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (METADATA.check(address, family)) return `${address} hands out secrets of cloud machines`;
  if (!allowPrivate && PRIVATE.check(address, family))
    return `${address} is an address inside the network; weather.privateAddress allows it`;
  return undefined;
}

/**
 * DNS for a connection: addresses that must not be asked end in an error. Checked where the connection is made, so that a name
 * cannot answer well first and otherwise afterwards.
 */
export function openLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const why = addresses.map(({ address }) => closedAddress(address, allowPrivate)).find((reason) => reason !== undefined);
      if (why !== undefined) return callback(new Error(`${hostname}: ${why}`), '');
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      return first ? callback(null, first.address, first.family) : callback(new Error(`${hostname} has no address`), '');
    });
  };
}
