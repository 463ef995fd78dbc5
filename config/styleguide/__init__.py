"""Every part of the pages with samples, in both themes: the living documentation of the design."""
