import { Client, cacheExchange, fetchExchange, type AnyVariables, type CombinedError } from '@urql/core';
import type { TypedDocumentString } from './generated/graphql';

const client = new Client({ url: '/graphql', exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });

/** What went wrong: the server's code and words, or UNREACHABLE where no answer came. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** What was answered all the same. */
    readonly data?: unknown,
  ) {
    super(message);
  }
}

function failure(error: CombinedError, data: unknown): Failure {
  const first = error.graphQLErrors[0];
  if (!first) return new Failure('UNREACHABLE', error.message);
  return new Failure(String(first.extensions?.code ?? 'INTERNAL'), first.message, data);
}

/** Asks the server. The same question is asked once for as long as the page is open. */
export function ask<Data, Variables extends AnyVariables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const answer = client
    .query<Data>(document.toString(), variables as AnyVariables)
    .toPromise()
    .then(({ data, error }) => {
      if (error) throw failure(error, data);
      return data!;
    });
  answer.catch(() => {}); // who shows the answer shows what went wrong; one that is not shown yet is no fault
  return answer;
}
