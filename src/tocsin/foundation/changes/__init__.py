"""Changes and deploys: what is planned for which service, and what was done when."""
