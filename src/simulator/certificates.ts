// Before x509: its container asks for it as it loads.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const lifetimeMs = 10 * 365 * 24 * 3600_000;

export interface ServerCertificate {
  readonly caPem: string;
  /** Signs the certificates of clients of the clusters' API servers. */
  readonly caKeyPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/**
 * A test CA of its own and a server certificate signed by it, valid for `localhost` and 127.0.0.1, both with P-256
 * keys (an RSA key would cost a tenth of a second).
 */
export async function createServerCertificate(nowMs: number): Promise<ServerCertificate> {
  const [caKeys, serverKeys] = await Promise.all([generateKeys(), generateKeys()]);
  const notBefore = new Date(nowMs - 24 * 3600_000);
  const notAfter = new Date(nowMs + lifetimeMs);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=aks-sandbox local Azure test CA",
    notBefore,
    notAfter,
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: "02",
    subject: "CN=localhost",
    issuer: ca.subject,
    notBefore,
    notAfter,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
      // Strict verifiers (Python 3.13 among them) want to see which key signed.
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
    ],
  });
  return {
    caPem: `${ca.toString("pem")}\n`,
    caKeyPem: await privatePem(caKeys),
    certificatePem: `${server.toString("pem")}\n`,
    keyPem: await privatePem(serverKeys),
  };
}

async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const key = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  return `${x509.PemConverter.encode(key, "PRIVATE KEY")}\n`;
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
