// On every page: theme, rail, menus, dialogs, toasts, copying, relative times, the list of keys.
import "./theme.js";
import "./menus.js";
import "./dialogs.js";
import "./toasts.js";
import "./small.js";
import "./keys.js";
