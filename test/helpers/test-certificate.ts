/**
 * A self-signed certificate, its own authority, for arm.test, login.test, github.test, localhost and 127.0.0.1. The key
 * protects nothing: servers of tests on the loopback address use it.
 */
export const testCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIB0DCCAXagAwIBAgIUE0beG48hx0lVcgVSrhWc2l5fXtUwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRYWtzLXNhbmRib3ggdGVzdHMwIBcNMjYxMTIzMTExNzMwWhgP
MjEyNjEwMzAxMTE3MzBaMBwxGjAYBgNVBAMMEWFrcy1zYW5kYm94IHRlc3RzMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEc89BBu1gLNgOfzMswuumxPM7Q0SS2hcP
GlUr8I+kwvDz83+VVPyiAAONB79RCfC9MviUt2dCSY9RZ2f0955WOqOBkzCBkDAd
BgNVHQ4EFgQUroF2BEdZwUUWiKYRrXksHtgjuVIwHwYDVR0jBBgwFoAUroF2BEdZ
wUUWiKYRrXksHtgjuVIwDwYDVR0TAQH/BAUwAwEB/zA9BgNVHREENjA0gghhcm0u
dGVzdIIKbG9naW4udGVzdIILZ2l0aHViLnRlc3SCCWxvY2FsaG9zdIcEfwAAATAK
BggqhkjOPQQDAgNIADBFAiAdoyi236AMwz1aQB3DMDw3Pfl5+3saUKPiHlpk85MT
bwIhAKppgez+z9wV46IEp6/HuLEh6WEVAfi/N09mYQPFVriJ
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8mm84rTm/QLfqcym
NOE96xsfcSWFJURCyVGB0b+3Vb+hRANCAARzz0EG7WAs2A5/MyzC66bE8ztDRJLa
Fw8aVSvwj6TC8PPzf5VU/KIAA40Hv1EJ8L0y+JS3Z0JJj1FnZ/T3nlY6
-----END PRIVATE KEY-----
`,
};
