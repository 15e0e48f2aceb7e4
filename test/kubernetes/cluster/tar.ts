/** One file of an archive. `content` of a folder is undefined, that of a symbolic link is where it leads. */
export interface TarEntry {
  readonly path: string;
  readonly kind: "file" | "folder" | "link";
  /** Permission bits; 0o755 by default. */
  readonly mode?: number;
  readonly content?: string | Uint8Array;
}

const types = { file: "0", link: "2", folder: "5" } as const;

/** A tar archive (ustar); paths of at most 100 bytes, everything root's, dated 1970. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, kind, mode = 0o755, content = "" }) => {
    if (Buffer.byteLength(path) > 100) throw new Error(`too long for an archive: ${path}`);
    const data = kind === "file" ? Buffer.from(content) : Buffer.alloc(0);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(octal(mode, 8), 100);
    header.write(octal(0, 8), 108);
    header.write(octal(0, 8), 116);
    header.write(octal(data.length, 12), 124);
    header.write(octal(0, 12), 136);
    header.write(" ".repeat(8), 148);
    header.write(types[kind], 156);
    if (kind === "link") header.write(content.toString(), 157);
    header.write("ustar\u000000", 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}
