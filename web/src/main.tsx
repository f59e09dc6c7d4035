/** Starts the pages: language, theme, query client, router. */
import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeRouter } from "./app/router";
import { ApiError } from "./lib/http";
import { activateLanguage, preferredLanguage } from "./lib/i18n";
import { startAnewForLostParts } from "./lib/lostParts";
import { stayOnDrop } from "./lib/stayOnDrop";
import { colorScheme, theme } from "./ui/theme";

/** Tries again only where trying again can help: no answer, or the server's own trouble. */
function worthRetrying(count: number, error: Error): boolean {
  return count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthRetrying, refetchOnWindowFocus: false, networkMode: "always" } },
});
const router = makeRouter(queryClient);

async function start(root: HTMLElement): Promise<void> {
  await activateLanguage(preferredLanguage());
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <MantineProvider
          theme={theme}
          colorSchemeManager={colorScheme}
          defaultColorScheme="auto"
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <QueryClientProvider client={queryClient}>
            <Notifications position="bottom-right" limit={4} />
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

stayOnDrop();
startAnewForLostParts();
const root = document.querySelector<HTMLElement>("#root");
if (root) void start(root);
