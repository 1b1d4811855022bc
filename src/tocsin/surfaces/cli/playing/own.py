"""A Tocsin of a story's own: new, with a clock that runs faster than life, and that may
be stopped and begun again on a later day."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tocsin.kernel.clock import Pace
from tocsin.surfaces.cli.benching.processes import environment, free_port, serving


@dataclass
class Own:
    folder: Path
    pace: Pace
    port: int = field(default_factory=free_port)
    served: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """That of its commands."""
        return {**environment(str(self.folder)), **self._more()}

    def begin(self) -> None:
        """It serves, at the pace that its home keeps."""
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / "clock").write_text(self.pace.origin.isoformat())
        told = (str(self.folder), self._more(), "--workers", "2")
        self.served.enter_context(serving(*told, port=self.port))

    def end(self) -> None:
        self.served.close()

    def leap(self, moment: datetime) -> None:
        """It was stopped, and serves again when its clock shows that instant."""
        self.end()
        self.pace = self.pace.ahead(moment - self.pace.at(datetime.now(tz=UTC)))
        self.begin()

    def _more(self) -> Mapping[str, str]:
        return {
            "TOCSIN_SAMPLE": "off",
            "TOCSIN_CLOCK_RATE": f"{self.pace.rate:g}",
            # Nobody takes mail there.
            "TOCSIN_SMTP_URL": "smtp://127.0.0.1:9",
            "TOCSIN_SMTP_TLS": "off",
            "TOCSIN_LOG": os.environ.get("TOCSIN_LOG", "error"),
        }
