import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Of a key that lives as long as a test run. */
const PASSWORD = 'certificate-of-a-test';
const NAME = 'service';

export interface Certificate {
  /** PKCS #12, with the key. */
  store: string;
  password: string;
  /** The certificate alone, which nobody vouches for but itself. */
  pem: string;
}

/** A certificate for the loopback address, made by the tool that comes with every JDK. */
export async function loopbackCertificate(folder: string): Promise<Certificate> {
  const store = join(folder, 'certificate.p12');
  const where = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSWORD, '-alias', NAME];
  const names = ['-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1,dns:localhost'];
  if (!existsSync(store)) {
    await run('keytool', [
      '-genkeypair',
      ...where,
      ...names,
      '-keyalg',
      'EC',
      '-groupname',
      'secp256r1',
      '-validity',
      '30',
    ]);
  }
  const { stdout } = await run('keytool', ['-exportcert', '-rfc', ...where]);
  return { store, password: PASSWORD, pem: stdout };
}
