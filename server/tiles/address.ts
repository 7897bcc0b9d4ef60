import { BlockList, isIP } from 'node:net'

/** `never`: metadata services, link-local, multicast and the like, to which no setting of ours leads. */
export type AddressKind = 'open' | 'loopback' | 'never'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8)
LOOPBACK.addAddress('::1', 'ipv6')

const NEVER = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  // Link-local, and in it the metadata service of most clouds.
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  NEVER.addSubnet(net, bits)
}
// Metadata services that stand elsewhere: Alibaba Cloud, Azure.
NEVER.addAddress('100.100.100.200')
NEVER.addAddress('168.63.129.16')
for (const [net, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
  // Ways to write an IPv4 address that would pass by the list above.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
] as const) {
  NEVER.addSubnet(net, bits, 'ipv6')
}

/** An IPv4 address written as `::ffff:a.b.c.d` or `::ffff:xxxx:yyyy` is the IPv4 address. */
function unmapped(address: string): string {
  const [, tail] = /^(?:0{0,4}:){0,5}:?ffff:(.+)$/i.exec(address) ?? []
  if (tail === undefined) return address
  if (isIP(tail) === 4) return tail
  const parts = tail.split(':').map((part) => Number.parseInt(part, 16))
  const [high = 0, low = 0] = parts
  return parts.length === 2 ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : address
}

/**
 * What an IP address is good for (S25). Private networks are open: an intranet's map server stands in one, and the
 * operator named it.
 */
export function addressKind(ip: string): AddressKind {
  const [bare = ''] = ip.replace(/^\[|\]$/g, '').split('%')
  const address = unmapped(bare)
  const family = isIP(address)
  if (family === 0) return 'never'
  const type = family === 4 ? 'ipv4' : 'ipv6'
  if (LOOPBACK.check(address, type)) return 'loopback'
  return NEVER.check(address, type) ? 'never' : 'open'
}

/** Whether a host as it stands in an address names this machine itself, without asking anybody. */
export const namesLoopback = (hostname: string): boolean =>
  /(^|\.)localhost\.?$/i.test(hostname) || addressKind(hostname) === 'loopback'

/** Whether a host is an address written out, and one that is never gone to. */
export function isNeverHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) !== 0 && addressKind(bare) === 'never'
}
