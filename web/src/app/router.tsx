/** Every address of the product. Pages load when they are first visited. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { ErrorPage } from "../pages/ErrorPage";
import { NotFoundPage } from "../pages/NotFoundPage";
import { ApiError } from "../lib/http";
import { meQuery } from "../lib/queries";

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface HistoryState {
    /** Where to go after the log-in. Kept in the history entry: it may hold a search in its fragment. */
    from?: string;
    /** True when the log-in page is shown because a session ended. */
    ended?: boolean;
  }
}

interface RouterContext {
  queryClient: QueryClient;
}

/** Outside of the shell, the page itself is the main landmark. */
function Nowhere() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}

const root = createRootRouteWithContext<RouterContext>()({ notFoundComponent: Nowhere });

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/log-in",
  component: lazyRouteComponent(() => import("../pages/LogInPage"), "LogInPage"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("../pages/SignUpPage"), "SignUpPage"),
});

/** Everything that needs a session; who has none is sent to the log-in and comes back afterwards. */
const member = createRoute({
  getParentRoute: () => root,
  id: "member",
  component: lazyRouteComponent(() => import("./Member"), "Member"),
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: "/log-in", state: { from: location.href }, replace: true });
      }
      throw error;
    }
  },
});
const shell = createRoute({
  getParentRoute: () => member,
  id: "shell",
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/studies", replace: true });
  },
});
const studies = createRoute({
  getParentRoute: () => shell,
  path: "/studies",
  component: lazyRouteComponent(() => import("../pages/StudiesPage"), "StudiesPage"),
});
const study = createRoute({
  getParentRoute: () => shell,
  path: "/studies/$studyUid",
  component: lazyRouteComponent(() => import("../pages/StudyPage"), "StudyPage"),
});
const upload = createRoute({
  getParentRoute: () => shell,
  path: "/upload",
  component: lazyRouteComponent(() => import("../pages/UploadPage"), "UploadPage"),
});
const quarantine = createRoute({
  getParentRoute: () => shell,
  path: "/quarantine",
  component: lazyRouteComponent(() => import("../pages/QuarantinePage"), "QuarantinePage"),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("../pages/AccountPage"), "AccountPage"),
});
const viewer = createRoute({
  getParentRoute: () => member,
  path: "/studies/$studyUid/view",
  component: lazyRouteComponent(() => import("../pages/ViewerPage"), "ViewerPage"),
});

const routes = root.addChildren([
  home,
  logIn,
  signUp,
  member.addChildren([shell.addChildren([studies, study, upload, quarantine, account]), viewer]),
]);

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { queryClient },
    defaultPreload: "intent",
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: Nowhere,
    scrollRestoration: false,
    defaultHashScrollIntoView: false,
  });
}
