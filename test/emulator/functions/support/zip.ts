import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** A link of a package, with its target as written in the zip. */
export interface Link {
  readonly linkTo: string;
}

/** Creates a deployment package from texts and links by name. */
export async function zip(files: Readonly<Record<string, string | Link>>): Promise<Uint8Array> {
  const archive = new ZipArchive({ zlib: { level: 1 } });
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string') archive.append(content, { name });
    else archive.symlink(name, content.linkTo);
  }
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}
