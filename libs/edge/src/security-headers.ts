/**
 * On every answer. For an interface that serves no pages they say: this is never a page, never part of one, and never kept (OWASP REST
 * Security Cheat Sheet, "Security Headers"). What does serve pages, or may be kept, says so itself.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  // Heard over TLS only (RFC 6797, section 8.1), which a proxy in front of us may speak.
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};
