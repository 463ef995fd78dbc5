// The sample toast of the style guide.
import { toast } from "./toasts.js";

document.querySelectorAll("[data-toast-sample]").forEach((button) => (
  button.addEventListener("click", () => toast("The call is marked as qualified.", "success"))
));
