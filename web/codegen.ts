import type { CodegenConfig } from '@graphql-codegen/cli';

// Types for every query in src, from the schema that the server embeds: a query that no longer fits it fails the build.
const config: CodegenConfig = {
  schema: '../schema.graphqls',
  documents: 'src/**/*.graphql',
  generates: {
    'src/api/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { ID: 'string', Date: 'string', DateTime: 'string', URL: 'string', Decimal: 'string' },
      },
    },
  },
};

export default config;
