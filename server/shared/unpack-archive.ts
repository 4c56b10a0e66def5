import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";

const inflate = promisify(inflateRaw);

export const LOCAL_HEADER = 0x04034b50;
export const END_OF_DIRECTORY = 0x06054b50;
export const DIRECTORY_ENTRY = 0x02014b50;
export const LOCAL_HEADER_BYTES = 30;
export const DIRECTORY_ENTRY_BYTES = 46;
export const END_BYTES = 22;
/** The comment behind the directory's end is at most as long as 16 bits can say. */
const LONGEST_COMMENT = 0xffff;
const MOST_FILES = 500;

/** A file of an archive, unpacked; its name in the archive's own bytes. */
export type ArchiveFile = { readonly name: Buffer; readonly content: Buffer };

/**
 * The files of a ZIP archive that unpacks to at most so many bytes. What its directory claims is not believed:
 * everything is unpacked, and no further than that. `undefined` for one that is larger, cannot be read, or is of a kind
 * that no office suite writes.
 */
export async function unpackArchive(
  archive: Buffer,
  mostBytes: number,
): Promise<ArchiveFile[] | undefined> {
  const packed = readDirectory(archive);
  if (packed === undefined) return undefined;
  const files: ArchiveFile[] = [];
  let left = mostBytes;
  for (const file of packed) {
    const content = await unpack(file, left);
    if (content === undefined || content.length > left) return undefined;
    files.push({ name: file.name, content });
    left -= content.length;
  }
  return files;
}

type PackedFile = { readonly name: Buffer; readonly isDeflated: boolean; readonly bytes: Buffer };

async function unpack(
  { isDeflated, bytes }: PackedFile,
  mostBytes: number,
): Promise<Buffer | undefined> {
  if (!isDeflated) return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: Math.max(1, mostBytes) });
  } catch {
    return undefined;
  }
}

/** The files as the directory at the archive's end lists them (APPNOTE.TXT, 4.3.12); no ZIP64, no encryption. */
function readDirectory(archive: Buffer): PackedFile[] | undefined {
  const end = findEnd(archive);
  if (end === undefined) return undefined;
  const count = archive.readUInt16LE(end + 10);
  let offset = archive.readUInt32LE(end + 16);
  if (count === 0 || count > MOST_FILES) return undefined;
  const files: PackedFile[] = [];
  for (let index = 0; index < count; index += 1) {
    if (offset + DIRECTORY_ENTRY_BYTES > end) return undefined;
    if (archive.readUInt32LE(offset) !== DIRECTORY_ENTRY) return undefined;
    const file = readEntry(archive, offset);
    if (file === undefined) return undefined;
    files.push(file);
    const lengths = [28, 30, 32].map((field) => archive.readUInt16LE(offset + field));
    offset += DIRECTORY_ENTRY_BYTES + lengths.reduce((sum, length) => sum + length, 0);
  }
  return files;
}

function findEnd(archive: Buffer): number | undefined {
  const first = Math.max(0, archive.length - END_BYTES - LONGEST_COMMENT);
  for (let offset = archive.length - END_BYTES; offset >= first; offset -= 1)
    if (archive.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  return undefined;
}

function readEntry(archive: Buffer, offset: number): PackedFile | undefined {
  const isEncrypted = (archive.readUInt16LE(offset + 8) & 1) !== 0;
  const method = archive.readUInt16LE(offset + 10);
  const size = archive.readUInt32LE(offset + 20);
  const header = archive.readUInt32LE(offset + 42);
  if (isEncrypted || (method !== 0 && method !== 8)) return undefined;
  if (header + LOCAL_HEADER_BYTES > archive.length) return undefined;
  const names = archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const start = header + LOCAL_HEADER_BYTES + names;
  if (start + size > archive.length) return undefined;
  const nameStart = offset + DIRECTORY_ENTRY_BYTES;
  const name = archive.subarray(nameStart, nameStart + archive.readUInt16LE(offset + 28));
  return { name, isDeflated: method === 8, bytes: archive.subarray(start, start + size) };
}
