// On every page: theme, rail, menus, dialogs, toasts, copying, relative times, keys, addresses.
import "./theme.js";
import "./menus.js";
import "./dialogs.js";
import "./toasts.js";
import "./small.js";
import "./keys.js";
import "./address.js";
