"""The live page: a graph of any size in the browser, loaded as one looks (``kg serve``).

It stands in ``viz`` because it shows what the map shows, with the map's drawing, choice and layout, and reads graphs
through the same :class:`kg.stores.base.View`. Named queries are handed in by the command line: ``viz`` does not import
``queries``. Starlette and uvicorn are the extra ``[serve]``.
"""
