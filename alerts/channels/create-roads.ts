import { createAllowedHosts } from '../../outgoing/allowed-hosts.ts';
import { createHttpRoad, type RoadDeps } from '../../outgoing/http-road.ts';
import { createMailRoad } from '../../outgoing/mail-road.ts';
import { VENDOR_HOSTS } from './registry.ts';
import type { Roads } from './roads.ts';

interface RoadsDeps extends Pick<Roads, 'publish' | 'vapid' | 'now'>, Omit<RoadDeps, 'kindOf'> {
  /** Of the settings, group `messages`. */
  hosts: readonly string[];
  privateHosts: readonly string[];
}

/** The roads of a running server: vendors that we know, and what the settings name beside them. */
export function createRoads({ hosts, privateHosts, publish, vapid, now, ...rest }: RoadsDeps): Roads {
  const deps = { ...rest, kindOf: createAllowedHosts({ vendors: VENDOR_HOSTS, hosts, privateHosts }) };
  return { http: createHttpRoad(deps), mail: createMailRoad(deps), publish, vapid, now };
}
