/** What went wrong, ready for a page: a sentence and the name of the request in the server's log. */
import { ApiError } from "./http";

export interface Explanation {
  message: string;
  requestId: string | null;
  /** True when no answer came: the network or the server is away. */
  offline: boolean;
  notFound: boolean;
}

export function explain(error: unknown): Explanation {
  if (error instanceof ApiError) {
    return { message: error.message, requestId: error.requestId, offline: error.status === 0, notFound: error.status === 404 };
  }
  return { message: "", requestId: null, offline: false, notFound: false };
}
