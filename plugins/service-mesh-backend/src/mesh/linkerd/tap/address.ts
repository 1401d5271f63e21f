import { SocketAddress } from 'node:net';
import { TapAddress } from '@backstage-mesh/plugin-service-mesh-common';
import { WireType } from '@bufbuild/protobuf/wire';
import { readFields } from './fields';

const { Varint, Bit32, Bit64, LengthDelimited: Message } = WireType;

/** `TcpAddress{ip 1, port 2}` */
export function readAddress(bytes: Uint8Array): TapAddress {
  const address: TapAddress = { ip: '', port: 0 };
  readFields(bytes, { 1: Message, 2: Varint }, (field, reader) => {
    if (field === 1) {
      address.ip = readIp(reader.bytes());
    } else {
      address.port = readPort(reader.uint32());
    }
  });
  return address;
}

function readPort(port: number): number {
  if (port > 65_535) {
    throw new RangeError(`no port: ${port}`);
  }
  return port;
}

/** IPv4 is one number with the first octet highest; IPv6 two of 64 bits. */
function readIp(bytes: Uint8Array): string {
  let ip = '';
  readFields(bytes, { 1: Bit32, 2: Message }, (field, reader) => {
    if (field === 1) {
      const number = reader.fixed32();
      ip = [24, 16, 8, 0].map(shift => (number >>> shift) & 0xff).join('.');
    } else {
      ip = readIpv6(reader.bytes());
    }
  });
  return ip;
}

function readIpv6(bytes: Uint8Array): string {
  const halves = [0n, 0n];
  readFields(bytes, { 1: Bit64, 2: Bit64 }, (field, reader) => {
    halves[field - 1] = BigInt(reader.fixed64());
  });
  const hex = halves.map(half => half.toString(16).padStart(16, '0')).join('');
  const address = (hex.match(/.{4}/g) ?? []).join(':');
  return new SocketAddress({ address, family: 'ipv6' }).address;
}
