/** The component kit set to our tokens; colours and measures live in tokens.css. */
import { ActionIcon, Button, createTheme, Menu, Modal, Tooltip, localStorageColorSchemeManager } from "@mantine/core";

export const colorScheme = localStorageColorSchemeManager({ key: "diaphane-color-scheme" });

export const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  breakpoints: { xs: "30em", sm: "48em", md: "62em", lg: "75em", xl: "88em" },
  components: {
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "md" } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, events: { hover: true, focus: true, touch: false } } }),
    // The placeholder is a focusable element without a role inside of the menu, which screen readers trip over.
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 120 }, offset: 4, withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: { centered: true, transitionProps: { duration: 150 } } }),
  },
});
