/** What went wrong, ready for a page: a sentence in the reader's language and the name of the request in the server's log. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { ApiError } from "./http";

export interface Explanation {
  message: string;
  requestId: string | null;
  /** True when no answer came: the network or the server is away. */
  offline: boolean;
  notFound: boolean;
}

/** Codes whose sentence is known here, so that it can be translated; the server's own words are used for all others. */
const SENTENCES: Record<string, MessageDescriptor> = {
  network: msg`The server could not be reached. Check the network and try again.`,
  unexpected_answer: msg`The server gave an answer that makes no sense here. Try again, and tell the operator if it stays.`,
  unexpected: msg`Something went wrong at the server; it was written down under this request's number. Try again, and tell the operator if it stays.`,
  not_here: msg`There is nothing here, or it is not yours.`,
  "accounts.current_password": msg`The current password is not right.`,
  "accounts.wrong": msg`The e-mail address or the password is not right.`,
  "accounts.email": msg`This is not an e-mail address: it needs the form name@example.org.`,
  "index.too_open": msg`Before or between wildcards the search needs at least three letters in a row: type more of it.`,
};

export function explain(error: unknown): Explanation {
  if (!(error instanceof ApiError)) return { message: "", requestId: null, offline: false, notFound: false };
  const known = SENTENCES[error.code];
  return {
    message: known ? i18n._(known) : error.message,
    requestId: error.requestId,
    offline: error.status === 0,
    notFound: error.status === 404,
  };
}
