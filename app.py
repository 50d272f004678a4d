"""The app: pages for people, and beside them what browsers fetch by themselves.

`streamlit run app.py` imports this file once, to serve `app`, and then runs it for each
visitor, whenever they come, change the page or press a button.
"""

import streamlit as st

from recognizer.ui import frame

if __name__ == "__main__":
    frame.show()
else:
    import gc
    import sys
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager
    from pathlib import Path

    from starlette.middleware import Middleware

    from recognizer.api import deep_links, programs
    from recognizer.api.drawings import Drawings
    from recognizer.api.front_end import FrontEnd
    from recognizer.api.gate import Gate
    from recognizer.api.messages import Messages
    from recognizer.api.programs import Ground
    from recognizer.api.routes import routes
    from recognizer.api.visitors import PARAMETER, Visitors
    from recognizer.mirror.mirror import mirroring
    from recognizer.room.identity import presenter_key
    from recognizer.room.room import room
    from recognizer.room.sharing import sharing
    from recognizer.settings import read_settings
    from recognizer.training.sharing import sharing as sharing_runs
    from recognizer.ui import callbacks, navigation, shared
    from recognizer.ui.catalogues import chosen, explain_to
    from recognizer.ui.learn import worksheet
    from recognizer.ui.messages import is_forbidden
    from recognizer.ui.uploads import held_bytes

    @asynccontextmanager
    async def announce(app: st.App) -> AsyncIterator[None]:
        """Print the presenter's link below Streamlit's addresses."""
        scheme = "https" if st.get_option("server.sslCertFile") else "http"
        address = st.get_option("server.address")
        host = "localhost" if address in (None, "0.0.0.0", "::") else address
        place = f"{scheme}://{host}:{st.get_option('server.port')}/{base.strip('/')}"
        link = f"{place}?{PARAMETER}={presenter_key(settings)}"
        sys.stdout.write(f"  For the presenter only: {link}\n\n")
        sys.stdout.flush()
        with (
            sharing(room(), shared.notices),
            mirroring(settings, shared.notices),
            sharing_runs(settings, shared.launcher()),
        ):
            yield

    callbacks.let_them_end()
    settings = read_settings()
    base = st.get_option("server.baseUrlPath")
    front_end = Path(st.__file__).parent / "static"
    ground = Ground(
        settings,
        shared.library(),
        room(),
        recognizer=shared.library().load,
        answering=shared.model_for_all,
        reach_database=lambda: shared.collection().classes(),
        held=held_bytes,
        speak=chosen,
    )
    app = st.App(
        __file__,
        routes=[
            *programs.routes(ground, base),
            *Drawings(
                settings, shared.saving(), shared.recognizer_for_all, chosen
            ).routes(base),
            *deep_links.routes(front_end / "index.html", navigation.deep_links(), base),
            *routes(
                shared.library(),
                room(),
                shared.class_memory,
                shared.taught_now,
                worksheet.page,
                base,
            ),
        ],
        middleware=[
            Middleware(FrontEnd, front_end / "static", base),
            Middleware(Visitors, settings, base),
            Middleware(Gate, settings, held_bytes, explain_to, base),
            Middleware(Messages, is_forbidden),
        ],
        lifespan=announce,
    )
    # With a hundred visitors Python searches for garbage every few seconds while all of
    # them wait; what is loaded by now never becomes any.
    gc.collect()
    gc.freeze()
