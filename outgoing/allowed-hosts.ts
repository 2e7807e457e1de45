/** With a port of its own an entry holds there only; without, at the usual ports of the web and of mail. */
const USUAL_PORTS: readonly number[] = [80, 443, 25, 465, 587];
const ENTRY = /^(\[[0-9a-f:.]+\]|[^:\s]+?)\.?(?::(\d+))?$/i;

export interface HostLists {
  /** Of the vendors that we know; `*.push.apple.com` stands for one or more names before the dot. */
  vendors: readonly string[];
  /** Settings `messages.hosts`: public ones. */
  hosts: readonly string[];
  /** Settings `messages.privateHosts`: inside the network. */
  privateHosts: readonly string[];
}

/** `public`: encrypted, and at open addresses only. `private`: also inside the network, also unencrypted. Undefined: not at all. */
export type HostKind = 'public' | 'private' | undefined;

/** Says for a host and port whether the settings name it. What is no `host` or `host:port` allows nothing. */
export function createAllowedHosts({ vendors, hosts, privateHosts }: HostLists): (host: string, port: number) => HostKind {
  const publicEntries = [...vendors, ...hosts].map(toEntry);
  const privateEntries = privateHosts.map(toEntry);
  return (host, port) => {
    const name = toName(host);
    if (privateEntries.some((allows) => allows(name, port))) return 'private';
    return publicEntries.some((allows) => allows(name, port)) ? 'public' : undefined;
  };
}

function toEntry(entry: string): (name: string, port: number) => boolean {
  const [, host, port] = ENTRY.exec(entry) ?? [];
  if (host === undefined) return () => false;
  const wanted = toName(host);
  const isName = wanted.startsWith('*.') ? (name: string) => name.endsWith(wanted.slice(1)) : (name: string) => name === wanted;
  const isPort = port === undefined ? (asked: number) => USUAL_PORTS.includes(asked) : (asked: number) => asked === Number(port);
  return (name, asked) => isPort(asked) && isName(name);
}

const toName = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
