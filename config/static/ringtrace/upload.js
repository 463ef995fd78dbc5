// The upload form: drop zone, progress while sending, then on to the call. Without this the plain form does the same.

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function prepare(form) {
  const file = form.querySelector('input[type="file"]');
  const zone = form.querySelector("[data-drop]");
  const chosen = form.querySelector("[data-chosen]");
  const show = () => {
    const one = file.files[0];
    chosen.textContent = one ? `${one.name} · ${size(one.size)}` : "";
  };
  file.addEventListener("change", show);
  show();
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      show();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

function send(form) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("progress");
  const sent = form.querySelector("[data-sent]");
  const sending = (busy) => {
    form.querySelector("[data-send]").toggleAttribute("disabled", busy);
    form.querySelector("[data-sending]").hidden = !busy;
  };
  const broke = (shown) => {
    sending(false);
    form.querySelector("[data-trouble]").hidden = !shown;
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = event.loaded / event.total;
    const done = event.loaded >= event.total;
    sent.textContent = done ? form.querySelector("[data-words]").dataset.checking : `${size(event.loaded)} / ${size(event.total)}`;
    if (done) bar.removeAttribute("value");
  });
  request.addEventListener("error", () => broke(true));
  request.addEventListener("abort", () => broke(false));
  request.addEventListener("load", () => {
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("[data-upload]");
    if (!answer) {
      broke(true);
      return;
    }
    // The chosen file stays chosen: a form from the server cannot carry it.
    const kept = form.querySelector('input[type="file"]');
    answer.querySelector('input[type="file"]').replaceWith(kept.cloneNode());
    answer.querySelector('input[type="file"]').files = kept.files;
    form.replaceWith(answer);
    prepare(answer);
    answer.querySelector('[role="alert"]').scrollIntoView({ block: "nearest" });
  });
  form.querySelector("[data-stop]").addEventListener("click", () => request.abort(), { once: true });
  form.querySelector("[data-trouble]").hidden = true;
  bar.value = 0;
  sending(true);
  const data = new FormData(form);
  request.open("POST", form.action || location.href);
  request.send(data);
}

for (const form of document.querySelectorAll("[data-upload]")) prepare(form);
