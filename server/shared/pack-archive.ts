import { crc32 } from "node:zlib";

import {
  type ArchiveFile,
  DIRECTORY_ENTRY,
  DIRECTORY_ENTRY_BYTES,
  END_BYTES,
  END_OF_DIRECTORY,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
} from "./unpack-archive.ts";

/** ZIP 2.0, the oldest that every reader knows (APPNOTE.TXT, 4.4.3). */
const VERSION = 20;

/**
 * A ZIP archive of these files, not deflated. A reader that goes by the archive's headers rather than by its directory
 * finds in it what was checked, and nothing else.
 */
export function packArchive(files: readonly ArchiveFile[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const local = Buffer.concat([localHeader(file), file.name, file.content]);
    entries.push(directoryEntry(file, offset), file.name);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  return Buffer.concat([...locals, directory, endOf(files.length, directory.length, offset)]);
}

function localHeader(file: ArchiveFile): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  writeSizes(header, 14, file);
  return header;
}

function directoryEntry(file: ArchiveFile, offset: number): Buffer {
  const entry = Buffer.alloc(DIRECTORY_ENTRY_BYTES);
  entry.writeUInt32LE(DIRECTORY_ENTRY, 0);
  entry.writeUInt16LE(VERSION, 6);
  writeSizes(entry, 16, file);
  entry.writeUInt32LE(offset, 42);
  return entry;
}

/** Checksum, packed size, size and the name's length stand together in both kinds of header. */
function writeSizes(header: Buffer, at: number, { name, content }: ArchiveFile): void {
  header.writeUInt32LE(crc32(content), at);
  header.writeUInt32LE(content.length, at + 4);
  header.writeUInt32LE(content.length, at + 8);
  header.writeUInt16LE(name.length, at + 12);
}

function endOf(count: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
