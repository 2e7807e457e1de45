import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { type Closure, RoadClosed } from './road-closed.ts';

/** Who turns names into addresses. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface Openness {
  /** Loopback and the addresses of a private network may be asked. */
  allowPrivate: boolean;
  /** What an administrator sets to allow them: `weather.privateAddress`. */
  setting: string;
}

/** Where cloud machines hand out their secrets (AWS and most others, ECS tasks, Alibaba, Tencent, Oracle): never asked. */
const METADATA = new BlockList();
for (const address of ['169.254.169.254', '169.254.170.2', '100.100.100.200', '169.254.0.23', '192.0.0.192']) METADATA.addAddress(address);
METADATA.addAddress('fd00:ec2::254', 'ipv6');

/** No single machine answers there: multicast, broadcast, reserved; and IPv4 in the clothes of IPv6 that only translators undress. */
const NOBODY = new BlockList();
NOBODY.addSubnet('224.0.0.0', 4);
NOBODY.addSubnet('240.0.0.0', 4);
NOBODY.addSubnet('ff00::', 8, 'ipv6');
NOBODY.addSubnet('64:ff9b::', 96, 'ipv6');
NOBODY.addSubnet('64:ff9b:1::', 48, 'ipv6');
NOBODY.addSubnet('2002::', 16, 'ipv6');

/** This machine and its neighbours: loopback, link-local, private, shared (RFC 1122, 1918, 2544, 3927, 4193, 4291, 6598). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('100.64.0.0', 10);
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.0.0.0', 24);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addSubnet('198.18.0.0', 15);
PRIVATE.addSubnet('::', 96, 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 9, 'ipv6');

/** Why an address must not be asked; undefined when it may. IPv4 addresses in the clothes of IPv6 count as what they are. */
export function closedAddress(address: string, { allowPrivate, setting }: Openness): { closure: Closure; words: string } | undefined {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (METADATA.check(address, family)) return { closure: 'never', words: `${address} hands out secrets of cloud machines` };
  if (NOBODY.check(address, family)) return { closure: 'never', words: `${address} is no address of one machine` };
  if (!allowPrivate && PRIVATE.check(address, family))
    return { closure: 'inside', words: `${address} is an address inside the network; ${setting} allows it` };
  return undefined;
}

/**
 * DNS for a connection: addresses that must not be asked end in RoadClosed. Checked where the connection is made, so that a
 * name cannot answer well first and otherwise afterwards. One closed address among several closes all.
 */
export function openLookup(openness: Openness, resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const closed = addresses.map(({ address }) => closedAddress(address, openness)).find((reason) => reason !== undefined);
      if (closed) return callback(new RoadClosed(closed.closure, hostname, `${hostname}: ${closed.words}`), '');
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      return first ? callback(null, first.address, first.family) : callback(new Error(`${hostname} has no address`), '');
    });
  };
}

/** A host that is itself an address is connected to without a look-up. @throws RoadClosed */
export function refuseClosedAddress(host: string, openness: Openness): void {
  const closed = isIP(host) === 0 ? undefined : closedAddress(host, openness);
  if (closed) throw new RoadClosed(closed.closure, host, closed.words);
}
