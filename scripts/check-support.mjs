// `npm run check-support`: type-checks the published packages against the oldest Backstage that they say they support, which is what the
// lower ends of their version ranges are: this release and the two before it.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  ensureInstalled,
  root,
  toolEnvironment,
  yarnEnvironment,
} from './lib/install.mjs';
import { oldestOf, publishedPackages } from './lib/published.mjs';

/** What the type check needs of the packages' tools. */
const TYPES = /^@types\/(react|react-dom|express|ws|d3-.*)$/;

function run(cwd, command, args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: toolEnvironment({
      ...yarnEnvironment(),
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    }),
  });
}

const writeJson = (file, value) =>
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

ensureInstalled();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'service-mesh-support-'));
let failed = true;
try {
  const oldest = {};
  for (const { directory, manifest } of publishedPackages()) {
    const target = path.join(scratch, 'plugins', path.basename(directory));
    mkdirSync(target, { recursive: true });
    cpSync(path.join(directory, 'src'), path.join(target, 'src'), {
      recursive: true,
      filter: source =>
        !/__(fixtures|testUtils)__|\.test\.tsx?$|setupTests/.test(source),
    });
    const dependencies = Object.fromEntries(
      Object.entries({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
      })
        // What is optional is loaded where it is, and not imported.
        .filter(([name]) => !manifest.peerDependenciesMeta?.[name]?.optional)
        .map(([name, range]) => {
          if (!name.startsWith('@backstage/')) {
            return [name, range];
          }
          oldest[name] = oldestOf(range);
          return [name, oldest[name]];
        }),
    );
    for (const [name, range] of Object.entries(
      manifest.devDependencies ?? {},
    )) {
      if (TYPES.test(name)) dependencies[name] = range;
    }
    writeJson(path.join(target, 'package.json'), {
      ...manifest,
      dependencies,
      devDependencies: {},
      peerDependencies: {},
      scripts: {},
    });
  }
  const rootManifest = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  cpSync(path.join(root, '.yarnrc.yml'), path.join(scratch, '.yarnrc.yml'));
  writeFileSync(path.join(scratch, 'yarn.lock'), '');
  writeJson(path.join(scratch, 'package.json'), {
    name: 'oldest-supported',
    private: true,
    workspaces: ['plugins/*'],
    devDependencies: {
      '@types/node': rootManifest.devDependencies['@types/node'],
    },
    resolutions: {
      ...oldest,
      '@types/react': '^18',
      '@types/react-dom': '^18',
    },
    packageManager: rootManifest.packageManager,
  });
  writeFileSync(
    path.join(scratch, 'assets.d.ts'),
    "declare module '*.module.css' {\n  const classes: { readonly [key: string]: string };\n  export default classes;\n}\n",
  );
  writeJson(path.join(scratch, 'tsconfig.json'), {
    extends: path.join(
      root,
      'node_modules/@backstage/cli/config/tsconfig.json',
    ),
    include: ['plugins/*/src', 'assets.d.ts'],
    compilerOptions: {
      noEmit: true,
      emitDeclarationOnly: false,
      declaration: false,
      declarationMap: false,
      incremental: false,
      skipLibCheck: true,
      rootDir: '.',
      jsx: 'react-jsx',
      types: ['node'],
      typeRoots: ['./node_modules/@types'],
    },
  });
  console.log(
    Object.entries(oldest)
      .sort()
      .map(([name, version]) => `${name} ${version}`)
      .join('\n'),
  );
  run(scratch, 'yarn', ['install', '--mode=skip-build']);
  run(scratch, 'tsc', ['-p', 'tsconfig.json']);
  console.log('The packages fit the oldest Backstage that they support.');
  failed = false;
} catch (error) {
  console.error(error.message);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
