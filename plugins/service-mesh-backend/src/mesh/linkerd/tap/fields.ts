import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Which wire type each known field must have; anything else is treated as unknown. */
export type FieldTypes = Readonly<Record<number, WireType>>;

/**
 * Walks over the fields of a protobuf message. Unknown fields are skipped, as are known ones of another wire type. A nested
 * message is read with a reader over its own bytes only, so a wrong length inside can not reach beyond its message.
 *
 * @throws Error where the bytes are no protobuf
 */
export function readFields(
  bytes: Uint8Array,
  types: FieldTypes,
  read: (field: number, reader: BinaryReader) => void,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (Object.hasOwn(types, field) && types[field] === wireType) {
      read(field, reader);
    } else {
      reader.skip(wireType, field);
    }
  }
}
