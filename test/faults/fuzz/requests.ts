import fc from 'fast-check';
import type { Doors, KnownIds } from './known-ids.js';
import { idNameIn, nameOf, type Route } from './routes.js';
import { odd, oddText, valueOf, written } from './values.js';

/** A request as the bytes that go out. */
export interface RawRequest {
  /** The route that it began from. */
  readonly route: string;
  readonly verb: string;
  readonly token: string;
  readonly bytes: Buffer;
  /** It is spoiled as HTTP: the connection may end without an answer. */
  readonly broken: boolean;
  /** It has an answer that does not end by itself. */
  readonly streams: boolean;
}

type Lines = readonly (readonly [string, string])[];

/** What else stands in a request: names and values of headers, as they are. */
const extraHeaders: fc.Arbitrary<Lines> = fc.oneof(
  { weight: 90, arbitrary: fc.constant<Lines>([]) },
  {
    weight: 12,
    arbitrary: fc.constantFrom<Lines>(
      [['idempotency-key', 'short']],
      [['idempotency-key', 'x'.repeat(200)]],
      [['idempotency-key', 'with spaces in it']],
      [
        ['idempotency-key', 'first-of-two'],
        ['idempotency-key', 'second-of-two'],
      ],
      [['idempotency-key', '\u00ff\u00fe\u00fd\u00fc\u00fb\u00fa\u00f9\u00f8']],
      [['idempotency-key', 'the same for many']],
      [['idempotency-key', 'the-same-for-many']],
      [['handoff-after', 'never']],
      [['handoff-after', '0']],
      [['handoff-after', '99999999999999999999']],
      [
        ['handoff-after', '1'],
        ['handoff-after', '2'],
      ],
      [['last-event-id', '-1']],
      [['x-request-id', 'forged\u0009line']],
      [['x-request-id', 'a'.repeat(5_000)]],
      [['x-forwarded-for', '1.2.3.4, 5.6.7.8, nonsense']],
      [['range', 'bytes=9999999999999-']],
      [['range', 'bytes=-0,5-1,a-b']],
      [['if-none-match', '*']],
      [['accept', 'application/xml;q=nan']],
      [['accept-encoding', 'gzip, br, \u00ff']],
      [['content-encoding', 'gzip']],
      [['origin', 'https://evil.example']],
      [['upgrade', 'websocket']],
      [['te', 'trailers']],
      [['cookie', 'a=b; __proto__=1']],
      Array.from({ length: 150 }, (_, n) => [`x-${n}`, 'y'] as const),
    ),
  },
);

const contentTypes = fc.oneof(
  { weight: 120, arbitrary: fc.constant('application/json') },
  fc.constantFrom(
    'application/json; charset=utf-8',
    'application/json; charset=latin1',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'nonsense',
    '',
    'application/json;charset="\\"',
  ),
);

/** What is done to the address: nothing, mostly. */
const addressTricks = fc.oneof(
  { weight: 150, arbitrary: fc.constant((path: string) => path) },
  fc.constantFrom<(path: string) => string>(
    (path) => `/${path}`,
    (path) => `${path}/`,
    (path) => `/v1/..${path}`,
    (path) => path.replace('/v1/', '/v1/%2e%2e/v1/'),
    (path) => `${path}%00`,
    (path) => `${path}%c0%af`,
    (path) => `${path};a=b`,
    (path) => `${path}#fragment`,
    (path) => path.toUpperCase(),
    (path) => path.replaceAll('/', '%2f'),
    (path) => path.replaceAll('/', '\\'),
    (path) => `http://elsewhere.example${path}`,
    (path) => `${path}${'/x'.repeat(2_000)}`,
    (path) => `${path}?${'a=b&'.repeat(1_500)}`,
    (path) => `${path}?__proto__[x]=1&constructor=1`,
    (path) => `${path}?a[]=1&a[b]=2&a=3`,
    (path) => `${path}?%`,
    (path) => `${path}?limit=%ff%fe&after=%00`,
    (path) => `${path}??=&=&&`,
    () => '*',
  ),
);

const verbs = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND');

/** How the body is given: whole, in pieces, or not as it was said. */
const framings = fc.oneof(
  { weight: 40, arbitrary: fc.constant<'length' | 'chunked' | 'lying' | 'both'>('length') },
  { weight: 3, arbitrary: fc.constantFrom<'chunked' | 'lying' | 'both'>('chunked', 'lying', 'both') },
);

const depths = fc.integer({ min: 1, max: 5_000 });

/** Bodies: what the route wants, mostly, and otherwise anything. */
function bodyOf({ body }: Route, ids: KnownIds): fc.Arbitrary<Buffer> {
  const wanted = body === undefined ? fc.constant('') : valueOf(body, '', ids).map(written);
  return fc.oneof(
    { weight: 40, arbitrary: wanted.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: odd.map((value) => Buffer.from(written(value))) },
    {
      weight: 1,
      arbitrary: fc.tuple(wanted, fc.nat()).map(([text, at]) => Buffer.from(text.slice(0, at % (text.length + 1)))),
    },
    { weight: 1, arbitrary: depths.map((n) => Buffer.from('{"a":'.repeat(n) + '1' + '}'.repeat(n))) },
    { weight: 1, arbitrary: depths.map((n) => Buffer.from('['.repeat(n))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        Buffer.from('{"text":1e400,"limit":-1e400}'),
        Buffer.from('{"text":"\\ud800","channelMessageId":"\\u0000"}'),
        Buffer.from('{"a":1,"a":2}'),
        Buffer.from('{"__proto__":{"polluted":true}}'),
        Buffer.from('{"constructor":{"prototype":{"polluted":true}}}'),
        Buffer.from('\ufeff{}'),
        Buffer.from('{}{}'),
        Buffer.from("{'a':1}"),
        Buffer.from('[1,2,3'),
        Buffer.from(`{"text":"${'x'.repeat(300_000)}"}`),
      ),
    },
  );
}

/** What a path's or a query's parameter may be, as it stands in an address. */
function parameterOf(name: string, where: string, schema: Route['parameters'][number]['schema'], ids: KnownIds) {
  const named = name === 'id' ? idNameIn(where) : name;
  const known = fc.nat(1_000_000).map((at) => plain(ids.pick(named, at) ?? 'x'));
  const fitting = /id$/i.test(named) ? known : valueOf(schema ?? { type: 'string' }, named, ids, 2).map(plain);
  return fc.oneof({ weight: 20, arbitrary: fitting }, { weight: 1, arbitrary: oddText }).map(encoded);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function encoded(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text.slice(0, 3_000)) : '%ed%a0%80';
}

/** Requests to a route by somebody with one of the tokens, or with none that is good. */
export function requestsTo(
  route: Route,
  tokens: readonly string[],
  ids: KnownIds,
  doors: Doors,
): fc.Arbitrary<RawRequest> {
  const { path, parameters } = route;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const schemaOf = (name: string) => parameters.find((one) => one.name === name)?.schema;
  const inPath = fc.tuple(...names.map((name) => parameterOf(name, path, schemaOf(name), ids)));
  const asked = parameters.filter((one) => one.in === 'query');
  const query = fc.tuple(
    ...asked.map(({ name, schema, required }) =>
      fc
        .tuple(fc.nat(100), parameterOf(name, path, schema, ids))
        .map(([chance, value]) =>
          chance < (required ? 97 : 12) ? [`${name}=${value}`, ...(chance === 0 ? [`${name}=${value}`] : [])] : [],
        ),
    ),
  );
  const token = fc.oneof(
    {
      weight: 60,
      arbitrary: fc.nat(1_000_000).map((at) => tokens[doors.open(nameOf(route), at) % tokens.length]!),
    },
    { weight: 20, arbitrary: fc.constantFrom(...tokens) },
    fc.constantFrom('', 'x', 'a.b.c', `${tokens[0]}x`, 'eyJhbGciOiJub25lIn0.e30.', '\u00ff', 'x'.repeat(9_000)),
  );
  const verb = fc.oneof({ weight: 40, arbitrary: fc.constant(route.verb) }, verbs);
  return fc
    .record({
      // First, so that all ids of a request may be of one thing.
      about: fc.nat(1_000_000).map((at) => ids.focus(at)),
      verb,
      inPath,
      query,
      trick: addressTricks,
      token,
      type: contentTypes,
      more: extraHeaders,
      body: bodyOf(route, ids),
      framing: framings,
    })
    .map(({ verb, inPath, query, trick, token, type, more, body, framing }) => {
      let next = 0;
      const filled = path.replaceAll(/\{\w+\}/g, () => inPath[next++]!);
      const questions = query.flat().join('&');
      const address = trick(filled + (questions === '' ? '' : `?${questions}`)).replaceAll(' ', '%20');
      const given = verb === 'GET' || verb === 'HEAD' ? Buffer.alloc(0) : body;
      const lines: Lines = [
        ['host', '127.0.0.1'],
        ...(token === '' ? [] : [['authorization', `Bearer ${token}`] as const]),
        ...(given.length === 0 ? [] : [['content-type', type] as const]),
        ...more,
      ];
      const streams = /\/live$|\/chat\/events$/.test(path);
      return { route: nameOf(route), token, verb, ...framed(`${verb} ${address}`, lines, given, framing), streams };
    });
}

function framed(start: string, lines: Lines, body: Buffer, framing: 'length' | 'chunked' | 'lying' | 'both') {
  const how: Lines =
    framing === 'chunked'
      ? [['transfer-encoding', 'chunked']]
      : framing === 'both'
        ? [
            ['transfer-encoding', 'chunked'],
            ['content-length', String(body.length)],
          ]
        : [['content-length', String(framing === 'lying' ? Math.max(0, body.length - 1) : body.length)]];
  const head = [...lines, ...how].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const chunks = [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')];
  const payload = framing === 'chunked' && body.length > 0 ? Buffer.concat(chunks) : body;
  const empty = framing === 'chunked' && body.length === 0 ? Buffer.from('0\r\n\r\n') : Buffer.alloc(0);
  return {
    bytes: Buffer.concat([Buffer.from(`${start} HTTP/1.1\r\n${head}\r\n`, 'latin1'), payload, empty]),
    broken: framing === 'both' || framing === 'lying',
  };
}
