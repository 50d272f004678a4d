/** Brings the tour's next step into sight: its link stands far down on a phone. */
export class Tour {
  constructor(element) { this.element = element; }

  update({ data }) {
    if (this.step !== data.step) this.element.closest(".st-key-tour").scrollIntoView();
    this.step = data.step;
  }

  close() {}
}
