/**
 * A self-signed certificate for localhost and 127.0.0.1, valid for a hundred years, and its key: worth nothing outside
 * these tests.
 */
export const certificate = Buffer.from(
  `
-----BEGIN CERTIFICATE-----
MIIBqTCCAU+gAwIBAgIUDjBiO9rVEK1pTALqM+Xj9pZ6H1gwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQZXZlbnQgc3RvcmUgdGVzdDAgFw0yNjExMjAwNTAzNTZaGA8y
MTI2MTAyNzA1MDM1NlowGzEZMBcGA1UEAwwQZXZlbnQgc3RvcmUgdGVzdDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABC/UqhJyP1aVvQAvyGNLXFZ4pl4L2LOfzNjY
CjsKaaIEX8VxwApViN3FqBeWDokWFApBnU+zSOKDjkrhzuYofZqjbzBtMB0GA1Ud
DgQWBBQAExa4/PSocofMP0Gzix51f8899DAfBgNVHSMEGDAWgBQAExa4/PSocofM
P0Gzix51f8899DAPBgNVHRMBAf8EBTADAQH/MBoGA1UdEQQTMBGCCWxvY2FsaG9z
dIcEfwAAATAKBggqhkjOPQQDAgNIADBFAiBH/urDRnRxNtOu2wsD+kecCqAb5uZM
fW5rMYz1xxp+rwIhAII4hw4JdMs3Vqi+gAzcMEis7T2pfyvUX90kG0QGKq0J
-----END CERTIFICATE-----
`.trim(),
);

export const privateKey = Buffer.from(
  `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIBLYguf/s7WbBMZI
kmd+D0g4rPIWjvdsBOP09DkkZVahRANCAAQv1KoScj9Wlb0AL8hjS1xWeKZeC9iz
n8zY2Ao7CmmiBF/FccAKVYjdxagXlg6JFhQKQZ1Ps0jig45K4c7mKH2a
-----END PRIVATE KEY-----
`.trim(),
);
