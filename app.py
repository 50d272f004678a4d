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
    from pathlib import Path

    from starlette.middleware import Middleware

    from recognizer.api.front_end import FrontEnd
    from recognizer.api.routes import routes
    from recognizer.network.library import Library
    from recognizer.settings import read_settings

    base = st.get_option("server.baseUrlPath")
    files = Path(st.__file__).parent / "static" / "static"
    app = st.App(
        __file__,
        routes=routes(Library(read_settings().model_folders), base),
        middleware=[Middleware(FrontEnd, files, base)],
    )
    # With a hundred visitors Python searches for garbage every few seconds while all of
    # them wait; what is loaded by now never becomes any.
    gc.collect()
    gc.freeze()
