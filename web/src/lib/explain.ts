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
  "accounts.session_ended": msg`You are not logged in, or your session has ended: log in again.`,
  "accounts.busy": msg`Too many people are logging in at once: try again in a moment.`,
  "accounts.changed": msg`The password has just been changed elsewhere: try again.`,
  "access.refused": msg`You are not allowed to do this.`,
  "flows.room": msg`Too much is being received at once: send it again in a moment.`,
  "index.cursor": msg`The study that the last page ended with is gone: start again from the first page.`,
  "index.raced": msg`The same files are arriving several times at once: send these again.`,
  "index.too_long": msg`The search text is too long: use fewer words.`,
  "index.wildcards": msg`The search has too many wildcards: use fewer.`,
  "store.full": msg`The object store is full; nothing was stored. Tell the operator, then send again.`,
  "upload.changed": msg`A file is not what was announced: it changed before or while it was sent. Start the upload again.`,
  "upload.stopped": msg`The upload stopped unexpectedly. Start it again: what is stored is not sent twice.`,
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
