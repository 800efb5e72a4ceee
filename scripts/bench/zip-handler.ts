import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

/** Returns the bytes of a deployment package that contains only this code, as `index.mjs`. */
export async function zipHandler(code: string | Buffer): Promise<Buffer> {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  archive.append(code, { name: 'index.mjs' });
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}
