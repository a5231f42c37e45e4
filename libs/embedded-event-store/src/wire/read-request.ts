import { FieldReader } from './protobuf.js';
import { readStreamIdentifier } from './write-request.js';

/** Where a read starts; undefined when the client left it out. */
export type ReadFrom = bigint | 'start' | 'end' | undefined;

/** A `ReadReq` as it came: nothing in it need make sense. */
export interface ReadRequest {
  readonly stream?: { readonly name: string; readonly from: ReadFrom };
  readonly all?: { readonly from: ReadFrom };
  readonly backwards?: boolean;
  readonly resolveLinks?: boolean;
  readonly count?: bigint;
  readonly subscription?: boolean;
  readonly filter?: FilterOptions;
  readonly ids?: 'string' | 'structured';
}

export interface FilterOptions {
  readonly on?: 'stream' | 'type';
  readonly regex: string;
  readonly prefixes: readonly string[];
  /** Undefined: as the server likes. */
  readonly window?: number;
  readonly checkpointMultiplier: number;
}

/** Field numbers of `ReadReq.Options` in streams.proto. */
const Options = {
  stream: 1,
  all: 2,
  direction: 3,
  resolveLinks: 4,
  count: 5,
  subscription: 6,
  filter: 7,
  uuid: 9,
} as const;
const StreamOptions = { identifier: 1, revision: 2, start: 3, end: 4 } as const;
const AllOptions = { position: 1, start: 2, end: 3 } as const;
const Filter = { stream: 1, type: 2, max: 3, multiplier: 5 } as const;
const Expression = { regex: 1, prefix: 2 } as const;
const Uuid = { structured: 1 } as const;
const BACKWARDS = 1n;

/** @throws MalformedMessage when the bytes are no `ReadReq` */
export function decodeReadRequest(bytes: Buffer): ReadRequest {
  const fields = new FieldReader(bytes);
  let request: ReadRequest = {};
  while (fields.next()) {
    if (fields.field === 1) request = readOptions(fields.message());
    else fields.skip();
  }
  return request;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readOptions(fields: FieldReader): ReadRequest {
  const request: Mutable<ReadRequest> = {};
  while (fields.next()) {
    switch (fields.field) {
      case Options.stream:
        request.stream = readStreamOptions(fields.message());
        break;
      case Options.all:
        request.all = { from: readAllOptions(fields.message()) };
        break;
      case Options.direction:
        request.backwards = fields.uint64() === BACKWARDS;
        break;
      case Options.resolveLinks:
        request.resolveLinks = fields.bool();
        break;
      case Options.count:
        request.count = fields.uint64();
        break;
      case Options.subscription:
        request.subscription = true;
        fields.skip();
        break;
      case Options.filter:
        request.filter = readFilterOptions(fields.message());
        break;
      case Options.uuid: {
        const form = fields.message();
        if (form.next()) request.ids = form.field === Uuid.structured ? 'structured' : 'string';
        break;
      }
      default:
        fields.skip();
    }
  }
  return request;
}

function readStreamOptions(fields: FieldReader): { name: string; from: ReadFrom } {
  let name = '';
  let from: ReadFrom;
  while (fields.next()) {
    if (fields.field === StreamOptions.identifier) name = readStreamIdentifier(fields.message());
    else if (fields.field === StreamOptions.revision) from = fields.uint64();
    else {
      if (fields.field === StreamOptions.start) from = 'start';
      else if (fields.field === StreamOptions.end) from = 'end';
      fields.skip();
    }
  }
  return { name, from };
}

/** Commit and prepare position of the events here are one; the commit position is read. */
function readAllOptions(fields: FieldReader): ReadFrom {
  let from: ReadFrom;
  while (fields.next()) {
    if (fields.field === AllOptions.position) from = readCommitPosition(fields.message());
    else {
      if (fields.field === AllOptions.start) from = 'start';
      else if (fields.field === AllOptions.end) from = 'end';
      fields.skip();
    }
  }
  return from;
}

function readCommitPosition(fields: FieldReader): bigint {
  let position = 0n;
  while (fields.next()) {
    if (fields.field === 1) position = fields.uint64();
    else fields.skip();
  }
  return position;
}

function readFilterOptions(fields: FieldReader): FilterOptions {
  const filter: Mutable<FilterOptions> = { regex: '', prefixes: [], checkpointMultiplier: 0 };
  while (fields.next()) {
    if (fields.field === Filter.stream || fields.field === Filter.type) {
      filter.on = fields.field === Filter.stream ? 'stream' : 'type';
      Object.assign(filter, readExpression(fields.message()));
    } else if (fields.field === Filter.max) filter.window = Number(fields.uint64());
    else if (fields.field === Filter.multiplier) filter.checkpointMultiplier = Number(fields.uint64());
    else fields.skip();
  }
  return filter;
}

function readExpression(fields: FieldReader): Pick<FilterOptions, 'regex' | 'prefixes'> {
  let regex = '';
  const prefixes: string[] = [];
  while (fields.next()) {
    if (fields.field === Expression.regex) regex = fields.string();
    else if (fields.field === Expression.prefix) prefixes.push(fields.string());
    else fields.skip();
  }
  return { regex, prefixes };
}
