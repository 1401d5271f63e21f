module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // The one door into the plugin's insides: what they do with real parts is what these suites are about.
      files: ['src/portal/insides.ts'],
      rules: {
        '@backstage/no-relative-monorepo-imports': 'off',
        'no-restricted-imports': 'off',
      },
    },
  ],
});
