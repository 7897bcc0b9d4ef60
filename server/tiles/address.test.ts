import { expect, test } from 'vitest'
import { addressKind, isNeverHost, namesLoopback } from './address.ts'

test('[S25] metadata, link-local and other odd addresses are never gone to, however they are written', () => {
  const never = [
    '169.254.169.254',
    '169.254.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '0.1.2.3',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    '::a9fe:a9fe',
    '[::ffff:a9fe:a9fe]',
    'no address',
  ]
  expect(never.filter((ip) => addressKind(ip) !== 'never')).toEqual([])
})

test('[S25] this machine is told from others, also behind an IPv6 spelling', () => {
  const loopback = ['127.0.0.1', '127.9.9.9', '::1', '[::1]', '::ffff:127.0.0.1', '::ffff:7f00:1']
  expect(loopback.filter((ip) => addressKind(ip) !== 'loopback')).toEqual([])
  expect(
    ['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1', '[::1]'].every(namesLoopback),
  ).toBe(true)
  expect(['localhost.example', 'example', '10.0.0.1'].some(namesLoopback)).toBe(false)
})

test('an intranet and the internet are open', () => {
  const open = ['10.0.0.1', '192.168.1.20', '172.16.0.3', '114.114.114.114', 'fd12::1', '2400::1']
  expect(open.filter((ip) => addressKind(ip) !== 'open')).toEqual([])
})

test('a host is judged by itself only when it is an address', () => {
  expect(isNeverHost('169.254.169.254')).toBe(true)
  expect(isNeverHost('[fe80::1]')).toBe(true)
  expect(isNeverHost('map.example')).toBe(false)
})
