import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** A deployment package with this code alone, as `index.mjs`: its bytes. */
export async function zipHandler(code: string | Buffer): Promise<Buffer> {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  archive.append(code, { name: 'index.mjs' });
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}
