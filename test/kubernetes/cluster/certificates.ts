// Before x509: its container asks for it as it loads.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 24 * 3600_000;

/** PEM texts. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** The user's name, to Kubernetes. */
  readonly commonName: string;
  /** The user's group. */
  readonly organization?: string;
  /** Of a server. */
  readonly addresses?: readonly string[];
  readonly names?: readonly string[];
}

/** One authority signs for the servers and the clients of a cluster. */
export interface Authority {
  readonly certificate: string;
  readonly issue: (request: CertificateRequest) => Promise<Certificate>;
}

/** Everything is valid for two days, from a day ago on. */
export async function createAuthority(): Promise<Authority> {
  const notBefore = new Date(Date.now() - dayMs);
  const notAfter = new Date(Date.now() + 2 * dayMs);
  const keys = await generateKeys();
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=aks-sandbox test cluster",
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  let serial = 1;
  return {
    certificate: `${own.toString("pem")}\n`,
    issue: async ({ commonName, organization, addresses = [], names = [] }) => {
      const its = await generateKeys();
      serial += 1;
      const alternatives = [
        ...addresses.map((value) => ({ type: "ip" as const, value })),
        ...names.map((value) => ({ type: "dns" as const, value })),
      ];
      const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
      const made = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, "0"),
        subject: organization === undefined ? `CN=${commonName}` : `O=${organization}, CN=${commonName}`,
        issuer: own.subject,
        notBefore,
        notAfter,
        publicKey: its.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension(alternatives.length > 0 ? [serverAuth, clientAuth] : [clientAuth]),
          ...(alternatives.length > 0 ? [new x509.SubjectAlternativeNameExtension(alternatives)] : []),
        ],
      });
      return { certificate: `${made.toString("pem")}\n`, key: await privatePem(its) };
    },
  };
}

/** The key pair by which the API server signs the tokens of service accounts. */
export async function createTokenKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const keys = await generateKeys();
  const publicKey = await webcrypto.subtle.exportKey("spki", keys.publicKey);
  return {
    publicKey: `${x509.PemConverter.encode(publicKey, "PUBLIC KEY")}\n`,
    privateKey: await privatePem(keys),
  };
}

async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const key = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  return `${x509.PemConverter.encode(key, "PRIVATE KEY")}\n`;
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
