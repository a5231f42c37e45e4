/**
 * Who may import whom (the picture is in the root README):
 *
 *   domain <- event-store <- personal-data | access | ledger <- commands | read-models | messaging <- apps
 *   embedded-event-store and embedded-postgres stand alone; only standalone, tools and tests start them
 *   configuration stands alone; apps, tools and tests read it
 *   edge stands alone; apps that serve HTTP stand behind it
 *
 * Columns may import every column to their left; siblings never import one another, but for one arrow: read-models knows the
 * migrations of messaging, since all migrations stand in one ordered list.
 */
const columns = [
  ['domain'],
  ['event-store'],
  ['personal-data', 'access', 'ledger'],
  ['commands', 'read-models', 'messaging'],
];
const libs = columns.flat();
const arrowsBetweenSiblings = { 'read-models': ['messaging'] };

/** Every lib may import itself and the columns to its left. */
const leftwards = columns.flatMap((column, i) =>
  column.map((lib) => {
    const allowed = [lib, ...columns.slice(0, i).flat(), ...(arrowsBetweenSiblings[lib] ?? [])];
    const banned = libs.filter((other) => !allowed.includes(other));
    return {
      name: `${lib}-imports-leftwards-only`,
      comment: 'See the picture in tools/dependency-rules/rules.cjs.',
      severity: 'error',
      from: { path: `^libs/${lib}/` },
      to: { path: `^(libs/(${banned.join('|')})/|apps/|tools/)` },
    };
  }),
);

/** Libs that import no other lib. */
const alone = ['embedded-event-store', 'embedded-postgres', 'configuration', 'edge'].map((lib) => ({
  name: `${lib}-stands-alone`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: '\\.(spec|contract)\\.ts$' },
  to: { path: '^(libs|apps|tools)/', pathNot: `^libs/${lib}/` },
}));

/** Servers of our own: in production real ones are given by a connection string. */
const startedOnlyAtTheEdges = ['embedded-event-store', 'embedded-postgres'].map((lib) => ({
  name: `only-standalone-tools-and-tests-start-${lib}`,
  severity: 'error',
  from: {
    path: '^(libs|apps)/',
    pathNot: [`^libs/${lib}/`, '^apps/standalone/', '^(libs|apps)/[^/]+/test/', '\\.(spec|contract)\\.ts$'],
  },
  to: { path: `^libs/${lib}/` },
}));

/** Libs are handed what they need; only programs read the environment. */
const configurationIsReadAtTheEdges = {
  name: 'libs-read-no-configuration',
  severity: 'error',
  from: { path: '^libs/', pathNot: ['^libs/configuration/', '\\.(spec|contract)\\.ts$'] },
  to: { path: '^libs/configuration/' },
};

const nestPackages = 'node_modules/(@nestjs/)';

module.exports = {
  forbidden: [
    ...leftwards,
    configurationIsReadAtTheEdges,
    {
      name: 'domain-imports-no-package',
      comment: 'The domain is plain functions over plain data: no package, not even of node.',
      severity: 'error',
      from: { path: '^libs/domain/src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core', 'npm-no-pkg', 'npm-unknown'] },
    },
    ...alone,
    ...startedOnlyAtTheEdges,
    {
      name: 'a-lib-is-imported-through-its-index',
      severity: 'error',
      from: { path: '^(apps|tools|test)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'a-lib-imports-another-through-its-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      comment: 'personal-data has a second door, which loads no client of the event store: threads go through it.',
      to: {
        path: '^libs/[^/]+/src/',
        pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$', '^libs/personal-data/src/opening\\.ts$'],
      },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'standalone-imports-modules-only',
      severity: 'error',
      from: { path: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: ['^apps/standalone/', '\\.module\\.ts$'] },
    },
    {
      name: 'nest-stays-at-the-edges',
      comment: 'Nest decorators stand only in commands, *.module.ts and apps.',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/commands/', '\\.module\\.ts$', '\\.spec\\.ts$'] },
      to: { path: nestPackages },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'production-code-needs-no-dev-package',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: ['\\.(spec|contract)\\.ts$', '/test/'] },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^var/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
